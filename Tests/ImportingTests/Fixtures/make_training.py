"""Writes train.pt2, a classifier with its loss, train.x.npy and train.y.npy, and train.json: the losses of PyTorch's steps;
dropout.pt2, exported in train(), which drops elements and weights of attention; and buffers.pt2, exported in train() too,
which writes into its buffers, buffers-aten.pt2, the same decomposed, and buffers.json: by the number of micro-batches of a
step PyTorch's losses, and what the buffers hold afterwards; autocast.pt2, of bfloat16 in part, autocast-aten.pt2, the same
decomposed, and autocast.json: its loss of the first rows; ends.pt2, through a part of which no gradient goes and
of which a layer is frozen, and ends.json: PyTorch's losses; edges.pt2 and edges.json: the same, and weights, where PyTorch
chooses a gradient; sizes.pt2, of floats that follow from its number of rows, and sizes.json: by that number what it gives;
repeats.pt2 and repeats-aten.pt2, the same decomposed, whose sizes its own lists say, and repeats.json: what it gives;
fake.pt2, a linear layer and a sum, whose weights have no numbers.

    python make_training.py
"""

import copy
import json
import pathlib

import numpy
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch._subclasses.fake_tensor import FakeTensorMode

HERE = pathlib.Path(__file__).parent


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.up, self.norm, self.down = nn.Linear(8, 16), nn.LayerNorm(16), nn.Linear(16, 5)

    def forward(self, x, y):
        return F.cross_entropy(self.down(self.norm(F.gelu(self.up(x)))), y)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.up, self.drop, self.down = nn.Linear(2, 24), nn.Dropout(0.2), nn.Linear(8, 5)

    def forward(self, x, y):
        q, k, v = (t.unflatten(-1, (2, 4)).transpose(1, 2) for t in self.up(x.unflatten(-1, (4, 2))).chunk(3, -1))
        seen = F.scaled_dot_product_attention(q, k, v, dropout_p=0.3, is_causal=True)
        return F.cross_entropy(self.down(self.drop(seen.transpose(1, 2).flatten(2)).mean(1)), y)


class Moving(nn.Module):
    """A batch norm, a count, and a running mean that is read as it was before."""

    def __init__(self):
        super().__init__()
        self.up, self.norm, self.down = nn.Conv1d(2, 8, 3), nn.BatchNorm1d(8), nn.Linear(16, 5)
        self.register_buffer("count", torch.zeros((), dtype=torch.int64))
        self.register_buffer("seen", torch.zeros(8))

    def forward(self, x, y):
        h = self.norm(self.up(x.unflatten(1, (2, 4))))
        before = self.seen.clone()
        self.count += 1
        with torch.no_grad():
            self.seen.mul_(0.9).add_(h.mean((0, 2)), alpha=0.1).add_(0.05)
        h = F.gelu(h - before[:, None]).flatten(1)
        return F.cross_entropy(self.down(h) * (1 + before.mean()), y)


class Ends(nn.Module):
    """Gradients end at detach(), detach_() and no_grad(), and a layer is frozen."""

    def __init__(self):
        super().__init__()
        self.up, self.target, self.down = nn.Linear(8, 16), nn.Linear(8, 16), nn.Linear(16, 5)
        self.mix = nn.Linear(16, 16).requires_grad_(False)

    def forward(self, x, y):
        h = F.gelu(self.mix(self.up(x)))
        with torch.no_grad():
            norm = h.norm(dim=1, keepdim=True) + self.target(x).mean()
        wanted = self.target(x)
        kept = (wanted * 2).detach_()
        z = self.down(h / norm + torch.tanh(wanted) - wanted.detach())
        return F.cross_entropy(z, y) + F.mse_loss(h, kept)


class Autocast(nn.Module):
    def __init__(self):
        super().__init__()
        self.up, self.norm, self.down = nn.Linear(8, 16), nn.LayerNorm(16), nn.Linear(16, 5)

    def forward(self, x, y):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            h = self.norm(F.gelu(self.up(x)))
            with torch.autocast("cpu", enabled=False):
                wide = h.float() @ self.down.weight.T
            z = self.down(h)
            return F.cross_entropy(z.float() + 0.1 * wide, y) + F.mse_loss(z, wide.bfloat16())


