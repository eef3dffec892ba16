"""The peak of a training step: the largest of its moments, each from what is alive then.

forward       all activations so far, the loss being computed, autocast's casts of the weights
loss          the same activations, the gradient of the logits
backward      what is stored, one layer computed again and its work, the first gradients
end of backward   all gradients, one layer's activations, the embedding's gradient being added up
optimizer step    all gradients, the optimizer's work
sharding          before the first step: the whole model and its shard, unless built sharded
"""

from collections.abc import Mapping

from modelstacks.frozen import frozen
from modelstacks.sizing.architecture import Architecture, DecoderOnly, EncoderDecoder, Vision
from modelstacks.sizing.memory import decoder_layers, host, t5_layers, vision_layers
from modelstacks.sizing.memory.loss import LossBytes, loss_bytes
from modelstacks.sizing.memory.result import GIB, Memory
from modelstacks.sizing.memory.saved import LayerBytes, Rules
from modelstacks.sizing.memory.settings import Settings
from modelstacks.sizing.memory.states import States, states

Parts = Mapping[str, float]


def training_memory(model: Architecture, settings: Settings) -> Memory:
    """Return the memory of one GPU in a training step, from the second step on."""
    state = states(model, settings)
    layers, vision = layer_bytes(model, settings)
    loss = loss_bytes(model, settings)
    alive = _Alive(model=model, settings=settings, state=state, layers=layers, vision=vision)
    moments = _moments(alive, loss)
    phase = max(moments, key=lambda name: sum(moments[name].values()))
    factor, framework = _margins(settings)
    offloaded = _offloaded_activations(settings, (*layers, *vision))
    return Memory(
        parts={name: value / GIB for name, value in moments[phase].items() if value},
        phase=phase,
        phases={name: sum(parts.values()) / GIB for name, parts in moments.items()},
        factor=factor,
        framework_gib=framework,
        tight_factor=min(factor, settings.constants.tight_factor),
        lasting_gib=(state.weights + state.optimizer) / GIB,
        host_gib=host.training_host_bytes(model, settings, state, offloaded) / GIB,
        trainable_parameters=state.trainable,
        assumptions=settings.assumptions,
    )


def layer_bytes(
    model: Architecture, settings: Settings
) -> tuple[tuple[LayerBytes, ...], tuple[LayerBytes, ...]]:
    """Return the layers that keep activations: of the language model, and of the vision encoder."""
    full, freeze = not settings.frozen_base, settings.freeze
    decoder = Rules(settings=settings, trains=full and freeze != "decoder", stack="decoder")
    if isinstance(model, EncoderDecoder):
        encoder = Rules(settings=settings, trains=full and freeze != "encoder", stack="encoder")
        last = (t5_layers.decoder_layer(model, decoder),)
        if freeze == "encoder":
            return last, ()
        return (t5_layers.encoder_layer(model, encoder), *last), ()
    if isinstance(model, DecoderOnly):
        return (decoder_layers.decoder_layer(model, decoder, copies=model.layers),), ()
    if not isinstance(model, Vision):
        raise TypeError(type(model).__name__)
    cross = Rules(settings=settings, trains=full, stack="cross")
    text = (
        decoder_layers.decoder_layer(model, decoder, copies=model.self_layers),
        decoder_layers.cross_layer(model, cross),
    )
    tower = Rules(settings=settings, trains=full, stack="vision")
    sees = full and freeze != "vision" and settings.images > 0
    return text, (vision_layers.tower_layer(model, tower),) if sees else ()


def stored_bytes(settings: Settings, layers: tuple[LayerBytes, ...]) -> float:
    """Return what all layers keep on the GPU until backward reaches them."""
    if settings.job.activation_offload:
        on_gpu = settings.constants.offloaded_layers_on_gpu
        return sum(_kept(settings, layer) * min(layer.copies, on_gpu) for layer in layers)
    return sum(_kept(settings, layer) * layer.copies for layer in layers)


def _kept(settings: Settings, layer: LayerBytes) -> float:
    kinds = {"none": layer.saved, "selective": layer.selective, "full": layer.entry}
    return min(layer.saved, kinds[settings.job.checkpointing])


def _offloaded_activations(settings: Settings, layers: tuple[LayerBytes, ...]) -> float:
    if not settings.job.activation_offload:
        return 0.0
    every = sum(_kept(settings, layer) * layer.copies for layer in layers)
    return every - stored_bytes(settings, layers)


def _at_work(settings: Settings, layers: tuple[LayerBytes, ...]) -> float:
    """Return what the largest layer adds while its backward runs."""
    if not layers:
        return 0.0
    return max(layer.saved - _kept(settings, layer) + layer.work for layer in layers)


@frozen
class _Alive:
    """What the moments of one step are made of."""

    model: Architecture
    settings: Settings
    state: States
    layers: tuple[LayerBytes, ...]
    vision: tuple[LayerBytes, ...]


