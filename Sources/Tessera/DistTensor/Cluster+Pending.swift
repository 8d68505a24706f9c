import Execution
import MPI
import Resharding
import Sharding

extension Cluster {
  /// The plan of a transition that is not waited for; a look-up from the second time on.
  func crossing(_ transition: Transition) throws(TesseraError) -> ReshardPlan {
    if let known = reshards.crossings[transition] { return known }
    try require(transition.from.mesh)
    try require(transition.to.mesh)
    let plan = try translated { try Planner(options.planning).carryingPartials(transition) }
    if reshards.crossings.count >= 1024 { reshards.crossings.removeAll() }
    reshards.crossings[transition] = plan
    return plan
  }

  /// Begins the plan of `preparedReshard`: among processes of one host by having shards read where they lie, else
  /// by messages. Nil on ranks outside both meshes.
  func begin(_ preparedReshard: PreparedReshard, _ tensor: DistTensor) throws(TesseraError)
    -> (any AsyncReshard)?
  {
    guard case .processes(let executor, let communicator, let agreement) = backing,
      preparedReshard.ranks.contains(rank)
    else { return nil }
    try requireMemory(for: preparedReshard)
    return try preparedReshard.pendingPlace.during { () throws(TesseraError) in
      try begin(preparedReshard, tensor, executor, communicator, agreement)
    }
  }

  /// Begins the plan of `preparedReshard` in a compiled program, in which all ranks begin and wait in one order. Ranks of one
  /// host read each other's shards. Ranks of which no two share a host send messages in pairs. Ranks compare the call the
  /// first time only.
  ///
  /// - Returns: nil on ranks outside both meshes, and where the plan can only be carried out as a whole.
  func beginAhead(_ preparedReshard: PreparedReshard, _ tensor: DistTensor) throws(TesseraError)
    -> (any AsyncReshard)?
  {
    guard case .processes(let executor, let communicator, let agreement) = backing,
      preparedReshard.ranks.contains(rank)
    else { return nil }
    let isOnOneHost = areOnOneHost(preparedReshard.ranks, executor)
    guard isOnOneHost || preparedReshard.startsInPairs(executor) else { return nil }
    try requireMemory(for: preparedReshard)
    return try preparedReshard.pendingPlace.during { () throws(TesseraError) in
      if options.checksAgreement {
        try agreement.check(
          preparedReshard.call, among: preparedReshard.ranks, onlyOnce: true,
          at: preparedReshard.pendingPlace)
      }
      guard isOnOneHost else {
        return try translated {
          try executor.start(preparedReshard.plan, tensor.shards, over: communicator)
        }
      }
      guard let prepared = try prepared(preparedReshard, executor), prepared.begunStep != nil
      else { return nil }
      return try reading(prepared, tensor, executor)
    }
  }

  private func reading(
    _ prepared: PreparedPlan, _ tensor: DistTensor, _ executor: Executor<MPITransport>
  ) throws(TesseraError) -> any AsyncReshard {
    try translated {
      let begun = try ReshardUnderWay(executor, prepared, tensor.held.first)
      try begun.begin()
      return begun
    }
  }

  private func begin(
    _ preparedReshard: PreparedReshard, _ tensor: DistTensor, _ executor: Executor<MPITransport>,
    _ communicator: Communicator, _ agreement: Agreement
  ) throws(TesseraError) -> any AsyncReshard {
    if areOnOneHost(preparedReshard.ranks, executor) {
      let isOnOneMesh = tensor.mesh.hasSameRanks(as: preparedReshard.attr.mesh)
      if options.checksAgreement {
        // To agree is to wait: ranks that only give do so once, when they get to know the others' memory.
        try agreement.check(
          preparedReshard.call, among: preparedReshard.ranks, onlyOnce: !isOnOneMesh,
          at: preparedReshard.pendingPlace)
      }
      if let prepared = try prepared(preparedReshard, executor),
        prepared.begunStep != nil || isOnOneMesh
      {
        return try reading(prepared, tensor, executor)
      }
    }
    return try translated {
      try executor.start(preparedReshard.plan, tensor.shards, over: communicator)
    }
  }

  /// Whether these ranks are on one host, and read each other's memory as far as that can be mapped.
  private func areOnOneHost(_ ranks: [Int], _ executor: Executor<MPITransport>) -> Bool {
    guard let sharing = executor.transport.sharing else { return false }
    return ranks.allSatisfy { sharing.host(of: $0) == sharing.host(of: ranks[0]) }
  }
}
