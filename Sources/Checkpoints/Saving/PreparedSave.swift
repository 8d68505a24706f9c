import Elements
import Files
import Sharding
import Tensors
import Tessera

/// A save that all ranks have agreed on: what this process writes, and the manifest of all.
struct PreparedSave {
  /// The file of a rank of this process.
  struct RankFile {
    let rank: Int
    let header: [UInt8]
    /// In the order of the file.
    let parts: [DenseTensor]
  }

  let files: [RankFile]
  /// The names of all files, in the order of their ranks, with their bytes.
  let expected: [(rank: Int, byteCount: Int)]
  let manifest: [UInt8]
  let report: SaveReport
}

extension PreparedSave {
  /// Checks everything on all ranks, and lays the files out. Nothing is written. Collective.
  ///
  /// - Parameter copies: whether the parts are copies, which later changes of the tensors do not reach.
  init(
    _ named: [String: DistTensor], _ scalars: [String: CheckpointScalar], to target: String,
    on cluster: Cluster, copies: Bool
  ) throws(TesseraError) {
    let names = named.keys.sorted()
    let words =
      names.map { "\($0) \(named[$0]!) \(named[$0]!.mesh)" }
      + scalars.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } + [target]
    try cluster.requireSame(words.joined(separator: "\n"), "save to \(target)")
    try cluster.together {
      if let bad = names.first(where: { $0.isEmpty || $0 == "__metadata__" }) {
        throw TesseraError(.usage, "a tensor cannot have the name '\(bad)' in a checkpoint")
      }
    }
    var tensors: [(name: String, tensor: DistTensor)] = []
    for name in names {
      let tensor = named[name]!
      let attr = tensor.attr.spread(tensor.shape, over: tensor.attr.partialDims)
      tensors.append((name, tensor.attr.isPartial ? try tensor.resharded(to: attr) : tensor))
    }
    let plan = SavePlan(
      tensors.map {
        .init(name: $0.name, dtype: $0.tensor.dtype, shape: $0.tensor.shape, attr: $0.tensor.attr)
      })
    let replicas = try Replicas(tensors, plan, on: cluster)
    try replicas.requireEqual(plan)

    var (files, expected) = ([RankFile](), [(rank: Int, byteCount: Int)]())
    var boxes = [[CheckpointBox]](repeating: [], count: tensors.count)
    var draft = ManifestDraft()
    let residents = Set(cluster.residents)
    for (number, (rank, pieces)) in plan.byWriter.enumerated() {
      let layout = SafetensorsHeader.encoded(
        pieces.map {
          .init(name: names[$0.tensor], dtype: plan.tensors[$0.tensor].dtype, shape: $0.box.sizes)
        },
        metadata: Self.metadata(pieces, names, rank: rank))
      for (piece, start) in zip(pieces, layout.starts) {
        boxes[piece.tensor].append(
          CheckpointBox(
            box: piece.box, file: number, start: start,
            checksum: replicas.checksum(of: piece, rank: rank)))
      }
      expected.append((rank, layout.end))
      draft.add(
        file: CheckpointNames.file(ofRank: rank), byteCount: layout.end, header: layout.bytes)
      if residents.contains(rank) {
        let parts = layout.order.map { place in
          let piece = pieces[place]
          let shard = tensors[piece.tensor].tensor.shards[rank]!
          let part = plan.tensors[piece.tensor].part(shard, of: rank, piece.box)
          return copies ? part.copy() : part.contiguous()
        }
        files.append(RankFile(rank: rank, header: layout.bytes, parts: parts))
      }
    }
    let meshes = tensors.reduce(into: [ProcessMesh]()) {
      if !$0.contains($1.tensor.mesh) { $0.append($1.tensor.mesh) }
    }
    draft.meshes = meshes.map(\.description)
    draft.scalars = scalars
    for (number, name) in names.enumerated() {
      let tensor = named[name]!
      draft.entries.append(
        .init(
          CheckpointTensor(
            name: name, dtype: tensor.dtype, shape: tensor.shape, lay: nil, boxes: boxes[number]),
          placements: "\(tensor.attr)", mesh: meshes.firstIndex(of: tensors[number].tensor.mesh)))
    }
    self.files = files
    self.expected = expected
    manifest = cluster.rank == 0 ? draft.bytes : []
    report = SaveReport(
      path: target, tensors: tensors.count, boxes: plan.pieces.count,
      bytes: plan.loads.values.reduce(0, +), bytesByRank: plan.loads, seconds: 0)
  }

  /// What PyTorch's reader of such files looks for: where each piece begins in its tensor.
  private static func metadata(
    _ pieces: [SavePlan.Piece], _ names: [String], rank: Int
  ) -> [String: String] {
    let offsets = pieces.map {
      let list = $0.box.offsets.map(String.init).joined(separator: ", ")
      return "\(names[$0.tensor].jsonQuoted): {\"saved_offsets\": [\(list)]}"
    }
    return [
      "format": "pt", "DCP_VERSION": "1.0", CheckpointMark.key: "\(rank)",
      "DCP_SHARDING_INFO": "{\(offsets.joined(separator: ", "))}",
    ]
  }

  /// Writes the files of this process's ranks into the folder, each under a temporary name until it is on the disk.
  func write(into folder: String, _ meter: ByteMeter) throws(TesseraError) {
    for file in files {
      let path = "\(folder)/\(CheckpointNames.file(ofRank: file.rank))"
      do throws(FileError) {
        try FileError.naming(path) { () throws(FileError.Problem) in
          var staged = try StagedFile(path)
          try unsafe staged.append(file.header.span.bytes)
          for part in file.parts where !part.isEmpty {
            try part.storage.withBytes(part.byteRange) { (bytes) throws(FileError.Problem) in
              try staged.append(bytes) { meter.add($0) }
            }
          }
          try staged.finish()
        }
      } catch { throw TesseraError(error) }
    }
  }
}

extension SavePlan {
  /// The pieces of each writing rank, in the order of the ranks.
  fileprivate var byWriter: [(rank: Int, pieces: [Piece])] {
    let groups = Dictionary(grouping: pieces, by: \.writer)
    return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
