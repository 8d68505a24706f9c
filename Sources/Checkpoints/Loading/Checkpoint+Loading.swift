import CheckpointFormats
import Elements
import Resharding
import Sharding
import Tensors
import Tessera

extension Checkpoint {
  /// Loads tensors of the checkpoint at `path`, which any mesh may have saved, to where they are to lie. Collective over
  /// the whole job.
  ///
  /// Everything is checked before anything is read: missing and unexpected names, shapes, dtypes, holes, overlaps, files
  /// that are short. All ranks then throw one error that names all of it.
  ///
  /// Each element is read once on each host that needs it; a reshard that the planner finds takes it to the others of the
  /// host. Beside the tensors that are loaded, a rank holds at most its part of one more.
  ///
  /// - Throws: `TesseraError.Kind.data` on every rank where the checkpoint is not as is asked for.
  public static func load(
    _ path: String, _ targets: [String: LoadTarget], on cluster: Cluster,
    options: LoadOptions = LoadOptions()
  ) throws(TesseraError) -> LoadedCheckpoint {
    let contents = try cluster.together { try CheckpointContents(reading: path) }
    return try load(contents, targets, on: cluster, options: options, ByteMeter())
  }

  /// Loads what `contents` describes, which every rank has read.
  package static func load(
    _ contents: CheckpointContents, _ targets: [String: LoadTarget], on cluster: Cluster,
    options: LoadOptions, _ meter: ByteMeter
  ) throws(TesseraError) -> LoadedCheckpoint {
    let (chosen, plan) = try planned(contents, targets, on: cluster, options: options)
    if options.verifies {
      try cluster.together {
        let parts = cluster.isVirtual ? 1 : cluster.size
        let faults = contents.checksumFaults(part: cluster.rank % parts, of: parts) {
          meter.add($0)
        }
        try contents.require(faults.faults)
      }
    }
    let reader = BoxReader(contents, meter)
    var tensors: [String: DistTensor] = [:]
    var failure: TesseraError?
    for entry in plan.entries {
      var read: DistTensor?
      if failure == nil {
        do throws(TesseraError) {
          read = try DistTensor(
            shape: entry.tensor.shape, dtype: entry.dtype, attr: entry.layout.read, on: cluster
          ) { try reader.box($0, of: entry.tensor).converted(to: entry.dtype) }
        } catch { failure = error }
      }
      if entry.moves == nil {
        tensors[entry.name] = read
        continue
      }
      // No rank waits in a reshard for one that cannot read.
      let all = try cluster.together { () throws(TesseraError) in
        if let failure { throw failure }
        // It was read.
        return read!
      }
      read = nil
      tensors[entry.name] = try entry.received(all, on: cluster)
    }
    try cluster.together { if let failure { throw failure } }
    return LoadedCheckpoint(
      tensors: tensors, scalars: contents.scalars, missing: chosen.missing,
      unexpected: chosen.unexpected, unread: contents.unread, converted: chosen.converted,
      bytesRead: plan.bytesRead, predicted: plan.predicted)
  }

  /// Compares what is asked for with what `contents` describes, which every rank has read, and plans. Collective; no data
  /// are read.
  ///
  /// - Parameter hosts: by rank: a number that those of one host share; nil for what MPI says.
  /// - Throws: as `load`.
  package static func planned(
    _ contents: CheckpointContents, _ targets: [String: LoadTarget], on cluster: Cluster,
    options: LoadOptions, hosts: [Int]? = nil
  ) throws(TesseraError) -> (LoadChoice, LoadPlan) {
    try cluster.requireSame(contents.fingerprint, "\(contents.path) as each rank sees it")
    let words = targets.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    try cluster.requireSame(words.joined(separator: "\n"), "load from \(contents.path)")
    let chosen = try cluster.together {
      let chosen = try LoadChoice(contents, targets, options)
      for (name, target, tensor) in chosen.tensors {
        try cluster.require(target.attr.mesh)
        do throws(ShardingError) {
          try target.attr.validate(shape: tensor.shape, dtype: target.dtype ?? tensor.dtype)
        } catch { throw TesseraError(error.kind, "tensor '\(name)': \(error)") }
      }
      return chosen
    }
    return (chosen, try LoadPlan(chosen, on: cluster, sharing: options.sharing, hosts: hosts))
  }
}

extension LoadPlan.Entry {
  /// The tensor as it is to lie, from the parts that were read.
  fileprivate func received(
    _ read: DistTensor, on cluster: Cluster
  ) throws(TesseraError) -> DistTensor {
    let moved = try read.resharded(to: layout.received)
    if layout.received == target { return moved }
    // Each rank holds the same; only the mesh has its dims in parts.
    return try DistTensor(
      shards: moved.shards, shape: tensor.shape, dtype: dtype, attr: target, on: cluster)
  }
}

/// What is taken from a checkpoint, after all was compared.
package struct LoadChoice {
  private(set) var tensors: [(name: String, target: LoadTarget, tensor: CheckpointTensor)] = []
  private(set) var missing: [String] = []
  let unexpected: [String]
  private(set) var converted: [String] = []

  init(
    _ contents: CheckpointContents, _ targets: [String: LoadTarget], _ options: LoadOptions
  ) throws(TesseraError) {
    let held = try options.renames.applied(to: contents)
    var faults = contents.faults()
    for (name, target) in targets.sorted(by: { $0.key < $1.key }) {
      guard let tensor = held[name] else {
        missing.append(name)
        if !options.allowsMissing {
          let reason = contents.unread.first { $0.hasPrefix("\(name): ") }
          faults.append(
            "tensor '\(name)' is missing in \(contents.path)"
              + (reason.map { ": it is there but cannot be read: \($0)" } ?? ""))
        }
        continue
      }
      if let shape = target.shape, shape != tensor.shape {
        faults.append("tensor '\(name)': the shape \(shape) is required, it is \(tensor.shape)")
      }
      if let dtype = target.dtype, dtype != tensor.dtype {
        converted.append("\(name): \(tensor.dtype) to \(dtype)")
        if !options.casts {
          faults.append("tensor '\(name)': the dtype \(dtype) is required, it is \(tensor.dtype)")
        }
      }
      tensors.append((name, target, tensor))
    }
    unexpected = held.tensors.map(\.name).filter { targets[$0] == nil }
    if !options.ignoresUnexpected {
      faults += unexpected.map { "tensor '\($0)' of \(contents.path) is not asked for" }
    }
    try contents.require(faults)
  }
}

extension CheckpointContents {
  /// A text that differs where anything differs that reading depends on.
  fileprivate var fingerprint: String {
    var words = files.map { "\($0.name) \($0.byteCount)" }
    words += scalars.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    for tensor in tensors {
      let boxes = tensor.boxes.map { "\($0.file) \($0.start) \($0.checksum ?? 0) \($0.box)" }
      words.append("\(tensor.name) \(tensor.type) \(boxes.joined(separator: " "))")
    }
    return words.joined(separator: "\n")
  }
}
