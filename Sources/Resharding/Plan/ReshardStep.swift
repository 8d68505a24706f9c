import CostModel
import Elements
import Sharding

/// One step of a plan: a change of dist attr that one collective carries out.
public struct ReshardStep: Hashable, Sendable {
  /// The name of the reshard function that the step belongs to.
  public let function: String
  /// The collective that carries the step out.
  public let collective: Collective
  /// The mesh dims in whose merged groups the step runs, ascending: ranks of a group differ only in these
  /// coordinates. Nil if it runs among all ranks of the meshes.
  public let meshDims: [Int]?
  /// The placements before.
  public let from: TensorDistAttr
  /// The placements after.
  public let to: TensorDistAttr

  package init(
    function: String, _ collective: Collective, over meshDims: [Int]?, from: TensorDistAttr,
    to: TensorDistAttr
  ) {
    (self.function, self.collective, self.meshDims) = (function, collective, meshDims)
    (self.from, self.to) = (from, to)
  }
}

/// A part of a step that is one exchange among one set of ranks.
package struct Phase: Sendable {
  /// Which block goes from which rank to which.
  package let exchange: Exchange
  /// The collective that carries the step out.
  public let collective: Collective
  /// The ranks that take part, in the collective's order.
  package let group: [Int]
  /// The rank that gives or gets all, for the collectives that have one.
  package let root: Int?
  /// Whether the exchange sees each local shard as a flat row of elements.
  package let isFlat: Bool

  package init(
    exchange: Exchange, collective: Collective, group: [Int], root: Int?, isFlat: Bool
  ) {
    (self.exchange, self.collective, self.group) = (exchange, collective, group)
    (self.root, self.isFlat) = (root, isFlat)
  }
}

extension ReshardStep {
  /// The phases in which `rank` takes part, in order.
  ///
  /// An all-reduce is two: the group's local values, seen as flat rows, are reduce-scattered and
  /// then all-gathered (Thakur, Rabenseifner and Gropp 2005), so that each rank receives
  /// 2 (k - 1) / k of its shard and every element is folded once, in rank order. The rows lie on the
  /// group's own mesh, with as many dims as were merged, so that folds stay nested.
  package func phases(of rank: Int, shape: [Int]) -> [Phase] {
    guard let group = group(of: rank) else { return [] }
    if collective == .allReduce, group.count > 1, let meshDims,
      let box = from.box(of: rank, shape: shape)
    {
      // Distinct ranks of a mesh, a placement for each of the group's dims.
      let mesh = try! ProcessMesh(shape: meshDims.map { from.mesh.shape[$0] }, ranks: group)
      let partial = meshDims.map { from.placements[$0] }
      let states = [partial, partial.map { _ in .shard(0) }, partial.map { _ in .replicate }]
        .map { try! TensorDistAttr(mesh: mesh, placements: $0) }
      return [(0, Collective.allToAll), (1, .allGather)].map { index, collective in
        Phase(
          exchange: Exchange(shape: [box.count], from: states[index], to: states[index + 1]),
          collective: collective, group: group, root: nil, isFlat: true)
      }
    }
    return [
      Phase(
        exchange: Exchange(shape: shape, from: from, to: to), collective: carrier, group: group,
        root: root, isFlat: false)
    ]
  }

  /// The collective of the step's one phase; an all-reduce has others.
  package var carrier: Collective {
    switch collective {
    case .reduceScatter: .allToAll
    // Of a shard with gaps each peer puts several blocks in their places.
    case .allGather where from.isStrided: .allToAll
    case .reduce: .gather
    default: collective
    }
  }

  /// The ranks among which the step runs for `rank`; nil if it takes no part.
  package func group(of rank: Int) -> [Int]? {
    if let meshDims {
      return from.mesh.coordinate(of: rank).map { from.mesh.group(of: $0, along: meshDims) }
    }
    guard from.mesh.contains(rank) || to.mesh.contains(rank) else { return nil }
    return from.mesh.hasSameRanks(as: to.mesh)
      ? from.mesh.ranks : from.mesh.rankOrder.union(to.mesh.rankOrder).array
  }

  private var root: Int? {
    switch collective {
    case .gather, .reduce: to.mesh.rankOrder.first
    case .scatter, .broadcast: from.mesh.rankOrder.first
    default: nil
    }
  }
}

extension Phase {
  /// The two phases of an all-reduce as one, in which every rank folds all rows; others as they are.
  package static func merged(_ phases: [Phase]) -> [Phase] {
    guard phases.count == 2, phases[0].isFlat else { return phases }
    let (first, last) = (phases[0].exchange, phases[1].exchange)
    return [
      Phase(
        exchange: Exchange(shape: first.shape, from: first.from, to: last.to),
        collective: .allToAll, group: phases[0].group, root: nil, isFlat: true)
    ]
  }
}

extension ReshardStep {
  /// The bytes that each rank sends and receives.
  public func traffic(shape: [Int], dtype: DType) -> Traffic {
    traffic(shape: shape, dtype: dtype, Schedule.init)
  }

  /// The same, with the schedules that `schedule` gives.
  package func traffic(shape: [Int], dtype: DType, _ schedule: (Exchange) -> Schedule) -> Traffic {
    guard collective != .local else { return Traffic() }
    guard collective == .allReduce, let meshDims else {
      return schedule(Exchange(shape: shape, from: from, to: to))
        .traffic(elementBytes: dtype.byteCount)
    }
    var traffic = Traffic()
    for position in from.mesh.rankOrder.indices {
      let coordinate = from.mesh.coordinate(at: position)
      guard meshDims.allSatisfy({ coordinate[$0] == 0 }) else { continue }
      for phase in phases(of: from.mesh.rankOrder[position], shape: shape) {
        traffic += schedule(phase.exchange).traffic(elementBytes: dtype.byteCount)
      }
    }
    return traffic
  }
}

extension ReshardStep {
  /// The names of the merged mesh dims; nil if the step runs among all ranks of the meshes.
  public var axes: [String]? { meshDims.map { dims in dims.map { from.mesh.axes[$0] } } }
}

extension ReshardStep: CustomStringConvertible {
  /// `SToR  all-gather over tp  S(0) -> R`.
  public var description: String {
    let over = axes.map { " over \($0.joined(separator: ","))" } ?? ""
    return "\(function)  \(collective)\(over)  \(from) -> \(to)"
  }
}
