import Elements
import Resharding
import Sharding

/// Bytes of memory that something takes at its worst moment: in this process, and in all processes of the
/// job on this host.
///
/// Needs add up where both things are held at once (`+`); of things that follow each other the larger one
/// counts (`max`). In floating point: on many virtual ranks a sum may exceed every integer.
public struct MemoryNeed: Hashable, Sendable {
  /// In this process: its rank's, or all ranks' of a virtual cluster.
  public var bytes: Double
  /// In all processes of the job on this host.
  public var hostBytes: Double

  /// Bytes of this process, and bytes that all ranks of the host need together.
  public init(bytes: Double = 0, hostBytes: Double = 0) {
    self.bytes = bytes
    self.hostBytes = hostBytes
  }

  /// Both needs at the same time.
  public static func + (left: MemoryNeed, right: MemoryNeed) -> MemoryNeed {
    MemoryNeed(bytes: left.bytes + right.bytes, hostBytes: left.hostBytes + right.hostBytes)
  }

  /// Returns the need of this many at the same time.
  public static func * (factor: Double, need: MemoryNeed) -> MemoryNeed {
    MemoryNeed(bytes: factor * need.bytes, hostBytes: factor * need.hostBytes)
  }

  /// The larger one, each of both numbers by itself.
  public static func max(_ left: MemoryNeed, _ right: MemoryNeed) -> MemoryNeed {
    MemoryNeed(
      bytes: Swift.max(left.bytes, right.bytes),
      hostBytes: Swift.max(left.hostBytes, right.hostBytes))
  }
}

extension Cluster {
  /// What the shards of a tensor take.
  ///
  /// - Complexity: O(ranks of this host).
  public func need(of attr: TensorDistAttr, shape: [Int], dtype: DType) -> MemoryNeed {
    let isVirtual = isVirtual
    var need = MemoryNeed()
    for rank in isVirtual ? residents : Array(neighbours) {
      guard let coordinate = attr.mesh.coordinate(of: rank) else { continue }
      let sizes = attr.box(at: coordinate, shape: shape).sizes
      let bytes = sizes.reduce(Double(dtype.byteCount)) { $0 * Double($1) }
      if isVirtual || rank == self.rank { need.bytes += bytes }
      need.hostBytes += bytes
    }
    return need
  }

  /// What a whole tensor takes on one rank.
  public func need(ofWhole shape: [Int], dtype: DType, on rank: Int) -> MemoryNeed {
    need(shape.reduce(Double(dtype.byteCount)) { $0 * Double($1) }, on: rank)
  }

  /// So many bytes in the process of one rank.
  package func need(_ bytes: Double, on rank: Int) -> MemoryNeed {
    MemoryNeed(
      bytes: residents.contains(rank) ? bytes : 0,
      hostBytes: isVirtual || neighbours.contains(rank) ? bytes : 0)
  }

  /// What a reshard takes beyond the shards that it starts from: the new shards, those on the way, and what is
  /// staged.
  public func need(of plan: ReshardPlan) -> MemoryNeed {
    let transition = plan.transition
    var (most, before) = (MemoryNeed(), MemoryNeed())
    for step in plan.steps {
      // Parts of replicas are views of them.
      let isView = step.collective == .local && !step.to.isPartial
      let after =
        isView
        ? MemoryNeed() : need(of: step.to, shape: transition.shape, dtype: transition.dtype)
      let ranks = Double(isVirtual ? residents.count : neighbours.count)
      let staging = 2 * Double(min(options.stagingBytes, plan.stagingBytes ?? .max))
      let staged =
        step.collective == .local
        ? MemoryNeed()
        : MemoryNeed(
          bytes: min(after.bytes, isVirtual ? ranks * staging : staging),
          hostBytes: min(after.hostBytes, ranks * staging))
      most = .max(most, before + after + staged)
      // A view keeps what it is a view of.
      before = isView ? before : after
    }
    return most
  }
}
