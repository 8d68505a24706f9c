"""Writes every intermediate value of an exported PyTorch program to a .safetensors file, for 'tessera import'.

    python pytorch_values.py MODEL.pt2 VALUES.safetensors INPUT.npy ...

The tensors have the names of the graph's nodes, so that

    tessera import MODEL.pt2 --input INPUT.npy --expect-values VALUES.safetensors

holds each of them against its own. Wants torch and numpy.
"""

import json
import struct
import sys

import numpy
import torch

NAMES = {
    torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16", torch.bool: "BOOL",
    torch.int64: "I64", torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8",
}


class Recorder(torch.fx.Interpreter):
    def __init__(self, module):
        super().__init__(module)
        self.values = {}

    def run_node(self, node):
        result = super().run_node(node)
        if isinstance(result, torch.Tensor) and node.op == "call_function":
            # What is written into later is kept as it is now.
            self.values[node.name] = result.detach().clone().contiguous()
        return result


def save(values, path):
    """The format is an 8-byte length, a JSON header of that length, and the bytes."""
    header, end = {}, 0
    for name, value in values.items():
        start, end = end, end + value.numel() * value.element_size()
        header[name] = {"dtype": NAMES[value.dtype], "shape": list(value.shape), "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for value in values.values():
            file.write(value.reshape(-1).view(torch.uint8).numpy().tobytes())


def main(model, path, *inputs):
    program = torch.export.load(model)
    given = [torch.from_numpy(numpy.load(file)) for file in inputs]
    held = []
    users = iter(given)
    for spec in program.graph_signature.input_specs:
        if spec.kind == torch.export.graph_signature.InputKind.USER_INPUT:
            held.append(next(users))
        elif spec.target in program.state_dict:
            held.append(program.state_dict[spec.target])
        else:
            held.append(program.constants[spec.target])
    recorder = Recorder(program.graph_module)
    with torch.no_grad():
        recorder.run(*held)
    values = {name: value for name, value in recorder.values.items() if value.dtype in NAMES}
    save(values, path)
    print(f"{len(values)} values of {model} are in {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
