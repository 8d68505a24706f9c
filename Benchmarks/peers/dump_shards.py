"""Dumps what each rank of a PyTorch DTensor job holds of every value of a model, for 'tessera import --expect-shards'.

    python dump_shards.py FOLDER [FAULT]

Exports a small model, runs it on four gloo ranks, a mesh of two times two, and writes into FOLDER: model.pt2, input.npy, shards.json
and a rank0.safetensors … for each rank. FAULT puts a mistake into what is dumped from its value on:

    missing-all-reduce   the partial sums of the second product are taken for the whole
    counted-twice        they are added up twice
    mean-of-means        the loss is the mean of the ranks' means, whose shards are of unequal size
"""

import json
import os
import sys

import numpy
import torch
import torch.distributed as dist
import torch.multiprocessing
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import DTensor, Partial, Replicate, Shard, distribute_tensor

from pytorch_values import save

ROWS = 5
PLACES = {"up.weight": (Replicate(), Shard(0)), "up.bias": (Replicate(), Shard(0)), "down.weight": (Replicate(), Shard(1))}


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.up = torch.nn.Linear(6, 8)
        self.down = torch.nn.Linear(8, 4, bias=False)

    def forward(self, x):
        return torch.mean(self.down(torch.relu(self.up(x))) ** 2, dim=0)


def notation(placements):
    words = {"sum": "P(sum)", "avg": "P(avg)"}
    return ",".join(
        f"S({p.dim})" if p.is_shard() else "R" if p.is_replicate() else words[p.reduce_op] for p in placements
    )


class Recorder(torch.fx.Interpreter):
    def __init__(self, module, mesh, fault):
        super().__init__(module)
        self.mesh, self.fault, self.locals, self.places = mesh, fault, {}, {}

    def run_node(self, node):
        result = super().run_node(node)
        if node.op != "call_function" or not isinstance(result, DTensor):
            return result
        if node.name == "linear_1" and self.fault in ("missing-all-reduce", "counted-twice"):
            rest = result.placements[0]
            local = result.to_local()
            if self.fault == "counted-twice":
                local = 2 * result.redistribute(self.mesh, (rest, Replicate())).to_local()
            result = DTensor.from_local(local, self.mesh, (rest, Replicate()), run_check=False,
                                        shape=result.shape, stride=result.stride())
        if node.name == "mean":
            squares = self.locals["pow_1"]
            if self.fault == "mean-of-means":
                mean = squares.mean(dim=0)
                dist.all_reduce(mean, group=self.mesh.get_group(0))
                result = DTensor.from_local(mean / 2, self.mesh, (Replicate(), Replicate()), run_check=False)
            else:
                result = result.redistribute(self.mesh, (Replicate(), Replicate()))
        if node.name == "linear_1" and self.fault in (None, "mean-of-means"):
            self.note(node.name, result)
            return result.redistribute(self.mesh, (result.placements[0], Replicate()))
        self.note(node.name, result)
        return result

    def note(self, name, value):
        self.locals[name] = value.to_local().detach().clone().contiguous()
        self.places[name] = notation(value.placements)


def run(rank, folder, fault):
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29871", RANK=str(rank), WORLD_SIZE="4")
    dist.init_process_group("gloo", rank=rank, world_size=4)
    mesh = init_device_mesh("cpu", (2, 2), mesh_dim_names=("dp", "tp"))
    program = torch.export.load(f"{folder}/model.pt2")
    x = distribute_tensor(torch.from_numpy(numpy.load(f"{folder}/input.npy")), mesh, (Shard(0), Replicate()))
    held = []
    for spec in program.graph_signature.input_specs:
        weight = program.state_dict.get(spec.target)
        held.append(x if weight is None else distribute_tensor(weight.detach(), mesh, PLACES[spec.target]))
    recorder = Recorder(program.graph_module, mesh, fault)
    with torch.no_grad():
        recorder.run(*held)
    save(recorder.locals, f"{folder}/rank{rank}.safetensors")
    if rank == 0:
        table = {"shape": [2, 2], "axes": ["dp", "tp"], "values": recorder.places}
        with open(f"{folder}/shards.json", "w", encoding="utf-8") as file:
            json.dump(table, file, indent=1)
    dist.destroy_process_group()


def main(folder, fault=None):
    os.makedirs(folder, exist_ok=True)
    torch.set_num_threads(1)
    torch.manual_seed(7)
    model, x = Model().eval(), torch.randn(ROWS, 6)
    torch.export.save(torch.export.export(model, (x,)), f"{folder}/model.pt2")
    numpy.save(f"{folder}/input.npy", x.numpy())
    # Forked, so that PyTorch is loaded once.
    torch.multiprocessing.start_processes(run, (folder, fault), nprocs=4, start_method="fork")


if __name__ == "__main__":
    main(*sys.argv[1:])
