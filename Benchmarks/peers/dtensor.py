"""PyTorch DTensor on gloo: torchrun --nproc-per-node 2 dtensor.py"""

import os

import torch
import torch.distributed as dist
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import DTensor, Partial, Replicate, Shard

import measure

CASES = {
    "S0->R": (Shard(0), Replicate()),
    "P->R": (Partial(), Replicate()),
    "P->S0": (Partial(), Shard(0)),
    "S0->S1": (Shard(0), Shard(1)),
    "R->S0": (Replicate(), Shard(0)),
}


def local(size, ranks, placement):
    rows, columns = measure.shape(size)
    if placement.is_shard():
        rows //= ranks
    return torch.rand(rows, columns)


def main():
    torch.set_num_threads(1)
    mesh = init_device_mesh("cpu", (int(os.environ["WORLD_SIZE"]),))
    rank, ranks = dist.get_rank(), dist.get_world_size()

    def slowest(seconds):
        longest = torch.tensor([seconds], dtype=torch.float64)
        dist.all_reduce(longest, dist.ReduceOp.MAX)
        return longest.item()

    for size in measure.SIZES:
        for case, (source, target) in CASES.items():
            tensor = DTensor.from_local(local(size, ranks, source), mesh, [source], run_check=False)
            result = measure.attempt(
                lambda: measure.median_us(
                    lambda: tensor.redistribute(mesh, [target]), dist.barrier, slowest, size
                )
            )
            measure.report(rank, f"torch {torch.__version__}", case, size, result)
    dist.destroy_process_group()


main()
