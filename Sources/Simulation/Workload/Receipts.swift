import CostModel
import Elements
import Resharding
import Sharding

/// What one rank receives in a phase, as a function of its position.
enum Receipts {
  case exchange(ReceiverWalk, Collective, reduces: Bool)
  /// A segment of a flat row from each other rank of the group: the receiver's own to fold, or that
  /// of the sender.
  case flat(FlatRow, folds: Bool)

  var collective: Collective {
    switch self {
    case .exchange(_, let collective, _): collective
    case .flat(_, let folds): folds ? .allToAll : .allGather
    }
  }

  var reduces: Bool {
    switch self {
    case .exchange(_, _, let reduces): reduces
    case .flat(_, let folds): folds
    }
  }
}

/// The groups of an all-reduce, and the rows that they reduce.
struct FlatRow {
  let attr: TensorDistAttr
  let shape: [Int]
  let dims: [Int]

  /// The positions of the group that holds `position`, in order; which of them it is; and the
  /// elements of each one's segment of the row.
  func group(of position: Int) -> (positions: [Int], own: Int, segments: [Int]) {
    let coordinate = attr.mesh.coordinate(at: position)
    let positions = dims.reduce([coordinate]) { partial, dim in
      partial.flatMap { base in
        (0..<attr.mesh.shape[dim]).map { index in
          var next = base
          next[dim] = index
          return next
        }
      }
    }.map(attr.mesh.position(at:))
    guard let own = positions.firstIndex(of: position) else {
      preconditionFailure("a rank is in its own group")
    }
    let row = [attr.box(at: coordinate, shape: shape).count]
    let segments = dims.reduce(row) { lengths, dim in
      lengths.flatMap { chunkSizes($0, over: attr.mesh.shape[dim]) }
    }
    return (positions, own, segments)
  }
}

extension ReshardStep {
  func receipts(shape: [Int]) -> [Receipts] {
    if collective == .allReduce, let dims = meshDims,
      dims.contains(where: { from.mesh.shape[$0] > 1 })
    {
      let row = FlatRow(attr: from, shape: shape, dims: dims)
      return [.flat(row, folds: true), .flat(row, folds: false)]
    }
    return phases(of: from.mesh.rankOrder[0], shape: shape).map { phase in
      .exchange(
        ReceiverWalk(phase.exchange), phase.collective,
        reduces: !phase.exchange.foldedDims.isEmpty)
    }
  }
}
