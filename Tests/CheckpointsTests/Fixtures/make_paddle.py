"""Writes paddle/ and paddle-safe/ beside this file, on 4 processes in a 2 x 2 mesh, with PaddlePaddle 3.3.1:
python -m paddle.distributed.launch --nproc_per_node 4 make_paddle.py

paddle/       paddle.distributed.save_state_dict: `0.metadata`, and `R_0.distcp` of each rank
paddle-safe/  the same with safetensors=True
Element i of a tensor, counted in row-major order, has the value i (mod 251), as in make.py.
"""
import os

import paddle
import paddle.distributed as dist


def count(shape, dtype):
    size = 1
    for length in shape:
        size *= length
    return (paddle.arange(size) % 251).astype(dtype).reshape(shape)


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    paddle.set_device("cpu")
    dist.init_parallel_env()
    mesh = dist.ProcessMesh([[0, 1], [2, 3]], dim_names=["dp", "tp"])
    shard, replicate = dist.Shard, dist.Replicate()

    def place(shape, dtype, *placements):
        return dist.shard_tensor(count(shape, dtype), mesh, list(placements))

    state = {
        "w": place([7, 5], "float32", shard(0), replicate),
        "both": place([6, 4], "float64", shard(0), shard(1)),
        "ids": place([9], "int64", shard(0), replicate),
        # On CPUs Paddle cuts no tensor of a type of 16 bits.
        "whole": place([3, 2], "bfloat16", replicate, replicate),
        "half": place([4, 3], "float16", replicate, replicate),
        "optim": {"m.0": place([4, 4], "float32", shard(1), shard(0))},
    }
    for name, safetensors in (("paddle", False), ("paddle-safe", True)):
        dist.save_state_dict(state, f"{folder}/{name}", safetensors=safetensors)
        dist.barrier()


main()