class Edges(nn.Module):
    """Where PyTorch chooses a gradient: padding rows, ties, roots of 0, probabilities of 0 and 1, functions at 0, writes
    without a gradient; tied weights, and some that nothing reads."""

    def __init__(self):
        super().__init__()
        self.embed, self.head = nn.Embedding(6, 4, padding_idx=1), nn.Linear(4, 6, bias=False)
        self.head.weight = self.embed.weight
        self.up, self.gate, self.spare = nn.Linear(8, 4), nn.Linear(8, 4), nn.Linear(3, 3)
        self.flat = nn.Parameter(torch.zeros(3, 4))
        self.origin, self.zero = nn.Parameter(torch.zeros(2, 3)), nn.Parameter(torch.zeros(3, 3))

    def functions(self, x):
        """Of numbers that are 0 at first."""
        v, w, z = self.zero
        made = torch.atan2(*self.origin) + torch.fmod(w, 2.0) + torch.xlogy(z, x[0, :3].abs()) + torch.sinc(w)
        made = made + torch.copysign(z, x[1, :3]) + 0.1 * torch.clamp(v, w * 1, x[2, :3].abs())
        return 0.1 * made.sum() + 0.01 * torch.renorm(self.zero, 2, 0, 0.1).square().sum()

    def forward(self, x, y):
        e = self.embed(y)
        both = torch.stack([e, e * 1], 1)
        scale = torch.tensor([[1.0], [2.0]])
        t = (both * 1).max(1)[0] + (both * scale / scale).min(1)[0]
        a, g = self.up(x), self.gate(x) * 1
        h = a * 1
        with torch.no_grad():
            h.mul_(2)
        g.detach().clamp_(max=0.2)
        loss = F.cross_entropy(self.head(t + h + g), y)
        loss = loss + 0.01 * F.binary_cross_entropy((a * 3).clamp(0, 1), (x[:, :4] > 0).float())
        loss = loss + self.flat.std(1).sum() + torch.linalg.vector_norm(self.flat, 3, dim=1).sum()
        return loss + torch.cdist(self.flat, self.flat).sum() + self.functions(x)


class Sizes(nn.Module):
    """Floats and truths that follow from the number of rows, and an index that a tensor of the code holds."""

    def forward(self, x):
        rows = x.shape[0]
        column = x[:, torch.tensor([3, 1])[0]]
        return x / rows**0.5 + x.sum(0) * (1 / rows) + x.max() * (rows > 4) + column[:, None]


OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "adam": lambda p: torch.optim.Adam(p, lr=0.02, weight_decay=0.1),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.02),
}


def main():
    torch.manual_seed(0)
    model, x, y = Classifier(), torch.randn(12, 8), torch.randint(0, 5, (12,))
    torch.export.save(torch.export.export(model, (x[:4], y[:4])), HERE / "train.pt2")
    numpy.save(HERE / "train.x.npy", x.numpy())
    numpy.save(HERE / "train.y.npy", y.numpy())
    rows = torch.export.Dim("rows", min=2)
    dropping = torch.export.export(Attention().train(), (x[:4], y[:4]), dynamic_shapes=({0: rows}, {0: rows}))
    torch.export.save(dropping, HERE / "dropout.pt2")
    losses = {}
    for name, make in OPTIMIZERS.items():
        one = copy.deepcopy(model)
        optimizer = make(one.parameters())
        losses[name] = []
        for step in range(12):
            # The next four rows, starting over at the end.
            rows = [(step * 4 + row) % 12 for row in range(4)]
            optimizer.zero_grad()
            loss = one(x[rows], y[rows])
            loss.backward()
            nn.utils.clip_grad_norm_(one.parameters(), 0.5)
            optimizer.step()
            losses[name].append(loss.item())
    (HERE / "train.json").write_text(json.dumps(losses) + "\n")
    moving(x, y)
    fake()
    ending(x, y)
    narrow(x, y)
    edges(x, y)
    sizes(x)
    repeats(x)


