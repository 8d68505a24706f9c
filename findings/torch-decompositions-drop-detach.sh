#!/usr/bin/env bash
# An exported PyTorch program has other gradients after run_decompositions().
#
# One would guess: run_decompositions() writes ops as smaller ones, so that the module of the result trains as the one that
#   was exported; detach() and no_grad() are there still, under another name at most.
# What is real: detach() becomes alias(), through which gradients go; detach_() and the region of no_grad() are gone. Losses
#   are equal, and gradients are not, without a word. Nothing in the file tells that anything was there.
# Versions: torch 2.15.0, Python 3.11.
# Who meets it: whoever shards the training of an exported model, where both forms of file go around: with a frozen
#   target network, a straight-through estimator or statistics of activations the decomposed one trains another model.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 numpy

"$work/venv/bin/python" -W ignore - >"$work/seen" 2>"$work/errors" <<'PYTHON' || { cat "$work/errors" >&2; exit 1; }
import torch


class Model(torch.nn.Module):
    def __init__(self, end):
        super().__init__()
        self.end = end
        self.weight = torch.nn.Parameter(torch.tensor([1.0, 2.0]))

    def forward(self, x):
        y = self.weight * x
        if self.end == "detach":
            kept = y.detach()
        elif self.end == "detach_":
            kept = (y * 1.0).detach_()
        else:
            with torch.no_grad():
                kept = y * 1.0
        return (y * kept).sum()


for end in ["detach", "detach_", "no_grad"]:
    x = torch.tensor([3.0, 5.0])
    exported = torch.export.export(Model(end), (x,))
    seen = []
    for program in [exported, exported.run_decompositions()]:
        module = program.module()
        (weight,) = module.parameters()
        # Both modules have one parameter.
        weight.grad = None
        loss = module(x)
        loss.backward()
        seen.append((loss.item(), weight.grad.tolist()))
    print(f"{end}: loss {seen[0][0]} and {seen[1][0]}, gradient {seen[0][1]} and {seen[1][1]}")
PYTHON
cat "$work/seen"
cat >"$work/expected" <<'SEEN'
detach: loss 109.0 and 109.0, gradient [9.0, 50.0] and [18.0, 100.0]
detach_: loss 109.0 and 109.0, gradient [9.0, 50.0] and [18.0, 100.0]
no_grad: loss 109.0 and 109.0, gradient [9.0, 50.0] and [18.0, 100.0]
SEEN
diff "$work/expected" "$work/seen"
