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
    EnumeratedPlan(self, stagingBytes: stagingBytes).peakExtraBytes
  }
}

/// What a look at each rank of a plan finds.
struct EnumeratedPlan {
  /// By step.
  let traffic: [Traffic]
  /// See `ReshardPlan.peakExtraBytes(stagingBytes:)`.
  let peakExtraBytes: Int

  /// - Complexity: O(ranks x blocks of a rank).
  init(_ plan: ReshardPlan, stagingBytes: Int) {
    var routes = Routes(
      elementBytes: plan.transition.dtype.byteCount,
      stagingBytes: min(stagingBytes, plan.stagingBytes ?? stagingBytes))
    peakExtraBytes = plan.transition.ranks.reduce(0) { peak, rank in
      max(peak, plan.extraBytes(of: rank, &routes))
    }
    let transition = plan.transition
    traffic = plan.steps.map { step in
      step.traffic(shape: transition.shape, dtype: transition.dtype) { routes[$0].schedule }
    }
  }
}

/// The routes of exchanges, each found once.
private struct Routes {
  let elementBytes: Int
  let stagingBytes: Int
  private var known: [Exchange: Route] = [:]

  init(elementBytes: Int, stagingBytes: Int) {
    (self.elementBytes, self.stagingBytes) = (elementBytes, stagingBytes)
  }

  subscript(exchange: Exchange) -> Route {
    mutating get {
      if let route = known[exchange] { return route }
      let route = Route(exchange, elementBytes: elementBytes, stagingBytes: stagingBytes)
      known[exchange] = route
      return route
    }
  }
}

extension ReshardPlan {
  fileprivate func extraBytes(of rank: Int, _ routes: inout Routes) -> Int {
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
        let route = routes[exchange]
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
    var outgoing = Staged(frame: source)
    let isShared = collective == .allGather || collective == .broadcast
    forEachOutgoing(of: rank, round: 0) { peer, box in
      outgoing.add(box, peer)
      return !isShared
    }
    var incoming = Staged(frame: target)
    forEachIncoming(of: rank, round: 0) { incoming.add($1, $0) }
    if collective == .allGather, incoming.elements > 0, let own = own(of: rank, round: 0) {
      incoming.add(own.box, own.peer)
    }
    let sendsInPlace = collective != .scatter && outgoing.isInPlace
    let receivesInPlace = collective != .gather && !reduces && incoming.isInPlace
    let sent = sendsInPlace ? 0 : outgoing.elements
    let received = receivesInPlace ? 0 : incoming.elements
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

/// What a rank sends or receives in a round.
private struct Staged {
  /// The shard that the blocks are parts of; nil where there is none.
  let frame: Box?
  private(set) var elements = 0
  /// Whether each block is contiguous in the shard, and goes to or comes from another peer.
  private(set) var isInPlace = true
  private var peers: Set<Int> = []

  init(frame: Box?) { self.frame = frame }

  mutating func add(_ box: Box, _ peer: Int) {
    elements += box.count
    guard isInPlace, let frame else { return }
    isInPlace = box.isContiguous(in: frame) && peers.insert(peer).inserted
  }
}
