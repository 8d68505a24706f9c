"""Paddle's auto-parallel on gloo: python -m paddle.distributed.launch --nproc_per_node 2 paddle_reshard.py"""

import paddle
import paddle.distributed as dist

import measure

CASES = {
    "S0->R": (dist.Shard(0), dist.Replicate()),
    "P->R": (dist.Partial(), dist.Replicate()),
    "P->S0": (dist.Partial(), dist.Shard(0)),
    "S0->S1": (dist.Shard(0), dist.Shard(1)),
    "R->S0": (dist.Replicate(), dist.Shard(0)),
}


def main():
    paddle.set_device("cpu")
    dist.init_parallel_env()
    rank, ranks = dist.get_rank(), dist.get_world_size()
    mesh = dist.ProcessMesh(list(range(ranks)), dim_names=["x"])

    def slowest(seconds):
        longest = paddle.to_tensor([seconds], dtype="float64")
        dist.all_reduce(longest, dist.ReduceOp.MAX)
        return float(longest[0])

    for size in measure.SIZES:
        whole = paddle.rand(measure.shape(size))
        for case, (source, target) in CASES.items():
            def timed():
                tensor = dist.shard_tensor(whole, mesh, [source])
                return measure.median_us(
                    lambda: dist.reshard(tensor, mesh, [target]), dist.barrier, slowest, size
                )
            result = measure.attempt(timed)
            measure.report(rank, f"paddle {paddle.__version__}", case, size, result)


main()
