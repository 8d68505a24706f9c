import Execution
import MPI
import Resharding
import Sharding
import Tensors

/// A reshard that tensors of one layout were asked for before: its plan, prepared, and the layout that
/// they then have. The next time is a look-up.
final class PreparedReshard {
  let attr: TensorDistAttr
  let plan: ReshardPlan
  /// What agreeing ranks compare.
  let call: String
  let ranks: [Int]
  /// What it takes beyond the tensor that it starts from.
  let need: MemoryNeed
  /// What the calls of the ranks are compared by; and whether nothing of it moves.
  private(set) lazy var hash = call.stableHash
  let movesNothing: Bool
  /// What these ranks have called.
  var history: CallHistory?
  /// Whether they have agreed on it before.
  var isKnown = false
  /// Where ranks are that carry it out; and where one is that waits for what was begun.
  private(set) lazy var place = Place(call)
  private(set) lazy var pendingPlace = Place(
    "the reshard of \(plan.transition.tensor) to {\(attr)}, which rank \(rank) waits for")
  private let rank: Int
  /// Whether partial values may cross between the meshes as they are: see `Planner.carryingPartials`.
  let carriesPartials: Bool
  /// Made at the first run, where ranks share memory.
  var prepared: PreparedPlan?
  /// The plan as messages that agree by the way: nil where that is not known, the inner one where it goes otherwise.
  private var knownDirect: DirectExchange??
  private var knownPairs: Bool?
  /// The cluster keeps it; layouts that kept each other would never go.
  private weak var target: TensorLayout?

  init(
    _ plan: ReshardPlan, call: String, to target: TensorLayout, carriesPartials: Bool,
    need: MemoryNeed,
    on rank: Int
  ) {
    self.plan = plan
    self.need = need
    self.rank = rank
    self.carriesPartials = carriesPartials
    self.call = call
    self.target = target
    attr = plan.transition.to
    movesNothing = plan.movesNothing
    ranks = plan.transition.ranks
  }

  /// The plan as messages with which ranks of several hosts agree by the way; nil where it goes otherwise. The same on
  /// all ranks that call the same.
  func direct(_ executor: Executor<MPITransport>, _ options: Cluster.Options) -> DirectExchange? {
    if let knownDirect { return knownDirect }
    let choice = options.planning.costs.exchange
    let made = choice == .auto || choice == .mpi ? DirectExchange(plan, by: executor) : nil
    knownDirect = .some(made)
    return made
  }

  /// What a rank holds while the reshard is carried out; nil outside both meshes.
  func footprint(isContiguous: Bool, on rank: Int, _ stagingBytes: Int) -> RankFootprint? {
    prepared?.footprint(isContiguous: isContiguous, stagingBytes: stagingBytes)
      ?? plan.footprint(of: rank, isContiguous: isContiguous, stagingBytes: stagingBytes)
  }

  /// Whether it can begin as messages between pairs of ranks; see `Executor.startsInPairs`. The same on all ranks.
  func startsInPairs(_ executor: Executor<MPITransport>) -> Bool {
    if let knownPairs { return knownPairs }
    let known = executor.startsInPairs(plan)
    knownPairs = known
    return known
  }

  /// The layout of the resharded tensors.
  func target(in cluster: Cluster) -> TensorLayout {
    if let target { return target }
    let layout = cluster.layout(plan.transition.shape, plan.transition.dtype, attr)
    target = layout
    return layout
  }
}

extension Cluster {
  /// How tensors of `layout` get to lie as `attr` says.
  ///
  /// - Parameter carriesPartials: whether partial values may cross between the meshes as they are, where
  ///   that is cheaper.
  /// - Throws: `TesseraError.Kind.data` if the tensor cannot lie so.
  func preparedReshard(
    of layout: TensorLayout, to attr: TensorDistAttr, carriesPartials: Bool = false
  )
    throws(TesseraError) -> PreparedReshard
  {
    // Most tensors go one way, or two.
    if let known = layout.preparedReshards.first(where: {
      $0.attr == attr && $0.carriesPartials == carriesPartials
    }) {
      return known
    }
    let transition = Transition(
      shape: layout.shape, dtype: layout.dtype, from: layout.attr, to: attr)
    let plan = carriesPartials ? try crossing(transition) : try plan(transition)
    let preparedReshard = PreparedReshard(
      plan,
      call: "reshard \(transition.fingerprint)\(options.planning.fingerprint)",
      to: self.layout(layout.shape, layout.dtype, attr), carriesPartials: carriesPartials,
      need: need(of: plan), on: rank)
    if layout.preparedReshards.count >= 16 { layout.preparedReshards.removeFirst() }
    layout.preparedReshards.append(preparedReshard)
    return preparedReshard
  }

  /// The prepared plan for this rank; nil if it is carried out as it is. Called by all ranks of both
  /// meshes together: at the first time they come to know each other's memory.
  func prepared(_ preparedReshard: PreparedReshard, _ executor: Executor<MPITransport>)
    throws(TesseraError)
    -> PreparedPlan?
  {
    if let known = preparedReshard.prepared { return known }
    guard executor.sharesMemory, preparedReshard.ranks.contains(rank) else { return nil }
    let made = try translated { try executor.prepare(preparedReshard.plan) }
    preparedReshard.prepared = made
    return made
  }
}
