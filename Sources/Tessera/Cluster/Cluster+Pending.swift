import Glibc
import MPI
import Resharding
import Sharding

extension Cluster {
  /// The plan of a transition that is not waited for; a look-up from the second time on.
  func crossing(_ transition: Transition) throws(TesseraError) -> ReshardPlan {
    if let known = crossings[transition] { return known }
    try require(transition.from.mesh)
    try require(transition.to.mesh)
    let plan = try translated { try ReshardPlan.crossing(transition, options.planning) }
    if crossings.count >= 1024 { crossings.removeAll() }
    crossings[transition] = plan
    return plan
  }

  /// Begins the plan of `departure`: among processes of one host by having shards read where they lie, else
  /// by messages. Nil on ranks outside both meshes.
  func begin(_ departure: Departure, _ tensor: DistTensor) throws(TesseraError)
    -> (any BegunReshard)?
  {
    guard case .processes(let executor, let communicator, let agreement) = backing,
      departure.ranks.contains(rank)
    else { return nil }
    try requireMemory(for: departure)
    let (plan, attr) = (departure.plan, departure.attr)
    if areOnOneHost(departure.ranks, executor) {
      let isOnOneMesh = tensor.mesh.hasSameRanks(as: attr.mesh)
      if options.checksAgreement {
        // To agree is to wait: ranks that only give do so once, when they get to know the others' memory.
        try agreement.check(
          departure.call, among: departure.ranks, onlyOnce: !isOnOneMesh,
          waiting: (Self.place(of: tensor, attr, rank), patience))
      }
      if let prepared = try prepared(departure, executor), prepared.begunStep != nil || isOnOneMesh
      {
        let begun = try translated {
          try ReshardUnderWay(executor, prepared, tensor.held.first)
        }
        try look(for: begun.awaitedForRoom, tensor, attr)
        try translated { try begun.begin() }
        return begun
      }
    }
    return try translated { try executor.start(plan, tensor.shards, over: communicator) }
  }

  /// Whether these ranks are on one host, and read each other's memory as far as that can be mapped.
  private func areOnOneHost(_ ranks: [Int], _ executor: Executor<MPITransport>) -> Bool {
    guard let sharing = executor.transport.sharing else { return false }
    return ranks.allSatisfy { sharing.host(of: $0) == sharing.host(of: ranks[0]) }
  }
}

extension Cluster {
  /// Where ranks check, waits until none is awaited, and names those that do not come in time.
  func look(
    for awaited: () throws(MPIError) -> [Int], _ tensor: DistTensor, _ attr: TensorDistAttr
  ) throws(TesseraError) {
    guard options.checksAgreement, case .processes(_, _, let agreement) = backing else { return }
    let deadline = ContinuousClock.now + options.timeout + patience
    var looks = 0
    while true {
      let missing = try translated { try awaited() }
      if missing.isEmpty { return }
      looks += 1
      // Others may need the processor for what is waited for.
      if looks > 4000 { usleep(50) } else { sched_yield() }
      guard ContinuousClock.now > deadline else { continue }
      agreement.giveUp(on: missing, Self.place(of: tensor, attr, rank))
    }
  }

  private static func place(of tensor: DistTensor, _ attr: TensorDistAttr, _ rank: Int) -> String {
    "the reshard of \(tensor) to {\(attr)}, which rank \(rank) waits for"
  }

  /// Of several that wait in vain one is to speak: the lowest is the least patient.
  private var patience: Duration { .milliseconds(500 * min(rank, 8)) }
}
