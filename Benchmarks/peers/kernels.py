"""The kernels of `tessera bench kernels` in PyTorch and NumPy, in turns: python kernels.py [PROGRAM]

Each call takes turns with its like: ours, PyTorch's, NumPy's, and again. Shapes, attributes and which numbers
operands hold come from the program's report; of each round the median of the processor's time counts, and of
the rounds the median. Everything runs on one thread.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

# One thread for each. Before the libraries are loaded, which read it.
os.environ.setdefault("TESSERA_THREADS", "1")
for library in ("OMP", "MKL", "OPENBLAS"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

import numpy as np
import torch

import kernel_calls

BARS = [1.0, 1.3, 1.5]
TYPES = {
    "f32": torch.float32, "bf16": torch.bfloat16, "f16": torch.float16, "bool": torch.bool,
    "i32": torch.int32, "i64": torch.int64, "c64": torch.complex64,
}  # fmt: skip


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", nargs="?", default=".build/release/tessera")
    parser.add_argument("--ops", help="only these, as tanh,softmax (default: all)")
    parser.add_argument("--dtypes", default="f32,bf16,f16")
    parser.add_argument("--elements", default="1M")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=7, help="of a round")
    parser.add_argument("--output", metavar="FILE.md", help="the table (default: standard output)")
    return parser.parse_args()


def measured(options, ops):
    """The report of the program on some ops."""
    words = ["--ops", ops, "--dtypes", options.dtypes, "--elements", options.elements]
    words += ["--repeats", str(options.repeats), "--json"]
    run = subprocess.run(
        [options.program, "bench", "kernels", *words], capture_output=True, text=True
    )
    if run.returncode:
        sys.exit(f"{options.program} bench kernels {' '.join(words)}: {run.stderr.strip()}")
    return json.loads(run.stdout)


def listed(options):
    """The ops that are asked for, each once; a call of each costs little at few elements."""
    if options.ops and options.ops != "all":
        return options.ops.split(",")
    least = argparse.Namespace(
        **{**vars(options), "dtypes": "f32", "elements": "1K", "repeats": 1}
    )  # fmt: skip
    return list(dict.fromkeys(row["op"] for row in measured(least, "all")["ops"]))


def tensor(argument):
    """An operand of the same shape, dtype and numbers."""
    shape, dtype, values = argument["shape"], TYPES[argument["dtype"]], argument["values"]
    if values == "index":
        return torch.randint(0, argument["below"], shape, dtype=dtype)
    if values == "permutation":
        return torch.randperm(shape[0])
    if values == "coin":
        return torch.rand(shape) < 0.5
    if values == "bits":
        return torch.randint(-100, 100, shape, dtype=dtype)
    if values == "complex":
        return torch.rand(shape, dtype=dtype)
    bounds = {"signed": (-4, 4), "positive": (1, 4), "unit": (0.02, 0.98), "wide": (0.02, 0.98)}
    low, high = bounds[values]
    return (torch.rand(shape) * (high - low) + low).to(dtype)


def timed(run, repeats):
    """The median of the processor's time in microseconds: three repeats at least, more within 0.3 s."""

    def seconds(calls):
        start = time.process_time()
        for _ in range(calls):
            run()
        return time.process_time() - start

    run()
    calls, spent = 1, seconds(1)
    while spent < 1e-3:
        calls = max(2 * calls, int(calls * 1.2e-3 / spent)) if spent > 0 else 8 * calls
        spent = seconds(calls)
    times = [spent / calls]
    while len(times) < repeats and (len(times) < 3 or sum(times) * calls < 0.3):
        times.append(seconds(calls) / calls)
    return statistics.median(times) * 1e6


def call(table, row):
    """What makes the same call in a library; None where the library has none, or not of this dtype."""
    make = table.get(row["op"])
    if make is None:
        return None
    operands = [tensor(argument) for argument in row["arguments"]]
    if table is kernel_calls.NUMPY:
        if any(operand.dtype == torch.bfloat16 for operand in operands):
            return None
        operands = [operand.numpy() for operand in operands]
    try:
        run = make(row["attributes"], *operands)
        if run is not None:
            run()
        return run
    except (RuntimeError, TypeError, ValueError) as error:  # what a library says of what it does not do
        print(f"{row['op']} {row['dtype']}: {str(error).splitlines()[0]}", file=sys.stderr)
        return None


