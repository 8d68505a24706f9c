import CostModel
import Sharding

extension ReshardPlan {
  /// The bytes that the rank in most need holds beyond its old shard and its new one, where the old
  /// one lies contiguously: staging, and shards on the way. The executor counts the same.
  ///
  /// - Parameter stagingBytes: what the executor may stage in each direction; the plan may ask for less.
  /// - Complexity: O(ranks x blocks of a rank), in however many rounds these move; see `certificate` for large
  ///   meshes.
  public func peakExtraBytes(stagingBytes: Int = 8 << 20) -> Int {
    var routes: [Exchange: Route] = [:]
    let staging = min(stagingBytes, self.stagingBytes ?? stagingBytes)
    return transition.ranks.reduce(0) { peak, rank in
      max(peak, extraBytes(of: rank, staging, &routes))
    }
  }

  private func extraBytes(of rank: Int, _ stagingBytes: Int, _ routes: inout [Exchange: Route])
    -> Int
  {
    let size = transition.dtype.byteCount
    var peak = 0
    // The shard that what the step reads is a view of, and whether that is the old one.
    var frame = transition.from.box(of: rank, shape: transition.shape)
    var isOriginal = true
    for (index, step) in steps.enumerated() {
      let phases = step.phases(of: rank, shape: transition.shape)
      let input = step.from.box(of: rank, shape: transition.shape)
      var held = 0
      var isView = !phases.isEmpty
      var staged = 0
      for phase in phases {
        let exchange = phase.exchange
        let route =
          routes[exchange] ?? Route(exchange, elementBytes: size, stagingBytes: stagingBytes)
        routes[exchange] = route
        let source = phase.isFlat ? exchange.from.box(of: rank, shape: exchange.shape) : frame
        let target = exchange.to.box(of: rank, shape: exchange.shape)
        isView = isView && route.isView(for: rank, target)
        staged = max(
          staged,
          route.stagedBytes(of: rank, source, target, phase.collective, elementBytes: size))
      }
      if phases.first?.isFlat == true, let input, let frame, !input.isContiguous(in: frame) {
        held += input.count * size
      }
      let isLast = index == steps.count - 1
      // A last view lies where its step's input does.
      if !isOriginal, !(isLast && isView) { held += (frame?.count ?? 0) * size }
      if !isLast, !isView {
        held += (step.to.box(of: rank, shape: transition.shape)?.count ?? 0) * size
      }
      peak = max(peak, held + staged)
      isOriginal = isOriginal && isView
      if !isView { frame = step.to.box(of: rank, shape: transition.shape) }
    }
    return peak
  }
}

extension Route {
  /// Whether a rank's new shard is a part of its old one.
  package func isView(for rank: Int, _ target: Box?) -> Bool {
    guard let target, let cells = schedule.cells[rank] else { return false }
    return cells.count == 1 && cells[0].sources == [rank] && cells[0].box == target
  }

  /// What a rank stages in the first round, which is the most that it stages in any: every block still has a
  /// piece, none is longer later, and what lies contiguously now does so to the end.
  fileprivate func stagedBytes(
    of rank: Int, _ source: Box?, _ target: Box?, _ collective: Collective, elementBytes: Int
  ) -> Int {
    var outgoing = outgoing(of: rank, round: 0)
    if collective == .allGather || collective == .broadcast {
      outgoing = Array(outgoing.prefix(1))
    }
    var incoming = incoming(of: rank, round: 0)
    if collective == .allGather, let own = own(of: rank, round: 0), !incoming.isEmpty {
      incoming.append(own)
    }
    let sendsInPlace = collective != .scatter && isInPlace(outgoing, source)
    let receivesInPlace = collective != .gather && !reduces && isInPlace(incoming, target)
    let sent = sendsInPlace ? 0 : outgoing.elementCount
    let received = receivesInPlace ? 0 : incoming.elementCount
    return (sent + received) * elementBytes
  }

  package func isInPlace(_ items: [Item], _ frame: Box?) -> Bool {
    guard let frame else { return true }
    return Set(items.map(\.peer)).count == items.count
      && items.allSatisfy { $0.box.isContiguous(in: frame) }
  }
}

extension [Route.Item] {
  package var elementCount: Int { reduce(0) { $0 + $1.box.count } }
}
