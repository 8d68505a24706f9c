"""Writes gradients.jsonl.gz: exported calls at the edges of functions, with the gradients that PyTorch takes of them.

    python make_gradients.py [gradients.jsonl.gz]

A line is a case: the call, whose result has one element, its graph as torch.export writes it, inputs, and the gradients by
them. Written with torch 2.15 on a CPU. What PyTorch's vector and scalar code give differently, as elu at NaN, is left out.
"""

import gzip
import json
import sys

import torch

from make_cases import Call, graph, packed

nan, inf = float("nan"), float("inf")
holes = torch.tensor([[1.0, nan, 3, nan], [1, 2, 2, 0]])
ties = torch.tensor([[3.0, 1, 3, 3], [2, 1, 2, 0]])
edges = torch.tensor([nan, 0, -0.0, 1, -1, inf, -inf])
large = torch.tensor([[1e25, -1e25, 3e25], [2, 2, 2]])

CASES = [(f"x.{name}()", {"x": x}) for x in (ties, holes) for name in ("max", "min", "amax", "amin", "median", "nanmedian")]
CASES += [(f"x.{name}(1)[0].sum()", {"x": x}) for x in (ties, holes) for name in ("max", "min")]
CASES += [(f"x.{name}(1).sum()", {"x": x}) for x in (ties, holes) for name in ("amax", "amin")]
CASES += [
    ("x.median()", {"x": torch.full((3,), nan)}),
    ("x.nanmedian()", {"x": torch.full((3,), nan)}),
    ("x.abs().sum()", {"x": edges}),
    ("torch.where(x.isnan(), 0.0, (x - y).abs()).sum()", {"x": torch.tensor([1.0, nan, -2]), "y": torch.ones(3)}),
    ("x.sgn().sum()", {"x": edges}),
    ("x.sign().sum()", {"x": edges}),
    ("x.angle().sum()", {"x": edges}),
    ("torch.hypot(x, y).sum()", {"x": torch.tensor([3.0, 0, 1e30, inf, 0, nan, inf]), "y": torch.tensor([4.0, 0, 1e30, 1, 2, 1, inf])}),
    ("torch.hypot(x, y).sum()", {"x": torch.tensor([3e200, 1e-200], dtype=torch.float64), "y": torch.tensor([4e200, 1e-200], dtype=torch.float64)}),
    ("x.std()", {"x": large[0]}),
    ("x.std(1).sum()", {"x": large}),
    ("x.std(1, correction=0).sum()", {"x": large}),
    ("x.var(1, correction=0).sum()", {"x": ties.bfloat16()}),
    ("torch.special.xlog1py(x, y).sum()", {"x": torch.tensor([0.0, 0.5, 3, -2]), "y": torch.tensor([0.5, 0, 2, 1e-20])}),
    ("torch.special.xlog1py(x, 2.5).sum()", {"x": torch.tensor([0.0, 0.5, nan])}),
    ("torch.special.xlog1py(2, x).sum()", {"x": torch.tensor([0.0, 0.5, -1, nan])}),
    ("torch.remainder(x, y).sum()", {"x": torch.tensor([-0.0, 5, -5]), "y": torch.tensor([3.0, 3, 3])}),
]


def main(path):
    with gzip.GzipFile(path, "wb", 9, mtime=0) as file:
        for text, inputs in CASES:
            model = Call(text, list(inputs)).eval()
            given = [t.clone().requires_grad_() for t in inputs.values()]
            gradients = torch.autograd.grad(model(*given), given, allow_unused=True)
            with torch.no_grad():
                program = torch.export.export(model, tuple(inputs.values()))
            line = {
                "call": text, "program": graph(program), "inputs": [packed(t) for t in inputs.values()],
                "gradients": [packed(torch.zeros_like(t) + (0 if g is None else g)) for t, g in zip(given, gradients)],
            }
            file.write((json.dumps(line, separators=(",", ":")) + "\n").encode())


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "gradients.jsonl.gz")
