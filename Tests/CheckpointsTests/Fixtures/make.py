"""Writes the checkpoints beside this file, on 4 processes in a 2 x 2 mesh: `python make.py`, with PyTorch 2.15.

dcp/        torch.distributed.checkpoint.save: `.metadata` and `__R_0.distcp`
dcp-safe/   the same tensors by HuggingFaceStorageWriter: a safetensors file for each rank
dcp-unsigned/    of one process: unsigned integers
dcp-conjugated/  of one process: a view that stands for the conjugate of what is stored
Element i of a tensor, counted in row-major order, has the value i (mod 251), so that a reader needs no other file.
"""
import os
import shutil
import sys

import torch
import torch.distributed as dist
import torch.distributed.checkpoint as dcp
import torch.multiprocessing as mp
from torch.distributed.checkpoint import HuggingFaceStorageWriter
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import Replicate, Shard, distribute_tensor


def count(shape, dtype):
    size = 1
    for length in shape:
        size *= length
    return (torch.arange(size) % 251).to(dtype).reshape(shape)


def work(rank, folder):
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29533", RANK=str(rank), WORLD_SIZE="4")
    dist.init_process_group("gloo", rank=rank, world_size=4)
    mesh = init_device_mesh("cpu", (2, 2), mesh_dim_names=("dp", "tp"))

    def place(shape, dtype, *placements):
        return distribute_tensor(count(shape, dtype), mesh, placements)

    state = {
        "w": place((7, 5), torch.float32, Shard(0), Replicate()),
        "both": place((6, 4), torch.bfloat16, Shard(0), Shard(1)),
        "twice": place((9,), torch.int64, Shard(0), Shard(0)),
        "whole": place((3, 2), torch.float64, Replicate(), Replicate()),
        "columns": count((3, 4), torch.float32).t().contiguous().t(),
        "scalar": torch.tensor(6.0).to(torch.float16),
    }
    tensors = dict(state)
    state["optim"] = {"step": 12, "lr": 0.5, "name": "adam", "m": [place((4, 3), torch.float32, Shard(1), Shard(0))]}
    dcp.save(state, checkpoint_id=f"{folder}/dcp")
    tensors["columns"] = tensors["columns"].contiguous()
    dcp.save(tensors, storage_writer=HuggingFaceStorageWriter(f"{folder}/dcp-safe", save_distributed=True))
    dist.destroy_process_group()


def alone(folder):
    """What one process saves."""
    unsigned = {f"u{bits}": count((5, 3), getattr(torch, f"uint{bits}")) for bits in (16, 32, 64)}
    dcp.save(unsigned, checkpoint_id=f"{folder}/dcp-unsigned", no_dist=True)
    turned = {"c": torch.tensor([1 + 2j, 3 - 4j]).conj()}
    dcp.save(turned, checkpoint_id=f"{folder}/dcp-conjugated", no_dist=True)


if __name__ == "__main__":
    folder = os.path.dirname(os.path.abspath(__file__))
    for name in ("dcp", "dcp-safe", "dcp-unsigned", "dcp-conjugated"):
        shutil.rmtree(f"{folder}/{name}", ignore_errors=True)
    alone(folder)
    mp.spawn(work, args=(folder,), nprocs=4)
