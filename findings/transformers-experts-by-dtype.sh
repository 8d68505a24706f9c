#!/usr/bin/env bash
# Whether an exported mixture of experts can be read without the library transformers depends on its dtype.
#
# One would guess: after run_decompositions() the exported graph of a model has PyTorch's own ops alone, and the same
#   ones in every floating-point dtype, so that torch.export.load needs nothing but PyTorch.
# What is real: while it is exported, transformers calls PyTorch's grouped product for weights of bfloat16, and a custom
#   op of its own for all others. The custom op outlives the decomposition, and a process that did not import
#   transformers cannot load the file. Run eagerly, both dtypes take PyTorch's product.
# Versions: torch 2.15.0, transformers 5.24.0, Python 3.11.
# Who meets it: whoever reads exported models to shard them, with a table of PyTorch's ops: Mixtral, Qwen-MoE and
#   DeepSeek in float32 and float16 have a call that no such table holds.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 transformers==5.24.0

cd "$work"
cat >load.py <<'PYTHON'
import sys

import torch

try:
    torch.export.load(sys.argv[1])
    print("loads")
except Exception:
    print("does not load")
PYTHON
HF_HUB_OFFLINE=1 "$work/venv/bin/python" -W ignore - >"$work/seen" 2>"$work/errors" <<'PYTHON' || { cat "$work/errors" >&2; exit 1; }
import subprocess
import sys

import torch
import transformers
from torch.utils._python_dispatch import TorchDispatchMode

config = transformers.MixtralConfig(
    hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=2,
    num_local_experts=2, vocab_size=10, use_cache=False)


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = transformers.MixtralModel(config)

    def forward(self, ids):
        return self.model(input_ids=ids).last_hidden_state


class Calls(TorchDispatchMode):
    """The names of the ops that run."""

    def __init__(self):
        super().__init__()
        self.names = set()

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.names.add(str(function))
        return function(*args, **(kwargs or {}))


def grouped(calls):
    return ", ".join(sorted(call for call in calls if "grouped" in call))


for dtype in (torch.float32, torch.float16, torch.bfloat16):
    model, ids = Model().eval().to(dtype), torch.tensor([[1, 2, 3]])
    with torch.no_grad(), Calls() as eager:
        model(ids)
    program = torch.export.export(model, (ids,), strict=False).run_decompositions()
    calls = {str(node.target) for node in program.graph.nodes if node.op == "call_function"}
    torch.export.save(program, "model.pt2")
    command = [sys.executable, "-W", "ignore", "load.py", "model.pt2"]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    print(f"{dtype}: runs {grouped(eager.names)}, exports {grouped(calls)}; by PyTorch alone it {loaded}")
PYTHON

cat "$work/seen"
diff "$work/seen" - <<'SEEN'
torch.float32: runs aten._grouped_mm.default, exports transformers.grouped_mm_fallback.default; by PyTorch alone it does not load
torch.float16: runs aten._grouped_mm.default, exports transformers.grouped_mm_fallback.default; by PyTorch alone it does not load
torch.bfloat16: runs aten._grouped_mm.default, exports aten._grouped_mm.default; by PyTorch alone it loads
SEEN
