"""PyTorch's distributed checkpoint beside Tessera's, on gloo and on MPI, in turns in one run:

    source Launch/environment.sh; share_cores
    python Benchmarks/peers/checkpoint_dcp.py --ranks 2

Each round starts a job of each, which saves float32 tensors cut along dim 0 and loads them onto the same layout and onto
another, where dim 1 is cut on a mesh of other ranks. What is timed is between barriers within a job: no start of a
process. Both sync their files. PyTorch loads into tensors that exist; beside it stand Tessera's loads into memory that
the process has already ("again"), and into memory that is new to it. It prints a line for each case: medians in
milliseconds, and the ratio.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PORT = "29547"


def worker(rank, options, folder, report):
    import torch
    import torch.distributed as dist
    import torch.distributed.checkpoint as dcp
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.device_mesh import DeviceMesh
    from torch.distributed.tensor import Shard, distribute_tensor

    ranks = options.ranks
    os.environ.update(
        MASTER_ADDR="127.0.0.1", MASTER_PORT=PORT, RANK=str(rank), WORLD_SIZE=str(ranks)
    )
    torch.set_num_threads(max(1, (os.cpu_count() or 1) // ranks))
    dist.init_process_group("gloo", rank=rank, world_size=ranks)
    mesh = init_device_mesh("cpu", (ranks,))
    half = ranks // 2 if ranks % 2 == 0 else ranks
    order = torch.arange(ranks - 1, -1, -1).reshape(ranks // half, half)
    other = DeviceMesh("cpu", order)
    columns = 1024
    rows = max(ranks, options.size // (4 * columns * options.tensors) // ranks * ranks)

    def state(mesh, placements):
        return {
            f"layers.{n}.weight": distribute_tensor(torch.rand(rows, columns), mesh, placements)
            for n in range(options.tensors)
        }

    def timed(body):
        dist.barrier()
        start = time.perf_counter()
        body()
        spent = torch.tensor([time.perf_counter() - start])
        dist.all_reduce(spent, dist.ReduceOp.MAX)
        return float(spent[0])

    source = state(mesh, [Shard(0)])
    target = state(other, [Shard(0), Shard(1)])
    seconds = {
        "save": timed(lambda: dcp.save(source, checkpoint_id=folder)),
        "load, same, again": timed(lambda: dcp.load(source, checkpoint_id=folder)),
        "load, other, again": timed(lambda: dcp.load(target, checkpoint_id=folder)),
    }
    if rank == 0:
        with open(report, "w") as file:
            json.dump(seconds, file)
    dist.barrier()
    dist.destroy_process_group()


def pytorch(options, scratch):
    import torch.multiprocessing as mp

    folder, report = f"{scratch}/dcp", f"{scratch}/report.json"
    mp.spawn(worker, args=(options, folder, report), nprocs=options.ranks)
    shutil.rmtree(folder)
    with open(report) as file:
        return json.load(file)


def tessera(options, scratch):
    command = ["mpirun", "-np", str(options.ranks), options.tessera, "bench", "checkpoint", "--repeats", "1"]
    command += ["--size", str(options.size), "--tensors", str(options.tensors), "--folder", scratch, "--json"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = json.loads(output)["tables"][0]["rows"]
    return {row["case"]: row["time_ms"] / 1e3 for row in rows}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--size", type=int, default=1 << 30, help="bytes of all tensors")
    parser.add_argument("--tensors", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", default=".", help="where files are written, and removed again")
    parser.add_argument("--tessera", default=".build/release/tessera")
    options = parser.parse_args()
    times = {}
    for _ in range(options.rounds):
        for name, job in (("tessera", tessera), ("pytorch", pytorch)):
            with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
                for case, seconds in job(options, scratch).items():
                    times.setdefault((name, case), []).append(seconds * 1e3)
    medians = {key: statistics.median(values) for key, values in times.items()}
    print(f"{options.size} bytes, {options.tensors} tensors, {options.ranks} ranks, {options.rounds} rounds; ms")
    loads = [f"load, {layout}{again}" for layout in ("same", "other") for again in ("", ", again")]
    for case in ["dd, with fsync", "save", "cat to memory", *loads]:
        own, peer = medians[("tessera", case)], medians.get(("pytorch", case))
        words = f"PyTorch {peer:9.1f}  ratio {peer / own:6.2f}" if peer else ""
        print(f"{case:18} Tessera {own:9.1f}  {words}")


if __name__ == "__main__":
    sys.exit(main())
