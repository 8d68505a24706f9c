import CostModel
import Sharding

/// What a look at each rank of a plan finds.
struct EnumeratedPlan {
  /// By step.
  let traffic: [Traffic]
  /// By position in the transition's order of ranks.
  private let states: [State]
  private let order: RankOrder

  /// See `ReshardPlan.peakExtraBytes(stagingBytes:)`.
  var peakExtraBytes: Int { states.reduce(0) { max($0, $1.peak) } }

  /// What a rank has come to.
  private struct State {
    /// The shard that what the next step reads is a view of; nil if there is none.
    var frame: Extent?
    /// Whether that is the old shard.
    var isOriginal = true
    var peak = 0
    /// The most bytes beside the old shard, those of the new one among them.
    var total = 0
    /// The bytes of the new shard, once it is made.
    var made = 0
  }

  /// - Parameters:
  ///   - readSteps: the steps for which nothing is staged, since ranks read each other's shards.
  ///   - strided: a rank whose old shard is not contiguous; nil if there is none.
  /// - Complexity: O(ranks x blocks of a rank).
  init(
    _ plan: ReshardPlan, stagingBytes: Int, readSteps: Set<Int> = [], strided: Int? = nil
  ) {
    let staging = min(stagingBytes, plan.stagingBytes ?? stagingBytes)
    let (shape, size) = (plan.transition.shape, plan.transition.dtype.byteCount)
    let order = plan.transition.rankOrder
    var states = order.map { State(frame: plan.transition.from.extent(of: $0, shape: shape)) }
    var traffic: [Traffic] = []
    for (index, step) in plan.steps.enumerated() {
      let isLast = index == plan.steps.count - 1
      let before = states
      var (schedules, rounds): ([Exchange: Schedule], [Exchange: FirstRound]) = ([:], [:])
      func schedule(of exchange: Exchange) -> Schedule {
        let schedule = schedules[exchange] ?? Schedule(exchange)
        schedules[exchange] = schedule
        return schedule
      }
      for (place, rank) in order.enumerated() {
        let phases = step.phases(of: rank, shape: shape)
        let (input, output) = (
          step.from.extent(of: rank, shape: shape), step.to.extent(of: rank, shape: shape)
        )
        var state = states[place]
        var (held, staged, isView) = (0, 0, !phases.isEmpty)
        for phase in phases {
          let exchange = phase.exchange
          let schedule = schedule(of: exchange)
          let round =
            rounds[exchange]
            ?? FirstRound(
              schedule, phase.collective, elementBytes: size, stagingBytes: staging,
              strided: index == 0 && !phase.isFlat ? strided : nil
            ) {
              phase.isFlat
                ? exchange.from.extent(of: $0, shape: exchange.shape)
                : order.position(of: $0).flatMap { before[$0].frame }
            }
          rounds[exchange] = round
          isView =
            isView
            && schedule.isView(for: rank, exchange.to.extent(of: rank, shape: exchange.shape))
          if !readSteps.contains(index) {
            staged = max(staged, round.stagedElements(of: rank) * size)
          }
        }
        if phases.first?.isFlat == true, let input, let frame = state.frame,
          !input.local.isContiguous(in: frame.local) || state.isOriginal && rank == strided
        {
          held += input.count * size
        }
        // A last view lies where its step's input does.
        if !state.isOriginal, !(isLast && isView) { held += (state.frame?.count ?? 0) * size }
        if !isLast, !isView { held += (output?.count ?? 0) * size }
        state.peak = max(state.peak, held + staged)
        state.isOriginal = state.isOriginal && isView
        if isLast, !state.isOriginal { state.made = (output?.count ?? 0) * size }
        state.total = max(state.total, held + staged + state.made)
        if !isView { state.frame = output }
        states[place] = state
      }
      traffic.append(
        step.traffic(shape: shape, dtype: plan.transition.dtype) { schedule(of: $0) })
    }
    self.traffic = traffic
    self.states = states
    self.order = order
  }

