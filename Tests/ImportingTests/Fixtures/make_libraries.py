"""Exports calls that libraries of models make, in the manner of make_zoo.py.

    python make_libraries.py libraries.jsonl.gz

Written with torch 2.15 on a CPU; transformers need not be there.
"""

import gzip
import sys

import torch
import torch.nn.functional as F
from make_zoo import Statements, both_lines

# Groups of rows, one behind the other; what the library transformers calls on a CPU has this schema.
torch.library.define("transformers::grouped_mm_fallback", "(Tensor input, Tensor weight, Tensor offs) -> Tensor")


@torch.library.impl("transformers::grouped_mm_fallback", "CompositeExplicitAutograd")
def grouped(input, weight, offs):
    ends = offs.tolist()
    rows = [input[start:end] @ weight[k] for k, (start, end) in enumerate(zip([0, *ends], ends))]
    rest = input.new_zeros(len(input) - (ends[-1] if ends else 0), weight.shape[2])
    return torch.cat([*rows, rest])


@torch.library.register_fake("transformers::grouped_mm_fallback")
def _(input, weight, offs):
    return input.new_empty(len(input), weight.shape[2])


# x is a matrix of 4 by 6, i are images of 2, 4, 6, 6.
CALLS = """
F.grouped_mm(x.view(3, 8), i.flatten()[:96].view(3, 8, 4), offs=torch.tensor([1, 1, 3], dtype=torch.int32))
F.grouped_mm(i.flatten()[:96].view(3, 4, 8), i.flatten()[96:192].view(3, 8, 4))
F.grouped_mm(i.flatten()[:64].view(4, 16), i.flatten()[64:192].view(16, 8), offs=torch.tensor([4, 4, 16], dtype=torch.int32))
F.grouped_mm(i.flatten()[:64].view(2, 4, 8), i.flatten()[64:192].view(8, 16), offs=torch.tensor([4, 16], dtype=torch.int32))
torch.ops.transformers.grouped_mm_fallback(x, i.flatten()[:90].view(3, 6, 5), torch.tensor([2, 2, 3]))
torch.ops.transformers.grouped_mm_fallback(x, i.flatten()[:90].view(3, 6, 5), torch.cumsum((x[0, :3] > 0).int(), 0))
y = (x - 1).view(2, 2, 6).permute(1, 2, 0).contiguous(); y[:, :, 0] += 3; y[:, :, 1] *= 2; y[0] += 1; y.sum(-1)
y = x * 1; r = y.t().reshape(24); r[:3] = 0; (y, r)
y = x * 1; r = y.t().contiguous(); r[0] = 7; (y, r)
y = x * 1; r = y[:, :3].reshape(2, 2, 3); r[0] = 7; (y, r)
y = x * 1; r = y[:, :3].flatten(); r[2:4] = 7; (y, r)
y = x * 1; r = y[1:3].contiguous(); r[0] = 7; (y, r)
y = x * 1; r = y[1:2].t().reshape(3, 2); r[0] = 7; (y, r)
y = i * 1; r = y.permute(0, 2, 3, 1).reshape(2, 36, 4); r[:, 0] = 1; (y, r)
y = i * 1; r = y[:, :, 0].reshape(2, 24); r[:, 1] = 1; (y, r)
F.batch_norm(i, None, None, x[0, :4], training=True)
F.batch_norm(i, None, None, x[0, :4], x[1, :4], True, 0.0, 1e-3)
torch.cat([torch.tensor([]), x], -2)
torch.cat([x.long(), torch.tensor([]), x.long()], 1)
torch.cat([torch.tensor([]), torch.tensor([]), i[0]], -1)
"""


def cases(path):
    torch.manual_seed(0)
    x, i = torch.randint(-16, 17, (4, 6)) / 8, torch.randint(-16, 17, (2, 4, 6, 6)) / 8
    with gzip.GzipFile(path, "wb", 9, mtime=0) as file:
        for text in CALLS.strip().split("\n"):
            try:
                for line in both_lines(text, Statements(text), (x, i)):
                    file.write((line + "\n").encode())
            except Exception as error:
                print(f"{text}: {str(error).splitlines()[0][:150]}")


if __name__ == "__main__":
    cases(sys.argv[1])
