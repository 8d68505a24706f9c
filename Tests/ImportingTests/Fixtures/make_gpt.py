"""Writes gpt.pt2, a GPT of bytes with its loss, and gpt.json: the losses of PyTorch's steps on the text of the licence.

    python make_gpt.py [TEXT]

Row i of a text has the bytes from 32 i on, and its labels the bytes behind each of them. The embedding of bytes is the
last layer's weight too.
"""

import json
import pathlib
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent
LENGTH, WIDTH, HEADS, LAYERS, BATCH, STEPS = 32, 32, 4, 4, 8, 50


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.q, self.k, self.v = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.out = nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x):
        n = self.ln1(x)
        heads = [p(n).unflatten(-1, (HEADS, WIDTH // HEADS)).transpose(1, 2) for p in (self.q, self.k, self.v)]
        a = F.scaled_dot_product_attention(*heads, is_causal=True)
        x = x + self.out(a.transpose(1, 2).flatten(-2))
        return x + self.down(F.gelu(self.up(self.ln2(x))))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(256, WIDTH), nn.Embedding(LENGTH, WIDTH)
        self.h = nn.ModuleList(Block() for _ in range(LAYERS))
        self.ln = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, 256, bias=False)
        self.head.weight = self.wte.weight

    def forward(self, ids, labels):
        x = self.wte(ids) + self.wpe(torch.arange(LENGTH))
        for block in self.h:
            x = block(x)
        return F.cross_entropy(self.head(self.ln(x)).flatten(0, 1), labels.flatten())


def main():
    torch.manual_seed(0)
    torch.set_num_threads(1)
    model = GPT()
    for weight in model.parameters():
        if weight.ndim == 2:
            nn.init.normal_(weight, std=0.05)
    text = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else HERE / "../../../LICENSE").read_bytes()
    rows = (len(text) - 1) // LENGTH
    tokens = torch.tensor(list(text[: rows * LENGTH + 1]))
    ids, labels = tokens[:-1].view(rows, LENGTH), tokens[1:].view(rows, LENGTH)
    batch = torch.export.Dim("batch", max=4096)
    exported = torch.export.export(model, (ids[:4], labels[:4]), dynamic_shapes=({0: batch}, {0: batch}))
    torch.export.save(exported, HERE / "gpt.pt2")
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    for step in range(STEPS):
        at = [(step * BATCH + row) % rows for row in range(BATCH)]
        optimizer.zero_grad()
        loss = model(ids[at], labels[at])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    (HERE / "gpt.json").write_text(json.dumps(losses) + "\n")
    print(losses[0], losses[-1])


if __name__ == "__main__":
    main()
