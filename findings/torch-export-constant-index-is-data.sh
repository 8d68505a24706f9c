#!/usr/bin/env bash
# An index that is an element of a constant tensor is exported as a size that depends on data, though its number is in the file.
#
# One would guess: torch.export knows the numbers of a tensor that the code itself makes, so that x[:, t[0]] with
#   t = torch.tensor([3, 1]) takes column 3 in the graph, as it takes it when the code runs.
# What is real: the graph holds t as a constant, takes its element with aten.item, and the column is named by a new symbol
#   u0 without a range; run_decompositions() keeps it. With t[0].item() it is the same; with a list in the place of t the
#   column is 3.
# Versions: torch 2.15.0, Python 3.11.
# Who meets it: whoever reads exported models and refuses sizes that depend on data: a loop of a sampler that is written
#   out, and reads its table by the elements of a tensor of time steps, has such a symbol in every turn.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 numpy

"$work/venv/bin/python" -W ignore - >"$work/seen" 2>"$work/errors" <<'PYTHON' || { cat "$work/errors" >&2; exit 1; }
import torch


class Column(torch.nn.Module):
    def __init__(self, steps, reads):
        super().__init__()
        self.steps, self.reads = steps, reads

    def forward(self, x):
        steps = self.steps() if callable(self.steps) else self.steps
        return x[:, self.reads(steps)]


def told(program):
    nodes = [n for n in program.graph.nodes if str(n.target) == "aten.select.int"]
    index = nodes[-1].args[2]
    items = sum(str(n.target).startswith(("aten.item", "aten._local_scalar_dense")) for n in program.graph.nodes)
    word = index if isinstance(index, int) else index.meta["val"]
    return f"column {word}, {items} items, {len(program.constants)} constants"


x = torch.randn(2, 5)
cases = {
    "element of a tensor": Column(lambda: torch.tensor([3, 1]), lambda t: t[0]),
    "its item": Column(lambda: torch.tensor([3, 1]), lambda t: t[0].item()),
    "element of a list": Column([3, 1], lambda t: t[0]),
}
for name, model in cases.items():
    program = torch.export.export(model, (x,))
    print(f"{name}: {told(program)}; decomposed: {told(program.run_decompositions())}")
PYTHON
cat "$work/seen"
cat >"$work/expected" <<'SEEN'
element of a tensor: column u0, 1 items, 1 constants; decomposed: column u0, 1 items, 1 constants
its item: column u0, 1 items, 1 constants; decomposed: column u0, 1 items, 1 constants
element of a list: column 3, 0 items, 0 constants; decomposed: column 3, 0 items, 0 constants
SEEN
diff "$work/expected" "$work/seen"