def _moments(alive: _Alive, loss: LossBytes) -> dict[str, Parts]:
    model, settings, state = alive.model, alive.settings, alive.state
    layers, vision = alive.layers, alive.vision
    kept_gradients = state.gradients if settings.keeps_gradients else 0.0
    images = _vision_bytes(model, settings, vision)
    stored = stored_bytes(settings, layers) + _tail(model, settings)
    unpacked = _unpacked(model, settings)
    always = {
        "weights": state.weights,
        "optimizer": state.optimizer,
        "working_memory": state.gathered + state.buckets + unpacked,
    }
    cast = _autocast_bytes(model, settings)
    is_checkpointed = settings.job.checkpointing != "none"
    first = _embedding_gradient(model, settings, state)
    work = _at_work(settings, layers)
    every_gradient = state.gradients
    last, second = _last_layer(alive, first)
    is_fsdp = settings.sharding == "fsdp"
    at_step = state.buckets + (0.0 if is_fsdp else state.gathered)
    moments: dict[str, Parts] = {
        "forward": {
            **_plus(always, cast),
            "gradients": kept_gradients,
            "activations": stored,
            "loss": loss.forward,
            "vision": images,
        },
        "loss": {
            **_plus(always, 0.0 if is_checkpointed else cast),
            "gradients": kept_gradients,
            "activations": stored,
            "loss": loss.backward,
            "vision": images,
        },
        "backward": {
            **_plus(always, cast / _count(layers) if is_checkpointed else cast),
            "gradients": max(kept_gradients, first if is_fsdp else min(first, every_gradient)),
            "activations": stored + work,
            "loss": 0.0,
            "vision": images,
        },
        "end of backward": {
            **_plus(always, cast / _count(layers)),
            "gradients": every_gradient + second + _unreduced(model, settings),
            "activations": last,
            "vision": images if vision else 0.0,
        },
        "optimizer step": {
            **_plus({**always, "working_memory": at_step}, state.step_work),
            "gradients": every_gradient,
        },
    }
    if settings.sharding in ("zero3", "fsdp") and not settings.parallel.zero_init:
        moments["sharding"] = {"weights": state.whole_weights + state.weights}
    if isinstance(model, Vision) and settings.images and not vision:
        width = settings.compute_width
        moments["image encoding"] = {
            **always,
            "gradients": kept_gradients,
            "vision": vision_layers.forward_bytes(model, settings.images, width),
        }
    return moments


def _last_layer(alive: _Alive, embedding_gradient: float) -> tuple[float, float]:
    """Return what the end of backward takes besides the gradients: the first layer at work, or the
    second gradient of a tied embedding, made before it is added to the head's."""
    twice = embedding_gradient if alive.model.tied else 0.0
    layer = max((layer.saved + layer.work for layer in alive.layers), default=0.0)
    if alive.vision:
        # the language model's first layer, or after it one of the vision encoder
        return max(layer, _at_work(alive.settings, alive.vision)), 0.0
    return (layer, 0.0) if layer >= twice else (0.0, twice)


def _plus(parts: Parts, working: float) -> dict[str, float]:
    return {**parts, "working_memory": parts["working_memory"] + working}


def _count(layers: tuple[LayerBytes, ...]) -> int:
    return sum(layer.copies for layer in layers) or 1


def _tail(model: Architecture, settings: Settings) -> float:
    """Return what is saved besides the layers: last norm, input of the head, shared T5 tensors."""
    trains = not settings.frozen_base
    rules = Rules(settings=settings, trains=trains, stack="decoder")
    tokens = settings.batch * settings.target
    head = settings.compute_width * model.hidden if trains and settings.freeze != "decoder" else 0
    tail = tokens * (rules.rms_norm(model.hidden) + head)
    if isinstance(model, EncoderDecoder):
        tail += t5_layers.shared_bytes(model, rules)
    return tail


def _vision_bytes(model: Architecture, settings: Settings, vision: tuple[LayerBytes, ...]) -> float:
    if not isinstance(model, Vision) or not settings.images:
        return 0.0
    rules = Rules(settings=settings, trains=bool(vision), stack="vision")
    if not vision:
        return vision_layers.features_bytes(model, settings.images, rules.width)
    return stored_bytes(settings, vision) + vision_layers.shared_bytes(model, rules)


def _unpacked(model: Architecture, settings: Settings) -> float:
    """Return the largest linear layer, which NF4 unpacks for each product."""
    if settings.job.method != "qlora":
        return 0.0
    return float(model.largest_linear * settings.compute_width)


def _autocast_bytes(model: Architecture, settings: Settings) -> float:
    """Return the 16-bit casts of fp32 weights, which autocast keeps until forward ends and
    autograd until backward passes."""
    if settings.frozen_base and not settings.casts_frozen_weights:
        return 0.0
    if not settings.autocast:
        return 0.0
    head = model.vocabulary * model.hidden
    return 2.0 * (model.linear_parameters + head)


def _embedding_gradient(model: Architecture, settings: Settings, state: States) -> float:
    """Return the gradient of the head, the first that backward makes."""
    if settings.frozen_base or settings.freeze in ("decoder", "embeddings", "encoder"):
        return 0.0
    if settings.job.optimizer_in_backward and not model.tied:
        return 0.0
    if settings.sharding == "fsdp":
        return model.vocabulary * model.hidden * float(settings.compute_width)
    gpus = settings.parallel.gpus if settings.sharding == "zero3" else 1
    return model.vocabulary * model.hidden * float(state.gradient_width) / gpus


def _unreduced(model: Architecture, settings: Settings) -> float:
    """Return the gradients that FSDP has made and not yet shared out at the end of backward: of
    the unit that holds embedding and head. The first layer's take the place of a gathered layer."""
    if settings.sharding != "fsdp" or settings.frozen_base:
        return 0.0
    return float((model.split.embedding + model.split.head) * settings.compute_width)


def _margins(settings: Settings) -> tuple[float, float]:
    constants = settings.constants
    if settings.job.method == "qlora":
        return constants.nf4_factor, constants.nf4_constant_gib
    if settings.shards_weights_or_deepspeed:
        return constants.sharded_factor, constants.sharded_constant_gib
    return constants.single_factor, constants.single_constant_gib
