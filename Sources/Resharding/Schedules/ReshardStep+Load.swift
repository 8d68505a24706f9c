import CostModel
import Elements
import Sharding

extension ReshardStep {
  /// What the step asks of the rank with most to do, found by playing every rank's part without data:
  /// what the executor sends, stages, folds and copies. Each number is the greatest of any rank.
  ///
  /// - Complexity: O(ranks x messages): for the meshes of jobs, not for those of searches.
  package func enumeratedLoad(shape: [Int], dtype: DType, stagingBytes: Int = 8 << 20) -> StepLoad {
    var routes: [Exchange: Route] = [:]
    var ops: [ReduceOp]?
    var load = StepLoad(collective: collective, group: [], peers: 0, received: 0, sent: 0)
    for rank in Set(from.mesh.ranks + to.mesh.ranks).sorted() {
      var own = StepLoad(collective: collective, group: [], peers: 0, received: 0, sent: 0)
      for phase in phases(of: rank, shape: shape) {
        let route =
          routes[phase.exchange]
          ?? Route(phase.exchange, elementBytes: dtype.byteCount, stagingBytes: stagingBytes)
        routes[phase.exchange] = route
        if load.group.isEmpty { load.group = phase.group }
        if route.reduces { ops = route.folds.map(\.op) }
        own.add(route.load(of: rank, phase, elementBytes: dtype.byteCount))
      }
      load.peers = max(load.peers, own.peers)
      load.received = max(load.received, own.received)
      load.sent = max(load.sent, own.sent)
      load.packed = max(load.packed, own.packed)
      load.folded = max(load.folded, own.folded)
      load.copied = max(load.copied, own.copied)
    }
    if load.folded > 0 { load.fold = ops.map { FoldOrder($0, dtype) } }
    return load
  }
}

extension StepLoad {
  /// Another phase of the same step.
  fileprivate mutating func add(_ other: StepLoad) {
    peers = max(peers, other.peers)
    received += other.received
    sent += other.sent
    packed += other.packed
    folded += other.folded
    copied += other.copied
  }
}

extension Route {
  /// One rank's part in a phase.
  fileprivate func load(of rank: Int, _ phase: Phase, elementBytes: Int) -> StepLoad {
    var load = StepLoad(
      collective: phase.collective, group: phase.group, peers: 0, received: 0, sent: 0)
    let exchange = phase.exchange
    let source = exchange.from.extent(of: rank, shape: exchange.shape)
    let target = exchange.to.extent(of: rank, shape: exchange.shape)
    var partners: (receiving: Set<Int>, sending: Set<Int>) = ([], [])
    for round in 0..<rounds {
      let outgoing = outgoing(of: rank, round: round)
      let incoming = incoming(of: rank, round: round)
      partners.receiving.formUnion(incoming.map(\.peer))
      partners.sending.formUnion(outgoing.map(\.peer))
      load.sent += outgoing.elementCount * elementBytes
      load.received += incoming.elementCount * elementBytes
      let isShared = phase.collective == .allGather || phase.collective == .broadcast
      let packed = isShared ? Array(outgoing.prefix(1)) : outgoing
      if phase.collective == .scatter || !isInPlace(packed, source) {
        load.packed += packed.elementCount * elementBytes
      }
      if !reduces, phase.collective == .gather || !isInPlace(incoming, target) {
        load.packed += incoming.elementCount * elementBytes
      }
    }
    load.peers = max(partners.receiving.count, partners.sending.count)
    guard !isView(for: rank, target) else { return load }
    for cell in schedule.cells[rank] ?? [] {
      let bytes = cell.box.count * elementBytes
      if cell.sources.count > 1 { load.folded += cell.sources.count * bytes }
      // The rows of an all-reduce are gathered where they were folded.
      if cell.sources == [rank], !phase.isFlat { load.copied += bytes }
    }
    return load
  }
}
