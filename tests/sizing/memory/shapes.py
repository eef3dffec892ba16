"""Models of published points that we do not ship: dimensions only."""

from modelstacks.sizing.architecture import DecoderOnly, from_hugging_face

PHI = from_hugging_face(
    {
        "model_type": "phi",
        "hidden_size": 2048,
        "intermediate_size": 8192,
        "num_hidden_layers": 24,
        "num_attention_heads": 32,
        "vocab_size": 51200,
    },
    name="phi-1.5",
)
STABLELM = from_hugging_face(
    {
        "model_type": "gpt_neox",
        "hidden_size": 4096,
        "intermediate_size": 16384,
        "num_hidden_layers": 16,
        "num_attention_heads": 32,
        "vocab_size": 50688,
    },
    name="stablelm-base-alpha-3b",
)
LLAMA_65B = DecoderOnly(
    name="llama-65b",
    hidden=8192,
    feed_forward=22016,
    layers=80,
    heads=64,
    kv_heads=64,
    head_dim=128,
    vocabulary=32000,
)

QWEN_7B = DecoderOnly(
    name="qwen-7b",
    hidden=4096,
    feed_forward=11008,
    layers=32,
    heads=32,
    kv_heads=32,
    head_dim=128,
    vocabulary=151936,
    qkv_bias=True,
)
QWEN_14B = DecoderOnly(
    name="qwen-14b",
    hidden=5120,
    feed_forward=13696,
    layers=40,
    heads=40,
    kv_heads=40,
    head_dim=128,
    vocabulary=152064,
    qkv_bias=True,
)
CODELLAMA_34B = DecoderOnly(
    name="codellama-34b",
    hidden=8192,
    feed_forward=22016,
    layers=48,
    heads=64,
    kv_heads=8,
    head_dim=128,
    vocabulary=32000,
)


def bert_base_cased() -> int:
    """Parameters of an encoder with learned positions, biases, post-norms and a pooler."""
    d, f, layers, vocabulary = 768, 3072, 12, 28996
    embedding = (vocabulary + 512 + 2) * d + 2 * d
    layer = 4 * (d * d + d) + 2 * d * f + f + d + 4 * d
    return embedding + layers * layer + d * d + d
