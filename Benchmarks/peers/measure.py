"""Timing that all scripts here share."""

import time

SIZES = [64 * 1024, 64 * 1024 * 1024]


def shape(size):
    """Two dims of float32, near each other, that small numbers of ranks divide."""
    rows = 16
    while rows * rows * 4 <= size // 4:
        rows *= 2
    return rows, size // 4 // rows


def median_us(run, barrier, slowest, size):
    """The median of repeats, each as long as on the slowest rank."""
    repeats = 60 if size < 1 << 20 else 15
    for _ in range(3):
        run()
    times = []
    for _ in range(repeats):
        barrier()
        start = time.perf_counter()
        run()
        times.append(slowest(time.perf_counter() - start))
    return sorted(times)[repeats // 2] * 1e6


def report(rank, library, case, size, result):
    if rank == 0:
        text = f"{result:.1f} us" if isinstance(result, float) else result
        print(f"{library}  {case}  {size} bytes  {text}", flush=True)


def attempt(measure):
    """The figure, or the words of the library's refusal."""
    try:
        return measure()
    except Exception as error:  # whatever a library throws for what it does not do
        return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
