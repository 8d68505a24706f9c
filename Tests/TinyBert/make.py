"""Makes the files of this folder anew: a tiny BERT with random weights, inputs, and what it answers.

    python3 make.py

The answers are computed here in float64 with NumPy alone, from the definition of the model (Devlin et
al., 2019; the tensor names are those of Hugging Face's BertModel), and rounded to float32. Nothing
divides: 3 heads, a hidden size of 30, 50 intermediate features and 61 words over 2 or 4 ranks.
"""

import json
import math
import struct
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent
CONFIG = {
    "model_type": "bert",
    "vocab_size": 61,
    "hidden_size": 30,
    "num_hidden_layers": 3,
    "num_attention_heads": 3,
    "intermediate_size": 50,
    "hidden_act": "gelu",
    "max_position_embeddings": 16,
    "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
    "position_embedding_type": "absolute",
}


def weights(rng):
    """The tensors by name, in float32."""
    hidden, inner = CONFIG["hidden_size"], CONFIG["intermediate_size"]
    tensors = {}

    def normal(name, *shape, scale=0.2, mean=0.0):
        tensors[name] = (mean + scale * rng.standard_normal(shape)).astype(np.float32)

    def norm(name):
        normal(f"{name}.LayerNorm.weight", hidden, mean=1.0)
        normal(f"{name}.LayerNorm.bias", hidden)

    def dense(name, outputs, inputs):
        normal(f"{name}.dense.weight", outputs, inputs)
        normal(f"{name}.dense.bias", outputs)

    for kind, count in [
        ("word", CONFIG["vocab_size"]),
        ("position", CONFIG["max_position_embeddings"]),
        ("token_type", CONFIG["type_vocab_size"]),
    ]:
        normal(f"embeddings.{kind}_embeddings.weight", count, hidden, scale=0.5)
    norm("embeddings")
    for layer in range(CONFIG["num_hidden_layers"]):
        prefix = f"encoder.layer.{layer}"
        for part in ["query", "key", "value"]:
            normal(f"{prefix}.attention.self.{part}.weight", hidden, hidden, scale=0.4)
            normal(f"{prefix}.attention.self.{part}.bias", hidden)
        dense(f"{prefix}.attention.output", hidden, hidden)
        norm(f"{prefix}.attention.output")
        dense(f"{prefix}.intermediate", inner, hidden)
        dense(f"{prefix}.output", hidden, inner)
        norm(f"{prefix}.output")
    return tensors


def encode(tensors, ids, mask, segments=0):
    """The activations by name, in float64."""
    wide = {name: tensor.astype(np.float64) for name, tensor in tensors.items()}
    heads = CONFIG["num_attention_heads"]
    activations = {}

    def linear(x, name):
        return x @ wide[f"{name}.weight"].T + wide[f"{name}.bias"]

    def norm(x, name):
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + CONFIG["layer_norm_eps"])
        return scaled * wide[f"{name}.LayerNorm.weight"] + wide[f"{name}.LayerNorm.bias"]

    def gelu(x):
        return 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))

    def split(x):
        return x.reshape(*x.shape[:2], heads, -1).transpose(0, 2, 1, 3)

    x = (
        wide["embeddings.word_embeddings.weight"][ids]
        + wide["embeddings.position_embeddings.weight"][: ids.shape[1]]
        + wide["embeddings.token_type_embeddings.weight"][segments]
    )
    x = activations["embeddings"] = norm(x, "embeddings")
    for layer in range(CONFIG["num_hidden_layers"]):
        prefix = f"encoder.layer.{layer}"
        q, k, v = (split(linear(x, f"{prefix}.attention.self.{part}")) for part in ["query", "key", "value"])
        scores = q @ k.transpose(0, 1, 3, 2) / math.sqrt(q.shape[-1])
        scores = np.where(mask[:, None, None, :] == 1, scores, -np.inf)
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        context = (shares @ v).transpose(0, 2, 1, 3).reshape(x.shape)
        x = norm(linear(context, f"{prefix}.attention.output.dense") + x, f"{prefix}.attention.output")
        activations[f"encoder.{layer}.attention"] = x
        inner = gelu(linear(x, f"{prefix}.intermediate.dense"))
        x = norm(linear(inner, f"{prefix}.output.dense") + x, f"{prefix}.output")
        activations[f"encoder.{layer}.output"] = x
    share = mask / mask.sum(1, keepdims=True)
    pooled = activations["pooled"] = np.einsum("bsh,bs->bh", x, share)
    activations["normalized"] = pooled / np.linalg.norm(pooled, axis=-1, keepdims=True)
    return activations


def save(path, tensors):
    """A .safetensors file: the length of the header, the header, the data."""
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        start, end = end, end + tensor.nbytes
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    data = b"".join(tensor.tobytes() for tensor in tensors.values())
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    rng = np.random.default_rng(6)
    tensors = weights(rng)
    ids = rng.integers(0, CONFIG["vocab_size"], (3, 7))
    mask = np.ones_like(ids)
    mask[1, 5:] = 0
    mask[2, 2:] = 0
    (FOLDER / "config.json").write_text(json.dumps(CONFIG, indent=2) + "\n")
    save(FOLDER / "model.safetensors", tensors)
    np.save(FOLDER / "ids.npy", ids)
    np.save(FOLDER / "mask.npy", mask)
    segments = ids % 2
    np.save(FOLDER / "segments.npy", segments)
    answers = encode(tensors, ids, mask)
    answers["unmasked"] = encode(tensors, ids, np.ones_like(ids))["encoder.2.output"]
    answers["segmented"] = encode(tensors, ids, mask, segments)["encoder.2.output"]
    answers = {name: x.astype(np.float32) for name, x in answers.items()}
    save(FOLDER / "activations.safetensors", answers)


if __name__ == "__main__":
    main()
