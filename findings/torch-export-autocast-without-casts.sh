#!/usr/bin/env bash
# A program exported under autocast multiplies float32 by float32 into bfloat16: its casts are in no graph.
#
# One would guess: torch.export traces what runs, so that the graph of a model under torch.autocast has the casts of its
#   operands to bfloat16, as it has those that the code itself writes.
# What is real: the region is a call with a graph of its own, in which a product takes float32 weights and activations and its
#   result is bfloat16; nothing casts. Only run_decompositions() writes the casts, and takes the region away. A region
#   with enabled=False within it is a region of its own too.
# Versions: torch 2.15.0, Python 3.11.
# Who meets it: whoever reads exported models to shard or price them, and inlines the region as that of no_grad(): products
#   and the messages of their operands are counted, and computed, in float32 at twice the bytes, and results round otherwise.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 numpy

"$work/venv/bin/python" -W ignore - >"$work/seen" 2>"$work/errors" <<'PYTHON' || { cat "$work/errors" >&2; exit 1; }
import torch


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 4)

    def forward(self, x):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self.layer(x)


def told(program):
    casts, products = 0, []
    for module in program.graph_module.modules():
        for node in getattr(module, "graph", torch.fx.Graph()).nodes:
            if node.op != "call_function":
                continue
            name = str(node.target)
            casts += name.startswith(("aten.to.", "aten._to_copy."))
            if name.startswith(("aten.linear.", "aten.addmm.")):
                operands = [value.meta["val"].dtype for value in node.all_input_nodes]
                products.append(f"{name} of {operands[0]} gives {node.meta['val'].dtype}")
    return f"{casts} casts, {', '.join(products)}"


program = torch.export.export(Model(), (torch.randn(2, 4),))
print("exported:", told(program))
print("decomposed:", told(program.run_decompositions()))
PYTHON
cat "$work/seen"
cat >"$work/expected" <<'SEEN'
exported: 0 casts, aten.linear.default of torch.float32 gives torch.bfloat16
decomposed: 3 casts, aten.addmm.default of torch.bfloat16 gives torch.bfloat16
SEEN
diff "$work/expected" "$work/seen"
