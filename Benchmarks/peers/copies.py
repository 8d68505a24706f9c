"""The ten strided copies of `./Launch/bench kernels`, in NumPy and PyTorch: python copies.py"""

import time

import numpy as np
import torch

LAYOUTS = {
    "contiguous": ((4096, 4096), lambda x: x),
    "columns, runs of 16": ((1 << 20, 32), lambda x: x[:, 8:24]),
    "columns, runs of 2048": ((4096, 4096), lambda x: x[:, 1024:3072]),
    "rows, every other": ((8192, 2048), lambda x: x[::2]),
    "3-D permute, runs of 64": ((256, 512, 64), lambda x: permuted(x, (1, 0, 2))),
    "broadcast of a row": ((1, 4096), lambda x: broadcast(x, (4096, 4096))),
    "broadcast of a column": ((4096, 1), lambda x: broadcast(x, (4096, 4096))),
    "transpose": ((4096, 4096), lambda x: permuted(x, (1, 0))),
    "step 2": ((4096, 4096), lambda x: x[:, ::2]),
    "5-D permute": ((16, 24, 32, 24, 28), lambda x: permuted(x, (4, 2, 0, 3, 1))),
}


def permuted(x, order):
    return x.permute(order) if isinstance(x, torch.Tensor) else x.transpose(order)


def broadcast(x, shape):
    return x.expand(shape) if isinstance(x, torch.Tensor) else np.broadcast_to(x, shape)


def rate(run, size):
    run()
    times = []
    for _ in range(15):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return size / sorted(times)[7] / 1e9


def main():
    torch.set_num_threads(1)
    print(f"GB/s written: NumPy {np.__version__}, PyTorch {torch.__version__}")
    print("| layout | dtype | NumPy | PyTorch |\n|---|---|---|---|")
    for name, (shape, view) in LAYOUTS.items():
        for numpy_type, torch_type in [(np.float32, torch.float32), (np.float16, torch.float16)]:
            source = view(np.ones(shape, numpy_type))
            result = np.empty(source.shape, numpy_type)
            theirs = view(torch.ones(shape, dtype=torch_type))
            target = torch.empty(theirs.shape, dtype=torch_type)
            numpy_rate = rate(lambda: np.copyto(result, source), result.nbytes)
            torch_rate = rate(lambda: target.copy_(theirs), result.nbytes)
            dtype = np.dtype(numpy_type).name
            print(f"| {name} | {dtype} | {numpy_rate:.2f} | {torch_rate:.2f} |", flush=True)


main()
