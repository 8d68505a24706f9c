"""Whole models in PyTorch and in Tessera, in turns: python models.py [PROGRAM]

Each model is made with random weights, exported with torch.export, and run by both on the same inputs: PyTorch in eager mode,
Tessera as `program run --repeats` on one rank with all passes. Both have the same number of threads. Of each round the median of
the runs counts, and of the rounds the median. Results are held against each other first.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Norm(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(hidden))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.weight


class LlamaBlock(nn.Module):
    """Grouped heads, rotary positions, a gated MLP."""

    def __init__(self, hidden, heads, groups, ffn):
        super().__init__()
        self.heads, self.groups, self.size = heads, groups, hidden // heads
        self.input_norm, self.mlp_norm = Norm(hidden), Norm(hidden)
        self.q_proj = nn.Linear(hidden, hidden, bias=False)
        self.k_proj = nn.Linear(hidden, groups * self.size, bias=False)
        self.v_proj = nn.Linear(hidden, groups * self.size, bias=False)
        self.o_proj = nn.Linear(hidden, hidden, bias=False)
        self.gate_proj = nn.Linear(hidden, ffn, bias=False)
        self.up_proj = nn.Linear(hidden, ffn, bias=False)
        self.down_proj = nn.Linear(ffn, hidden, bias=False)

    def forward(self, x, cos, sin):
        batch, length, hidden = x.shape
        normed = self.input_norm(x)

        def split(projected, heads):
            return projected.view(batch, length, heads, self.size).transpose(1, 2)

        def rotated(heads):
            first, second = heads.chunk(2, -1)
            return heads * cos + torch.cat((-second, first), -1) * sin

        q = rotated(split(self.q_proj(normed), self.heads))
        k = rotated(split(self.k_proj(normed), self.groups))
        v = split(self.v_proj(normed), self.groups)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        x = x + self.o_proj(mixed.transpose(1, 2).reshape(batch, length, hidden))
        normed = self.mlp_norm(x)
        return x + self.down_proj(F.silu(self.gate_proj(normed)) * self.up_proj(normed))


class Llama(nn.Module):
    def __init__(self, layers=12, hidden=768, heads=12, groups=4, ffn=2048, vocab=32000, most=2048):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocab, hidden)
        self.layers = nn.ModuleList(LlamaBlock(hidden, heads, groups, ffn) for _ in range(layers))
        self.norm = Norm(hidden)
        self.lm_head = nn.Linear(hidden, vocab, bias=False)
        size = hidden // heads
        angles = torch.outer(torch.arange(most), 10000.0 ** (-torch.arange(0, size, 2) / size))
        angles = torch.cat((angles, angles), -1)
        self.register_buffer("cos", angles.cos())
        self.register_buffer("sin", angles.sin())

    def forward(self, ids):
        x = self.embed_tokens(ids)
        cos, sin = self.cos[: ids.shape[1]], self.sin[: ids.shape[1]]
        for layer in self.layers:
            x = layer(x, cos, sin)
        return self.lm_head(self.norm(x))


class GPT2Block(nn.Module):
    def __init__(self, hidden, heads):
        super().__init__()
        self.heads = heads
        self.ln_1, self.ln_2 = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.c_attn, self.c_proj = nn.Linear(hidden, 3 * hidden), nn.Linear(hidden, hidden)
        self.c_fc, self.c_out = nn.Linear(hidden, 4 * hidden), nn.Linear(4 * hidden, hidden)

    def forward(self, x):
        batch, length, hidden = x.shape
        q, k, v = (
            part.view(batch, length, self.heads, hidden // self.heads).transpose(1, 2)
            for part in self.c_attn(self.ln_1(x)).split(hidden, -1)
        )
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.c_proj(mixed.transpose(1, 2).reshape(batch, length, hidden))
        return x + self.c_out(F.gelu(self.c_fc(self.ln_2(x)), approximate="tanh"))


class GPT2(nn.Module):
    """GPT-2 small: 124 M parameters, the output projection tied to the embedding."""

    def __init__(self, layers=12, hidden=768, heads=12, vocab=50257, most=1024):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocab, hidden), nn.Embedding(most, hidden)
        self.h = nn.ModuleList(GPT2Block(hidden, heads) for _ in range(layers))
        self.ln_f = nn.LayerNorm(hidden)

    def forward(self, ids):
        x = self.wte(ids) + self.wpe(torch.arange(ids.shape[1]))
        for block in self.h:
            x = block(x)
        return F.linear(self.ln_f(x), self.wte.weight)


class Residual(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        beside = x if self.downsample is None else self.downsample(x)
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + beside)


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        widths = [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)]
        self.layers = nn.Sequential(
            *(
                nn.Sequential(Residual(inputs, outputs, stride), Residual(outputs, outputs, 1))
                for inputs, outputs, stride in widths
            )
        )
        self.fc = nn.Linear(512, 1000)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.fc(F.adaptive_avg_pool2d(self.layers(x), 1).flatten(1))


def models():
    """By name: how a model is made, and its input."""
    words = torch.randint(0, 32000, (1, 128), generator=torch.Generator().manual_seed(1))
    images = torch.rand(4, 3, 224, 224, generator=torch.Generator().manual_seed(2))
    return {"ResNet-18": (ResNet18, images), "GPT-2 small": (GPT2, words), "Llama-like": (Llama, words)}


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", nargs="?", default=".build/release/tessera")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=7, help="of a round")
    return parser.parse_args()


def ours(options, folder, *words):
    environment = {**os.environ, "TESSERA_THREADS": str(options.threads)}
    command = [options.program, "program", "run", f"{folder}/model.pt2", "--mesh", "1", "--input", f"{folder}/x.npy"]
    run = subprocess.run([*command, *words], capture_output=True, text=True, env=environment)
    if run.returncode:
        sys.exit(f"{' '.join(command)}: {run.stderr.strip()}")
    return run.stdout


def peers(options, model, x):
    with torch.no_grad():
        model(x)
        times = []
        for _ in range(options.repeats):
            start = time.perf_counter()
            model(x)
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    chosen = options()
    torch.set_num_threads(chosen.threads)
    print(f"PyTorch {torch.__version__}, threads of each: {chosen.threads}")
    print("| model | parameters | PyTorch ms | Tessera ms | ratio | greatest difference |\n|---|---|---|---|---|---|")
    for name, (make, x) in models().items():
        torch.manual_seed(0)
        model = make().eval()
        with tempfile.TemporaryDirectory() as folder:
            torch.export.save(torch.export.export(model, (x,)), f"{folder}/model.pt2")
            np.save(f"{folder}/x.npy", x.numpy())
            with torch.no_grad():
                expected = model(x).numpy()
            ours(chosen, folder, "--output", f"{folder}/y.npy", "--quiet")
            difference = np.abs(np.load(f"{folder}/y.npy") - expected).max()
            rounds = []
            for _ in range(chosen.rounds):
                theirs = peers(chosen, model, x)
                report = ours(chosen, folder, "--repeats", str(chosen.repeats), "--json")
                rounds.append((theirs, json.loads(report)["times"]["median_seconds"]))
        theirs, own = (statistics.median(times) for times in zip(*rounds))
        ratio = statistics.median(own / theirs for theirs, own in rounds)
        millions = sum(weights.numel() for weights in model.parameters()) / 1e6
        print(
            f"| {name} | {millions:.0f} M | {1e3 * theirs:.1f} | {1e3 * own:.1f} | {ratio:.2f} | {difference:.1e} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
