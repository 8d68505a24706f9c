"""Writes onnx-models.tgz: the models of make_models.py as ONNX, by PyTorch's exporter of today and by its older one.

    python make_onnx_models.py [onnx-models.tgz]

gpt2.onnx in the working directory, with its weights inside; and in the archive NAME.OPSET.onnx, where weights lie in NAME.OPSET.onnx.data, and NAME.script.onnx of the older exporter, whose sizes are
computed in the graph. onnxruntime's results are held against PyTorch's; inputs and results are those of models.tgz.
Written with torch 2.15, onnxscript 0.7.2 and onnxruntime 1.32.0.
"""

import pathlib
import sys
import tarfile
import tempfile

import numpy as np
import onnx
import onnxruntime
import torch

from make_models import build, leaves

# What is exported: the opset of today's exporter, or that of the older one.
MODELS = {
    "mlp": [18, 20, "script"],
    "gpt2": [20, 23, "script"],
    "resnet": [20, "script"],
    "vit": [18, 23, "script"],
    "half": [20],
}


def export(name, kind, path, external=True):
    model, inputs, shapes = build(name)
    names = {"mlp": "x", "gpt2": "ids", "resnet": "x", "vit": "image", "half": "x"}[name]
    if kind == "script":
        torch.onnx.export(
            model, inputs, str(path), dynamo=False, opset_version=17, input_names=[names],
            dynamic_axes={names: {0: "batch"}}, do_constant_folding=True,
        )
    else:
        program = torch.onnx.export(model, inputs, dynamo=True, opset_version=kind, dynamic_shapes=shapes)
        program.save(str(path), external_data=external)
    file = onnx.load(str(path), load_external_data=False)
    file.doc_string = ""
    for node in file.graph.node:
        kept = [p for p in node.metadata_props if p.key in ("pkg.torch.onnx.name_scopes", "pkg.torch.onnx.class_hierarchy")]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)
        node.doc_string = ""
    onnx.save(file, str(path))
    with torch.no_grad():
        want = leaves(model(*inputs))
    print(path.name, path.stat().st_size, sorted({n.op_type for n in file.graph.node}), file=sys.stderr)
    # onnxruntime has no bfloat16 on a CPU.
    if name == "half":
        return
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feeds = {i.name: t.numpy() for i, t in zip(session.get_inputs(), inputs)}
    for got, expected in zip(session.run(None, feeds), want, strict=True):
        np.testing.assert_allclose(got, expected.numpy(), rtol=1e-4, atol=1e-4)


def unowned(info):
    info.uid = info.gid = info.mtime = 0
    info.uname = info.gname = ""
    return info


if __name__ == "__main__":
    target = sys.argv[1] if len(sys.argv) > 1 else "onnx-models.tgz"
    export("gpt2", 23, pathlib.Path("gpt2.onnx"), external=False)
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        for name, kinds in MODELS.items():
            for kind in kinds:
                export(name, kind, folder / f"{name}.{kind}.onnx")
        with tarfile.open(target, "w:gz") as tar:
            for path in sorted(folder.iterdir()):
                tar.add(path, path.name, filter=unowned)
