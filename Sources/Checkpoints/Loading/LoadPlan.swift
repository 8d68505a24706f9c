import CheckpointFormats
import Elements
import Resharding
import Sharding
import Tessera

/// What a load is going to read and move: a value, the same on every rank.
package struct LoadPlan {
  /// One tensor.
  package struct Entry {
    /// As it is called here.
    package let name: String
    let tensor: CheckpointTensor
    /// The dtype that it is to have.
    let dtype: DType
    let target: TensorDistAttr
    package let layout: ReadLayout
    /// The reshard behind the reading; nil where each rank has read what it wants.
    package let moves: ReshardPlan?
  }

  package private(set) var entries: [Entry] = []
  /// The bytes that all ranks read.
  package private(set) var bytesRead = 0
  /// What is predicted of all reshards: the seconds, and the bytes that all ranks receive.
  package private(set) var predicted = (seconds: 0.0, received: 0)
  /// The bytes that a rank holds beside what it loads, at most: its part of one tensor, and what the reshard stages.
  package private(set) var extraBytes = 0

  /// Plans for what was chosen. Collective where ranks exchange by MPI alone.
  init(
    _ chosen: LoadChoice, on cluster: Cluster, sharing: ReadSharing, hosts: [Int]?
  ) throws(TesseraError) {
    let planner = Planner(cluster.options.planning)
    let known: [Int]
    if let hosts { known = hosts } else { known = try cluster.hosts() }
    for (name, target, tensor) in chosen.tensors {
      let dtype = target.dtype ?? tensor.dtype
      let layout = ReadLayout(target.attr, shape: tensor.shape, hosts: known, sharing: sharing)
      var moves: ReshardPlan?
      if layout.read != layout.received {
        let plan = try cluster.plan(
          Transition(shape: tensor.shape, dtype: dtype, from: layout.read, to: layout.received))
        let price = planner.price(of: plan)
        predicted.seconds += price.seconds
        predicted.received += price.received
        extraBytes = max(
          extraBytes,
          layout.read.mostBytes(shape: tensor.shape, dtype: dtype) + cluster.options.stagingBytes)
        moves = plan
      }
      bytesRead += layout.read.bytes(shape: tensor.shape, dtype: tensor.dtype)
      entries.append(
        Entry(
          name: name, tensor: tensor, dtype: dtype, target: target.attr, layout: layout,
          moves: moves))
    }
  }
}

extension LoadPlan: CustomStringConvertible {
  /// Of each tensor what is read, and the reshard that follows; then the sums.
  package var description: String {
    var lines: [String] = []
    for entry in entries {
      let part = entry.layout.read.mostBytes(shape: entry.tensor.shape, dtype: entry.tensor.dtype)
      lines.append(
        "\(entry.name)  \(entry.tensor.type)  read as \(entry.layout.read), at most \(ByteCount(part)) by a rank"
      )
      if let moves = entry.moves {
        lines += moves.steps.enumerated().map { "  \($0 + 1). \($1)" }
      }
    }
    lines.append("read by all ranks: \(ByteCount(bytesRead))")
    lines.append(
      "received by all ranks: \(ByteCount(predicted.received)), predicted to take "
        + "\((predicted.seconds * 1e3).fixed(3)) ms")
    lines.append("held beside what is loaded: at most \(ByteCount(extraBytes)) by a rank")
    return lines.joined(separator: "\n")
  }
}

extension TensorDistAttr {
  /// The bytes that all ranks hold together.
  fileprivate func bytes(shape: [Int], dtype: DType) -> Int {
    mesh.ranks.reduce(0) { $0 + (box(of: $1, shape: shape)?.count ?? 0) * dtype.byteCount }
  }

  /// The bytes of the largest shard.
  fileprivate func mostBytes(shape: [Int], dtype: DType) -> Int {
    (mesh.ranks.map { box(of: $0, shape: shape)?.count ?? 0 }.max() ?? 0) * dtype.byteCount
  }
}
