import Elements
import Sharding

/// One step of a plan: a change of dist attr that one collective carries out.
public struct ReshardStep: Hashable, Sendable {
  /// The reshard function that chose it.
  public let function: String
  public let collective: Collective
  /// The mesh dim in whose groups it runs; nil where it runs among all ranks of the meshes.
  public let meshDim: Int?
  public let from: TensorDistAttr
  public let to: TensorDistAttr

  init(
    _ function: (some ReshardFunction).Type, _ collective: Collective, along meshDim: Int? = nil,
    _ hop: Transition
  ) {
    self.function = function.name
    self.collective = collective
    self.meshDim = meshDim
    self.from = hop.from
    self.to = hop.to
  }
}

/// A part of a step that is one exchange among one set of ranks.
public struct Phase: Sendable {
  public let exchange: Exchange
  public let collective: Collective
  /// The ranks that take part, in the collective's order.
  public let group: [Int]
  /// The rank that gives or gets all, for the collectives that have one.
  public let root: Int?
  /// Whether the exchange sees each local shard as a flat row of elements.
  public let isFlat: Bool
}

extension ReshardStep {
  /// The phases in which `rank` takes part, in order.
  ///
  /// An all-reduce is two: the group's local values, seen as flat rows, are reduce-scattered and
  /// then all-gathered (Thakur, Rabenseifner and Gropp 2005), so that each rank receives
  /// 2 (k - 1) / k of its shard and every element is folded once, in rank order.
  public func phases(of rank: Int, shape: [Int]) -> [Phase] {
    if collective == .allReduce, let meshDim, let coordinate = from.mesh.coordinate(of: rank),
      let op = from.placements[meshDim].reduceOp
    {
      let group = from.mesh.group(of: coordinate, along: meshDim)
      let flat = [from.box(at: coordinate, shape: shape).count]
      let row = groupMesh(group)
      // One placement for the group's one dim.
      let states = [Placement.partial(op), .shard(0), .replicate].map {
        try! TensorDistAttr(mesh: row, placements: [$0])
      }
      return [(0, Collective.allToAll), (1, .allGather)].map { index, collective in
        Phase(
          exchange: Exchange(shape: flat, from: states[index], to: states[index + 1]),
          collective: collective, group: group, root: nil, isFlat: true)
      }
    }
    guard let group = group(of: rank) else { return [] }
    let carrier: Collective =
      switch collective {
      case .reduceScatter: .allToAll
      case .reduce: .gather
      default: collective
      }
    return [
      Phase(
        exchange: Exchange(shape: shape, from: from, to: to), collective: carrier, group: group,
        root: root, isFlat: false)
    ]
  }

  /// The ranks among which the step runs for `rank`; nil where it takes no part.
  private func group(of rank: Int) -> [Int]? {
    if let meshDim {
      return from.mesh.coordinate(of: rank).map { from.mesh.group(of: $0, along: meshDim) }
    }
    guard from.mesh.contains(rank) || to.mesh.contains(rank) else { return nil }
    return from.mesh.hasSameRanks(as: to.mesh)
      ? from.mesh.ranks : Set(from.mesh.ranks + to.mesh.ranks).sorted()
  }

  private var root: Int? {
    switch collective {
    case .gather, .reduce: to.mesh.ranks.first
    case .scatter, .broadcast: from.mesh.ranks.first
    default: nil
    }
  }

  private func groupMesh(_ ranks: [Int]) -> ProcessMesh {
    // A row of a mesh's distinct ranks is a mesh.
    try! ProcessMesh(shape: [ranks.count], ranks: ranks)
  }
}

extension ReshardStep {
  /// The bytes that each rank sends and receives.
  public func traffic(shape: [Int], dtype: DType) -> Traffic {
    guard collective != .local else { return Traffic() }
    guard collective == .allReduce, let meshDim else {
      return Schedule(Exchange(shape: shape, from: from, to: to))
        .traffic(elementBytes: dtype.byteCount)
    }
    var traffic = Traffic()
    for position in from.mesh.ranks.indices {
      let coordinate = from.mesh.coordinate(at: position)
      guard coordinate[meshDim] == 0 else { continue }
      for phase in phases(of: from.mesh.ranks[position], shape: shape) {
        traffic += Schedule(phase.exchange).traffic(elementBytes: dtype.byteCount)
      }
    }
    return traffic
  }
}

extension ReshardStep: CustomStringConvertible {
  /// `SToR  all-gather over tp  S(0) -> R`.
  public var description: String {
    let over = meshDim.map { " over \(from.mesh.axes[$0])" } ?? ""
    return "\(function)  \(collective)\(over)  \(from) -> \(to)"
  }
}
