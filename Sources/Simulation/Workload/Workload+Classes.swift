import Elements
import Resharding
import Sharding

extension Workload {
  /// The ranks in classes of those that `Symmetry` finds alike; nil where that leaves more than
  /// `limit` ranks or messages to look at.
  ///
  /// The steps are on one mesh. What one rank of each class receives is enumerated; nothing else is.
  /// O(steps x classes x peers) time; messages that are alike are kept once.
  static func ofClasses(
    _ steps: [ReshardStep], shape: [Int], dtype: DType, on network: Network, limit: Int
  ) -> Workload? {
    let symmetry = Symmetry(steps, shape: shape, on: network)
    guard symmetry.count <= limit else { return nil }
    let positions = (0..<symmetry.count).map(symmetry.position(ofClass:))
    let mesh = symmetry.mesh
    var ports = PortTable(symmetry, network)
    var stages: [Stage] = []
    var room = limit
    for (index, step) in steps.enumerated() {
      for (turn, stage) in step.stages(shape: shape).enumerated() {
        var builder = StageBuilder(symmetry, network)
        for (number, position) in positions.enumerated() {
          builder.join(number)
          builder.add(stage, to: position, mesh, dtype, &ports, &room)
          // A hopeless case is told early: so many for each class that is left would be too many.
          let seen = limit - room
          guard room >= 0, seen <= limit / 64 || seen / (number + 1) <= limit / positions.count
          else { return nil }
        }
        stages.append(
          builder.finished(
            step: index, isFirst: turn == 0, stage.collective, reduces: stage.reduces, ports))
      }
    }
    return Workload(
      ranks: positions.map { RankClass(rank: mesh.ranks[$0], count: symmetry.ranksPerClass) },
      ports: ports.classes, stages: stages)
  }
}

/// What one rank receives in a stage, as a function of its position.
private enum Receipts {
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
private struct FlatRow {
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
  fileprivate func stages(shape: [Int]) -> [Receipts] {
    if collective == .allReduce, let dims = meshDims,
      dims.contains(where: { from.mesh.shape[$0] > 1 })
    {
      let row = FlatRow(attr: from, shape: shape, dims: dims)
      return [.flat(row, folds: true), .flat(row, folds: false)]
    }
    return phases(of: from.mesh.ranks[0], shape: shape).map { phase in
      .exchange(
        ReceiverWalk(phase.exchange), phase.collective,
        reduces: !phase.exchange.foldedDims.isEmpty)
    }
  }
}

extension StageBuilder<Symmetry> {
  /// Adds what the rank at `position` receives.
  fileprivate mutating func add(
    _ stage: Receipts, to position: Int, _ mesh: ProcessMesh, _ dtype: DType,
    _ ports: inout PortTable<Symmetry>, _ room: inout Int
  ) {
    let rank = mesh.ranks[position]
    let own = classes.index(of: rank)
    switch stage {
    case .exchange(let walk, _, _):
      walk.forEachBlock(of: position, while: { room >= 0 }) { found in
        let bytes = found.count * dtype.byteCount
        if found.sources == [position] {
          if !found.isAll { note(own) { $0.copied += bytes } }
          return
        }
        if found.sources.count > 1 { note(own) { $0.folded += bytes * found.sources.count } }
        for source in found.sources where source != position {
          room -= 1
          add(
            from: mesh.ranks[source], to: rank, bytes: bytes,
            sendsInPlace: found.isContiguousAtSource,
            receivesInPlace: found.isContiguousAtReceiver, &ports)
        }
      }
    case .flat(let row, let folds):
      let (group, place, lengths) = row.group(of: position)
      let segments = lengths.map { $0 * dtype.byteCount }
      if folds, group.count > 1 { note(own) { $0.folded += segments[place] * group.count } }
      for (index, source) in group.enumerated() where index != place {
        let bytes = segments[folds ? place : index]
        guard bytes > 0 else { continue }
        room -= 1
        add(
          from: mesh.ranks[source], to: rank, bytes: bytes, sendsInPlace: true,
          receivesInPlace: true, &ports)
      }
    }
  }
}
