"""What can be chosen about a job, by name."""

from typing import Literal, get_args

Method = Literal["full", "lora", "qlora"]
Optimizer = Literal["adamw", "adamw-8bit", "paged-adamw-8bit", "adafactor", "sgd", "lion"]
OptimizerLoop = Literal["fused", "foreach", "loop"]
TrainingPrecision = Literal["bf16", "amp", "fp32", "fp16"]
WeightPrecision = Literal["bf16", "fp16", "fp32", "int8", "fp8", "nf4"]
Checkpointing = Literal["none", "selective", "full"]
Loss = Literal["eager", "chunked", "fused"]
Attention = Literal["sdpa", "flash", "eager"]
Freeze = Literal["none", "encoder", "decoder", "vision", "embeddings"]
Sharding = Literal["ddp", "zero1", "zero2", "zero3", "fsdp"]
Offload = Literal["none", "optimizer", "all"]

METHODS: tuple[str, ...] = get_args(Method)
OPTIMIZERS: tuple[str, ...] = get_args(Optimizer)
OPTIMIZER_LOOPS: tuple[str, ...] = get_args(OptimizerLoop)
TRAINING_PRECISIONS: tuple[str, ...] = get_args(TrainingPrecision)
WEIGHT_PRECISIONS: tuple[str, ...] = get_args(WeightPrecision)
CHECKPOINTINGS: tuple[str, ...] = get_args(Checkpointing)
LOSSES: tuple[str, ...] = get_args(Loss)
ATTENTIONS: tuple[str, ...] = get_args(Attention)
FREEZES: tuple[str, ...] = get_args(Freeze)
SHARDINGS: tuple[str, ...] = get_args(Sharding)
OFFLOADS: tuple[str, ...] = get_args(Offload)
