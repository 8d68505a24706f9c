"""Writes weights.pt2 beside this file: `python make_pt2.py`, with PyTorch 2.15.

Element i of a tensor, counted in row-major order, has the value i (mod 251), as in make.py; `upper` and `lower` are halves of
one storage of 24 elements, `columns` lies column by column, and `tied` is `w` once more.
"""
import os

import torch


def count(shape, dtype):
    return (torch.arange(torch.Size(shape).numel()) % 251).to(dtype).reshape(shape)


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.nn.Parameter(count((3, 4), torch.float32))
        self.tied = self.w
        self.columns = torch.nn.Parameter(count((4, 5), torch.float32).t().contiguous().t())
        both = count((6, 4), torch.float32)
        self.upper = torch.nn.Parameter(both[:3])
        self.lower = torch.nn.Parameter(both[3:])
        self.narrow = torch.nn.Parameter(count((5,), torch.bfloat16))
        self.register_buffer("ids", count((7,), torch.int64))
        self.register_buffer("passing", count((2,), torch.float32), persistent=False)

    def forward(self, x):
        y = x @ (self.w + self.tied + self.upper + self.lower) @ self.columns
        return y + self.narrow.to(torch.float32) + self.ids[:5] + self.passing.sum()


program = torch.export.export(Model(), (torch.ones(2, 3),))
torch.export.save(program, os.path.join(os.path.dirname(os.path.abspath(__file__)), "weights.pt2"))
