import CostModel
import Execution
import MPI
import Resharding
import Sharding
import Tensors

extension Cluster {
  /// Executes the plan of `preparedReshard` on the resident shards, together with all ranks of both meshes; a
  /// rank outside returns at once with nothing.
  func reshard(_ preparedReshard: PreparedReshard, _ tensor: DistTensor) throws(TesseraError)
    -> DistTensor
  {
    try requireMemory(for: preparedReshard)
    switch backing {
    case .memory(let cluster):
      let (shards, record) = try translated { try cluster.run(preparedReshard.plan, tensor.shards) }
      Trace.current?.timeline?.add(record)
      return DistTensor(preparedReshard.target(in: self), on: self, shards: shards, record: record)
    case .processes(let executor, _, let agreement):
      guard options.checksAgreement, preparedReshard.ranks.count > 1,
        preparedReshard.ranks.contains(rank)
      else {
        return try preparedReshard.place.during { () throws(TesseraError) in
          try carryOut(preparedReshard, tensor, executor)
        }
      }
      let history = preparedReshard.history ?? agreement.history(of: preparedReshard.ranks)
      preparedReshard.history = history
      history.add(preparedReshard.call, hash: preparedReshard.hash)
      return try preparedReshard.place.during(call: history.count) { () throws(TesseraError) in
        try carryOut(preparedReshard, tensor, executor, agreement, history)
      }
    }
  }

  /// As below, among ranks that agree on it before they communicate.
  private func carryOut(
    _ preparedReshard: PreparedReshard, _ tensor: DistTensor, _ executor: Executor<MPITransport>,
    _ agreement: Agreement, _ history: CallHistory
  ) throws(TesseraError) -> DistTensor {
    if preparedReshard.movesNothing, history.unverified.count < CallHistory.mostUnverified {
      return try carryOut(preparedReshard, tensor, executor)
    }
    if history.isDirect, let exchange = preparedReshard.direct(executor, options) {
      let run = exchange.begin(tensor.held.first)
      try agreement.carry(run, history)
      let (shard, record) = try translated { try run.finish() }
      Trace.current?.timeline?.add(record)
      return DistTensor(
        layout: preparedReshard.target(in: self), cluster: self, held: shard.map { [$0] } ?? [],
        record: record)
    }
    guard let node = history.node, preparedReshard.isKnown || history.knows(preparedReshard.hash),
      try prepared(preparedReshard, executor)?.firstGroup === node
    else {
      let began = ContinuousClock.now
      try agreement.verify(history)
      history.learn(preparedReshard.hash)
      preparedReshard.isKnown = true
      Trace.current?.timeline?.add("agreement", .waiting, since: began)
      return try carryOut(preparedReshard, tensor, executor)
    }
    node.salt = history.chain
    defer { node.salt = 0 }
    let result: DistTensor
    do {
      result = try carryOut(preparedReshard, tensor, executor)
    } catch {
      if node.wasAtOdds() { try agreement.tell(history) }
      throw error
    }
    history.settle()
    return result
  }

  private func carryOut(
    _ preparedReshard: PreparedReshard, _ tensor: DistTensor, _ executor: Executor<MPITransport>
  ) throws(TesseraError) -> DistTensor {
    let timeline = Trace.current?.timeline
    guard let prepared = try prepared(preparedReshard, executor) else {
      let (shards, record) = try translated {
        try executor.run(preparedReshard.plan, tensor.shards)
      }
      if preparedReshard.ranks.contains(rank) { timeline?.add(record) }
      return DistTensor(preparedReshard.target(in: self), on: self, shards: shards, record: record)
    }
    let (shard, record) = try translated { try executor.run(prepared, tensor.held.first) }
    timeline?.add(record)
    return DistTensor(
      layout: preparedReshard.target(in: self), cluster: self, held: shard.map { [$0] } ?? [],
      record: record)
  }
}