def key(row):
    return row["op"], row["operands"], row["dtype"]


def rounds(options, op, times):
    """Times an op in all its cases, in turns; adds microseconds by case and by library."""
    report = None
    calls = {}
    for _ in range(options.rounds):
        report = measured(options, op)
        for row in report["ops"]:
            own = times.setdefault(key(row), {"Tessera": [], "PyTorch": [], "NumPy": []})
            own["Tessera"].append(row["median_us"])
            if key(row) not in calls:
                calls[key(row)] = {
                    "PyTorch": call(kernel_calls.TORCH, row), "NumPy": call(kernel_calls.NUMPY, row)
                }  # fmt: skip
            for library, run in calls[key(row)].items():
                if run is not None:
                    own[library].append(timed(run, options.repeats))
    return report["machine"]


def text(machine, times, options):
    """The Markdown page."""
    blas = next((line for line in torch.__config__.show().splitlines() if "Math Kernel" in line), "")
    numpy_blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    lines = [
        "# Kernels beside PyTorch and NumPy",
        "",
        f"`python Benchmarks/peers/kernels.py` on {machine['cores']} cores of {machine['processor']}, "
        f"{machine['system']}. Kernels `{machine['kernels']}`, products by {machine['products']}. PyTorch "
        f"{torch.__version__} ({blas.strip(' -') or 'its own BLAS'}, "
        f"{torch.backends.cpu.get_cpu_capability()}), NumPy {np.__version__} "
        f"({numpy_blas['name']} {numpy_blas['version']}).",
        "",
        f"One thread. Times are the processor's, in µs: medians of {options.rounds} rounds that take "
        "turns, each the median of its repeats. The ratio is ours to PyTorch's: less than 1 is faster.",
        "",
        "| op | operands | dtype | ours | PyTorch | ratio | NumPy |",
        "|---|---|---|---:|---:|---:|---:|",
    ]
    ratios = {}
    for (op, operands, dtype), own in times.items():
        medians = {name: statistics.median(each) for name, each in own.items() if each}
        ours, theirs = medians["Tessera"], medians.get("PyTorch")
        if theirs is not None:
            ratios.setdefault(dtype, []).append(ours / theirs)
        cells = [f"{theirs:.1f}", f"{ours / theirs:.2f}"] if theirs is not None else ["", ""]
        numpy_cell = f"{medians['NumPy']:.1f}" if "NumPy" in medians else ""
        words = operands.replace("|", "\\|")
        lines.append(
            f"| {op} | {words} | {dtype} | {ours:.1f} | {cells[0]} | {cells[1]} | {numpy_cell} |"
        )
    return "\n".join(lines + ["", *counts(ratios)]) + "\n"


def counts(ratios):
    """How many rows reach each bar, by dtype and in all."""
    head = "| dtype | rows | " + " | ".join(f"at most {bar}" for bar in BARS)
    lines = [head + " | median ratio |", "|---|---:|" + "---:|" * len(BARS) + "---:|"]
    everything = [ratio for each in ratios.values() for ratio in each]
    for dtype, each in [*ratios.items(), ("all", everything)]:
        if each:
            reached = [str(sum(ratio <= bar for ratio in each)) for bar in BARS]
            cells = [dtype, str(len(each)), *reached, f"{statistics.median(each):.2f}"]
            lines.append("| " + " | ".join(cells) + " |")
    return lines


def main():
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    given = options()
    times, page = {}, ""
    for op in listed(given):
        print(op, file=sys.stderr, flush=True)
        page = text(rounds(given, op, times), times, given)
        # After each op, so that a run that is ended has what it found.
        if given.output:
            with open(given.output, "w") as file:
                file.write(page)
    if not given.output:
        print(page, end="")


main()