def descended(model, x, y, steps):
    """The losses of steps of SGD, each of the next four rows."""
    optimizer, losses = torch.optim.SGD(model.parameters(), lr=0.1), []
    for step in range(steps):
        rows = [(step * 4 + row) % 12 for row in range(4)]
        optimizer.zero_grad()
        loss = model(x[rows], y[rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def sizes(x):
    model, rows = Sizes(), torch.export.Dim("rows", min=2)
    torch.export.save(torch.export.export(model, (x[:4],), dynamic_shapes=({0: rows},)), HERE / "sizes.pt2")
    found = {str(count): model(x[:count]).flatten().tolist() for count in (3, 4, 6)}
    (HERE / "sizes.json").write_text(json.dumps(found) + "\n")


class Repeats(nn.Module):
    """As many rows and columns as lists of its own say."""

    def forward(self, x):
        rows = torch.repeat_interleave(x, torch.tensor([1, 0, 3, 2]), dim=0)
        return torch.repeat_interleave(rows * 2, torch.tensor([2]), dim=1)[:, 1:] + 1


def repeats(x):
    model = Repeats()
    program = torch.export.export(model, (x[:4],))
    torch.export.save(program, HERE / "repeats.pt2")
    torch.export.save(program.run_decompositions(), HERE / "repeats-aten.pt2")
    (HERE / "repeats.json").write_text(json.dumps(model(x[:4]).flatten().tolist()) + "\n")


def edges(x, y):
    model = Edges()
    torch.export.save(torch.export.export(model, (x[:4], y[:4])), HERE / "edges.pt2")
    losses = descended(model, x, y, 4)
    weights = {name: tensor.flatten().tolist() for name, tensor in model.state_dict().items()}
    (HERE / "edges.json").write_text(json.dumps({"losses": losses, "weights": weights}) + "\n")


def narrow(x, y):
    model = Autocast()
    program = torch.export.export(model, (x[:4], y[:4]))
    torch.export.save(program, HERE / "autocast.pt2")
    torch.export.save(program.run_decompositions(), HERE / "autocast-aten.pt2")
    (HERE / "autocast.json").write_text(json.dumps(model(x[:4], y[:4]).item()) + "\n")


def ending(x, y):
    model = Ends()
    program = torch.export.export(model, (x[:4], y[:4]))
    torch.export.save(program, HERE / "ends.pt2")
    losses = descended(model, x, y, 6)
    (HERE / "ends.json").write_text(json.dumps(losses) + "\n")


def moving(x, y):
    model = Moving().train()
    rows = torch.export.Dim("rows", min=2)
    program = torch.export.export(model, (x[:4], y[:4]), dynamic_shapes=({0: rows}, {0: rows}))
    torch.export.save(program, HERE / "buffers.pt2")
    torch.export.save(program.run_decompositions(), HERE / "buffers-aten.pt2")
    found = {}
    for parts in [1, 2]:
        one = copy.deepcopy(model)
        optimizer = torch.optim.SGD(one.parameters(), lr=0.1)
        losses = []
        for step in range(6):
            optimizer.zero_grad()
            made = []
            for part in range(parts):
                first, count = step * 4 + part * 4 // parts, 4 // parts
                taken = [(first + row) % 12 for row in range(count)]
                made.append(one(x[taken], y[taken]))
                (made[-1] / parts).backward()
            optimizer.step()
            losses.append(sum(loss.item() for loss in made) / parts)
        buffers = {name: buffer.flatten().tolist() for name, buffer in one.named_buffers()}
        found[str(parts)] = {"losses": losses, "buffers": buffers}
    (HERE / "buffers.json").write_text(json.dumps(found) + "\n")


class Total(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(3, 2)

    def forward(self, x):
        return self.up(x).sum()


def fake():
    with FakeTensorMode():
        program = torch.export.export(Total(), (torch.ones(2, 3),))
    torch.export.save(program, HERE / "fake.pt2")


if __name__ == "__main__":
    main()
