import MPI
import Resharding
import Sharding
import Tensors

/// A tensor on its way to where it is to lie: a reshard that was started and is not waited for.
///
///     let pending = try x.startReshard(to: attr)   // posts all receives and sends
///     …                                            // computes something else
///     let y = try pending.arrived()
public final class PendingTensor {
  /// Of the tensor, as it is going to lie.
  public let shape: [Int]
  public let dtype: DType
  public let attr: TensorDistAttr
  private let cluster: Cluster
  private let pending: PendingReshard?
  private var result: DistTensor?
  /// Where it lay, for a trace: its shards may go as soon as they are sent.
  private let source: DistTensor

  /// - Parameter pending: nil where `result` is there already.
  init(
    _ source: DistTensor, to attr: TensorDistAttr, _ pending: PendingReshard?, result: DistTensor?
  ) {
    (shape, dtype, self.attr) = (source.shape, source.dtype, attr)
    (cluster, self.pending, self.result) = (source.cluster, pending, result)
    self.source = DistTensor(layout: source.layout, cluster: source.cluster, held: [])
  }
}

extension PendingTensor {
  /// Looks whether what this rank sends and receives is done, and lets MPI go on meanwhile.
  public func test() throws(TesseraError) -> Bool {
    guard let pending else { return true }
    return try translated {
      let (senders, receivers) = (try pending.awaitedSenders(), try pending.awaitedReceivers())
      return senders.isEmpty && receivers.isEmpty
    }
  }

  /// The tensor, when this rank's shard is there. The ranks of the target mesh call it together, for it
  /// does the steps that are left; others may, and get the description.
  ///
  /// - Throws: `TesseraError` where MPI fails. Where ranks check, a shard that does not come within
  ///   their timeout ends the job.
  public func arrived() throws(TesseraError) -> DistTensor {
    if let result { return result }
    guard let pending else { preconditionFailure("a tensor that is not pending is there") }
    let began = ContinuousClock.now
    try look(for: pending.awaitedSenders)
    let (shards, record) = try translated { try pending.arrived() }
    note(record, since: began)
    let tensor = DistTensor(
      shape: shape, dtype: dtype, attr: attr, cluster: cluster, shards: shards, record: record)
    result = tensor
    Trace.current?.note(source, tensor)
    return tensor
  }

  /// Tells the time line how long was waited, and what steps were done then.
  private func note(_ record: ReshardRecord, since began: ContinuousClock.Instant) {
    guard let timeline = Trace.current?.timeline, attr.mesh.contains(cluster.rank) else { return }
    let later = record.steps.compactMap(\.began).filter { $0 > began }.min()
    let received = record.steps.last { $0.began == nil }?.received.values.reduce(0, +)
    timeline.add(
      "arrival", .waiting, since: began, until: later ?? .now, bytes: received,
      "\(source.attr) -> \(attr)")
    var after = record
    for index in after.steps.indices where after.steps[index].began.map({ $0 < began }) ?? false {
      after.steps[index].began = nil
    }
    timeline.add(after)
  }

  /// Waits until what this rank sends has left it.
  public func sent() throws(TesseraError) {
    guard let pending else { return }
    try look(for: pending.awaitedReceivers)
    try translated { try pending.sent() }
  }

  /// Where ranks check, waits until none is awaited, and names those that do not come in time.
  private func look(for awaited: () throws(MPIError) -> [Int]) throws(TesseraError) {
    guard cluster.options.checksAgreement else { return }
    // Of several that wait in vain one is to speak: the lowest is the least patient.
    let patience = Duration.milliseconds(500 * min(cluster.rank, 8))
    let deadline = ContinuousClock.now + cluster.options.timeout + patience
    while true {
      let missing = try translated { try awaited() }
      if missing.isEmpty { return }
      guard ContinuousClock.now > deadline else { continue }
      Cluster.end(
        TesseraError(
          .environment,
          "rank\(missing.count > 1 ? "s" : "") \(missing.map(String.init).joined(separator: ", ")) "
            + "did not arrive within \(cluster.options.timeout / .seconds(1)) s at the reshard of "
            + "\(source) to {\(attr)}, which rank \(cluster.rank) waits for"))
    }
  }
}

extension DistTensor {
  /// Starts to bring the tensor to where `attr` says, and does not wait for it.
  ///
  /// All ranks of both meshes call it together; ranks outside may, and get a description. Ranks do not
  /// agree on it first, for that would be to wait. Where only one exchange within a mesh is to be done
  /// that cannot go on by itself (an all-reduce), it is done at once.
  ///
  /// What is communicated is what the plan says, by messages between pairs of ranks (MPI-3.1, 3.7).
  /// Between meshes partial values cross as they are where that is cheaper: see `ReshardPlan.crossing`.
  public func startReshard(to attr: TensorDistAttr) throws(TesseraError) -> PendingTensor {
    let transition = Transition(shape: shape, dtype: dtype, from: self.attr, to: attr)
    let plan = try cluster.crossing(transition)
    guard case .processes(let executor, let communicator, _) = cluster.backing else {
      return PendingTensor(self, to: attr, nil, result: try resharded(to: attr))
    }
    let shards = shards
    let began = ContinuousClock.now
    let pending = try translated { try executor.start(plan, shards, over: communicator) }
    if let timeline = Trace.current?.timeline, mesh.contains(cluster.rank) {
      timeline.add(
        "start", .collective, since: began, bytes: pending.bytesSent, "\(self.attr) -> \(attr)")
      timeline.add(pending.record)
    }
    return PendingTensor(self, to: attr, pending, result: nil)
  }
}
