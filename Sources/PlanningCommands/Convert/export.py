"""Exports a model of a source file for tessera convert.

    python3 export.py MODEL.py:NAME OUT.pt2 REPORT.json INPUT...

NAME is a module, or a class or a function that gives one without arguments. An INPUT is a dtype and a shape: f32[2,16].
Where the whole model cannot be exported, each of its modules is tried by itself, and a call of the operator
tessera::unsupported stands for those that cannot. The report lists them: file, line, the code of the line, the reason.
Exit codes: 64 of arguments, 65 of a model that cannot be exported, 69 without PyTorch.
"""

import importlib.util
import json
import re
import sys
import traceback

try:
    import torch
    import torch.export
except ImportError as error:
    sys.exit(print(f"PyTorch is required: {error}", file=sys.stderr) or 69)

DTYPES = {
    "f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16,
    "i64": torch.int64, "i32": torch.int32, "i16": torch.int16, "i8": torch.int8,
    "u8": torch.uint8, "b1": torch.bool, "bool": torch.bool, "c64": torch.complex64,
}


def fail(code, message):
    print(" ".join(str(message).split()), file=sys.stderr)
    sys.exit(code)


def tensor(word):
    match = re.fullmatch(r"(\w+)\[([\d,\s]*)\]", word)
    if not match or match[1] not in DTYPES:
        fail(64, f"--input {word}: a dtype of {', '.join(DTYPES)} and a shape are required, as f32[2,16]")
    shape = [int(size) for size in match[2].split(",") if size.strip()]
    dtype = DTYPES[match[1]]
    if dtype.is_floating_point or dtype.is_complex:
        return torch.randn(shape).to(dtype)
    return torch.zeros(shape, dtype=dtype)


def load(word):
    path, _, name = word.rpartition(":")
    spec = importlib.util.spec_from_file_location("model", path)
    if spec is None:
        fail(65, f"{path}: a file of Python is required")
    module = importlib.util.module_from_spec(spec)
    sys.modules["model"] = module
    sys.path.insert(0, str(path).rpartition("/")[0] or ".")
    try:
        spec.loader.exec_module(module)
        made = getattr(module, name)
        model = made if isinstance(made, torch.nn.Module) else made()
    except Exception as error:
        fail(65, f"{word}: {type(error).__name__}: {error}")
    if not isinstance(model, torch.nn.Module):
        fail(65, f"{word}: a torch.nn.Module is required, it is a {type(model).__name__}")
    return path, model.eval()


def fault(error, name):
    """Where in the user's code an export failed, and why."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/torch/" not in f.filename]
    frames = [f for f in frames if f.filename != __file__ and not f.filename.startswith("<")]
    frame = frames[-1] if frames else None
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return {
        "module": name,
        "file": frame.filename if frame else "",
        "line": frame.lineno if frame else 0,
        "api": (frame.line or "").strip().rstrip(":") if frame else "",
        "reason": f"{type(error).__name__}: {lines[0] if lines else ''}",
    }


@torch.library.custom_op("tessera::unsupported", mutates_args=())
def unsupported(inputs: list[torch.Tensor], reason: str, shape: list[int], dtype: torch.dtype) -> torch.Tensor:
    return torch.zeros(shape, dtype=dtype)


@unsupported.register_fake
def _(inputs, reason, shape, dtype):
    return torch.empty(shape, dtype=dtype)


class StandIn(torch.nn.Module):
    def __init__(self, reason, result):
        super().__init__()
        self.reason, self.shape, self.dtype = reason, list(result.shape), result.dtype

    def forward(self, *arguments, **named):
        tensors = [a for a in (*arguments, *named.values()) if isinstance(a, torch.Tensor)]
        return torch.ops.tessera.unsupported(tensors, self.reason, self.shape, self.dtype)


def calls(model, inputs):
    """What each module is given and gives, by its name, in one run."""
    seen = {}

    def note(name):
        def hook(module, arguments, named, result):
            seen.setdefault(name, (arguments, named, result))
        return hook

    handles = [
        module.register_forward_hook(note(name), with_kwargs=True) for name, module in model.named_modules() if name
    ]
    with torch.no_grad():
        model(*inputs)
    for handle in handles:
        handle.remove()
    return seen


def replace(model, seen, faults, name=""):
    """Puts stand-ins in the place of the smallest modules that cannot be exported; whether one was put."""
    done = False
    for child, module in list(model.named_children()):
        full = f"{name}.{child}" if name else child
        if isinstance(module, (torch.nn.ModuleList, torch.nn.ModuleDict)):
            done |= replace(module, seen, faults, full)
            continue
        if full not in seen:
            continue
        arguments, named, result = seen[full]
        try:
            torch.export.export(module, arguments, named)
        except Exception as error:
            if replace(module, seen, faults, full):
                done = True
            elif isinstance(result, torch.Tensor):
                found = fault(error, full)
                faults.append(found)
                kind = type(type(module).__name__, (StandIn,), {})
                setattr(model, child, kind(found["reason"], result))
                done = True
    return done


def main(word, out, report, *words):
    path, model = load(word)
    inputs = tuple(tensor(each) for each in words)
    faults = []
    try:
        program = torch.export.export(model, inputs)
    except Exception as error:
        found = fault(error, "")
        try:
            done = replace(model, calls(model, inputs), faults)
            program = torch.export.export(model, inputs) if done else None
        except Exception as again:
            found, program = fault(again, ""), None
        if program is None:
            place = f"{found['file'].rpartition('/')[2]}:{found['line']}: {found['api']}" if found["line"] else word
            fail(65, f"{place}: {found['reason']}")
    torch.export.save(program, out)
    with open(report, "w", encoding="utf-8") as file:
        json.dump(faults, file)


if __name__ == "__main__":
    if len(sys.argv) < 4 or ":" not in sys.argv[1]:
        fail(64, __doc__.splitlines()[2].strip() + " is required")
    main(*sys.argv[1:])
