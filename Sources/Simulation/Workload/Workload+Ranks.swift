import Elements
import Resharding
import Sharding

extension Workload {
  /// Every rank by itself: the messages are enumerated from the `Schedule` of each phase, which is
  /// what the executor packs from. The reference that classes are held against.
  ///
  /// O(steps x ranks x peers) time and memory.
  static func ofRanks(
    _ steps: [ReshardStep], shape: [Int], dtype: DType, on network: Network
  ) -> Workload {
    let ranks = Set(steps.flatMap { $0.from.mesh.ranks + $0.to.mesh.ranks }).sorted()
    let each = EachRank(ranks)
    var ports = PortTable(each, network)
    var stages: [Stage] = []
    for (index, step) in steps.enumerated() {
      for (turn, phases) in step.exchanges(shape: shape).enumerated() {
        var builder = StageBuilder(each, network)
        for phase in phases { builder.add(phase, dtype, &ports) }
        stages.append(
          builder.finished(
            step: index, isFirst: turn == 0, phases[0].collective,
            reduces: !phases[0].exchange.foldedDims.isEmpty, ports))
      }
    }
    return Workload(
      ranks: ranks.map { RankClass(rank: $0, count: 1) }, ports: ports.classes, stages: stages)
  }
}

extension ReshardStep {
  /// The exchanges of each phase: one among all ranks, or of an all-reduce one in each group.
  fileprivate func exchanges(shape: [Int]) -> [[Phase]] {
    guard collective == .allReduce else {
      let rank = from.mesh.ranks[0]
      return phases(of: rank, shape: shape).map { [$0] }
    }
    var firsts: Set<[Int]> = []
    var turns: [[Phase]] = []
    for rank in from.mesh.ranks {
      let phases = phases(of: rank, shape: shape)
      guard let group = phases.first?.group, firsts.insert(group).inserted else { continue }
      if turns.isEmpty { turns = phases.map { _ in [] } }
      for (turn, phase) in phases.enumerated() { turns[turn].append(phase) }
    }
    return turns
  }
}

extension StageBuilder<EachRank> {
  /// Adds the messages of one exchange.
  fileprivate mutating func add(
    _ phase: Phase, _ dtype: DType, _ ports: inout PortTable<EachRank>
  ) {
    let exchange = phase.exchange
    let schedule = Schedule(exchange)
    for rank in exchange.from.mesh.ranks + exchange.to.mesh.ranks { join(classes.index(of: rank)) }
    for destination in exchange.to.mesh.ranks.sorted() {
      let cells = schedule.cells[destination] ?? []
      guard let target = exchange.to.box(of: destination, shape: exchange.shape) else { continue }
      var blocks: [(source: Int, bytes: Int, sends: Bool, receives: Bool)] = []
      var places: [Int: Int] = [:]
      for cell in cells {
        let bytes = cell.box.count * dtype.byteCount
        if cell.sources == [destination] {
          let isView = cells.count == 1 && cell.box == target
          if !isView, !phase.isFlat { note(classes.index(of: destination)) { $0.copied += bytes } }
        } else if cell.sources.count > 1 {
          note(classes.index(of: destination)) { $0.folded += bytes * cell.sources.count }
        }
        for source in cell.sources where source != destination {
          guard let frame = exchange.from.box(of: source, shape: exchange.shape) else { continue }
          if let place = places[source] {
            // Two blocks for one peer go through staging at both ends.
            blocks[place].bytes += bytes
            (blocks[place].sends, blocks[place].receives) = (false, false)
          } else {
            places[source] = blocks.count
            blocks.append(
              (
                source, bytes, cell.box.isContiguous(in: frame), cell.box.isContiguous(in: target)
              ))
          }
        }
      }
      for block in blocks {
        add(
          from: block.source, to: destination, bytes: block.bytes, sendsInPlace: block.sends,
          receivesInPlace: block.receives, &ports)
      }
    }
  }
}
