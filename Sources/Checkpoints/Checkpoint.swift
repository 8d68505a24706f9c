/// Distributed tensors on disk: saved by the ranks of one mesh, loaded by those of any other.
///
/// ```swift
/// try Checkpoint.save(["w": w, "m.w": m], scalars: ["step": .int(100)], to: "run/step-100", on: cluster)
/// let loaded = try Checkpoint.load("run/step-100", ["w": .init(attr), "m.w": .init(attr)], on: other)
/// ```
///
/// A checkpoint is a folder: a `.safetensors` file for each writing rank, and a manifest, `tessera.json`, which says which
/// boxes of which tensors they hold. The folder gets its name when all of it is on the disk.
public enum Checkpoint {}
