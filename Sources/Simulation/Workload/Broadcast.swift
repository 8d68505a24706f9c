import CostModel
import Elements
import Resharding

/// A broadcast that goes by rounds: by a binomial tree, or by a scatter whose pieces go around a ring.
struct Broadcast {
  private let phase: Phase
  private let dtype: DType
  private let pace: ExchangePace
  /// The root, and those that get its block.
  private let order: [Int]

  init(_ phase: Phase, _ dtype: DType, _ pace: ExchangePace) {
    (self.phase, self.dtype, self.pace) = (phase, dtype, pace)
    var receivers: [Int] = []
    phase.forEachReceiver(dtype) { rank, blocks in
      if !blocks.received.isEmpty { receivers.append(rank) }
    }
    order = (phase.root.map { [$0] } ?? []) + receivers.filter { $0 != phase.root }
  }

  func stages(
    step: Int, _ each: EachRank, _ network: Network, _ ports: inout PortTable<EachRank>
  ) -> [Workload.Stage] {
    var bytes = 0
    var first = StageBuilder(each, network, pace)
    for rank in phase.participants { first.join(each.index(of: rank)) }
    phase.forEachReceiver(dtype) { rank, blocks in
      first.note(each.index(of: rank)) { $0.copied += blocks.copied }
      for block in blocks.received {
        bytes = max(bytes, block.bytes)
        first.count(block.bytes, from: block.source, to: rank)
        first.stage(
          block.bytes, from: block.source, to: rank, sendsInPlace: block.sendsInPlace,
          receivesInPlace: block.receivesInPlace)
      }
    }
    var later = pace
    later.overhead = 0
    var builders = [first]
    if pace.pattern == .tree {
      var reached = 1
      while reached < order.count {
        if reached > 1 { builders.append(StageBuilder(each, network, later)) }
        for index in 0..<min(reached, order.count - reached) {
          builders[builders.count - 1].send(
            bytes, from: order[index], to: order[index + reached], &ports)
        }
        reached *= 2
      }
    } else {
      later.latency = 0
      var ring = StageBuilder(each, network, later)
      for rank in order { ring.join(each.index(of: rank)) }
      let piece = bytes / max(1, order.count)
      for (index, rank) in order.enumerated().dropFirst() {
        builders[0].send(piece, from: order[0], to: rank, &ports)
        ring.send(bytes - piece, from: order[index - 1], to: rank, &ports)
      }
      builders.append(ring)
    }
    return builders.map {
      $0.finished(step: step, phase.collective, reduces: false, ports)
    }
  }
}