  /// What one of the plan's ranks holds; nil outside both meshes.
  func footprint(of rank: Int) -> RankFootprint? {
    order.position(of: rank).map { place in
      RankFootprint(
        extraBytes: states[place].total - states[place].made, givesView: states[place].isOriginal)
    }
  }
}

/// What one rank holds while a plan is carried out.
package struct RankFootprint: Hashable, Sendable {
  /// The most bytes that it holds beside its old shard, less those of its new one. Intermediate shards count only as far as
  /// they are larger than a new shard that is not made yet.
  package let extraBytes: Int
  /// Whether its new shard is a block of its old one.
  package let givesView: Bool

  package init(extraBytes: Int, givesView: Bool) {
    (self.extraBytes, self.givesView) = (extraBytes, givesView)
  }
}

/// What each rank stages in the first round of an exchange, which is the most that it stages in any: every block still
/// has a piece, none is longer later, and what lies contiguously now does so to the end.
private struct FirstRound {
  private let source: ProcessMesh
  private let target: ProcessMesh
  /// By position in the mesh.
  private var outgoing: [Staged]
  private var incoming: [Staged] = []

  /// - Parameters:
  ///   - strided: a rank whose shard is not contiguous; nil if there is none.
  ///   - frame: the shard that a source's blocks are parts of.
  init(
    _ schedule: Schedule, _ collective: Collective, elementBytes: Int, stagingBytes: Int,
    strided: Int?, frame: (Int) -> Extent?
  ) {
    let exchange = schedule.exchange
    (source, target) = (exchange.from.mesh, exchange.to.mesh)
    let limit = Route.limit(
      fan: schedule.fan, elementBytes: elementBytes, stagingBytes: stagingBytes)
    // One block goes to all.
    let isShared = collective == .allGather || collective == .broadcast
    outgoing = source.rankOrder.map {
      Staged(frame: frame($0), mayBeInPlace: collective != .scatter && $0 != strided)
    }
    let receivesInPlace = collective != .gather && exchange.foldedDims.isEmpty
    for rank in target.rankOrder {
      var staged = Staged(
        frame: exchange.to.extent(of: rank, shape: exchange.shape), mayBeInPlace: receivesInPlace)
      let cells = schedule.cells[rank] ?? []
      for cell in cells {
        let pieces = Pieces(cell.box, ofAtMost: limit)
        guard pieces.count > 0 else { continue }
        let piece = pieces[0]
        for peer in cell.sources where peer != rank {
          staged.add(piece, peer)
          guard let place = source.position(of: peer) else { continue }
          if !isShared || outgoing[place].elements == 0 { outgoing[place].add(piece, rank) }
        }
      }
      if collective == .allGather, staged.elements > 0,
        let own = cells.first(where: { $0.sources == [rank] })
      {
        let pieces = Pieces(own.box, ofAtMost: limit)
        if pieces.count > 0 { staged.add(pieces[0], rank) }
      }
      incoming.append(staged)
    }
  }

  func stagedElements(of rank: Int) -> Int {
    let sent = source.position(of: rank).map { outgoing[$0].stagedElements } ?? 0
    return sent + (target.position(of: rank).map { incoming[$0].stagedElements } ?? 0)
  }
}

/// What a rank sends or receives in a round.
private struct Staged {
  /// The shard that the blocks are parts of; nil if there is none.
  let frame: Extent?
  private(set) var elements = 0
  /// Whether each block is contiguous in the shard, and goes to or comes from another peer.
  private var isInPlace: Bool
  private var peers: Set<Int> = []

  init(frame: Extent?, mayBeInPlace: Bool) {
    self.frame = frame
    isInPlace = mayBeInPlace
  }

  var stagedElements: Int { isInPlace ? 0 : elements }

  mutating func add(_ box: Box, _ peer: Int) {
    elements += box.count
    guard isInPlace, let frame else { return }
    isInPlace = box.isContiguous(in: frame.local) && peers.insert(peer).inserted
  }
}
