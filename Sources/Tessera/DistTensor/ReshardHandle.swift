import Execution
import MPI
import Sharding
import Tensors

/// A reshard that was begun by `reshardAsync`, and goes on while the program does something else.
///
///     let handle = try x.reshardAsync(to: attr)
///     …                                          // computes something else
///     let y = try handle.wait()
public final class ReshardHandle {
  /// Where the tensor lay, for errors and traces: its shards may go as soon as the others have them.
  private let source: DistTensor
  private let preparedReshard: PreparedReshard
  /// Nil where there is nothing to wait for, or nothing any more.
  private var begun: (any AsyncReshard)?
  private var result: DistTensor?

  init(_ tensor: DistTensor, to attr: TensorDistAttr) throws(TesseraError) {
    let cluster = tensor.cluster
    preparedReshard = try cluster.preparedReshard(
      of: tensor.layout, to: attr, carriesPartials: true)
    source = DistTensor(layout: tensor.layout, cluster: cluster, held: [])
    if cluster.isVirtual {
      result = try tensor.resharded(to: attr)
      return
    }
    let began = ContinuousClock.now
    begun = try cluster.begin(preparedReshard, tensor)
    if let begun, let timeline = Trace.current?.timeline, tensor.mesh.contains(cluster.rank) {
      timeline.add(
        "start", .collective, since: began, bytes: begun.bytesSent, "\(tensor.attr) -> \(attr)")
      timeline.add(begun.record)
    }
  }

  /// Others need what this rank sends and reads, also where nobody waits for the result.
  deinit { try? begun?.leave() }

  /// Lets go of a reshard that no rank is going to wait for, for the program ends by an error.
  func abandon() { begun = nil }
}

extension ReshardHandle {
  /// Of the tensor, as it is going to lie.
  public var shape: [Int] { source.shape }

  /// The dtype of the tensor.
  public var dtype: DType { source.dtype }

  /// The placements that the tensor will have.
  public var attr: TensorDistAttr { preparedReshard.attr }

  /// Looks whether all that this rank sends or has read is with the others, and all that it gets is there,
  /// and lets both go on. Waits for nothing.
  public func test() throws(TesseraError) -> Bool {
    guard let begun else { return true }
    let isDone = try translated {
      let (senders, receivers) = (try begun.awaitedSenders(), try begun.awaitedReceivers())
      return senders.isEmpty && receivers.isEmpty
    }
    if isDone, result != nil { self.begun = nil }
    return isDone
  }

  /// The tensor, when this rank's shard is there; the old one may still be on its way to others. The ranks
  /// of the target mesh call it together, for it does the steps that are left; others may, and get the
  /// description. From the second call on the same.
  ///
  /// - Throws: `TesseraError` where MPI fails, or a rank of the host has ended. A shard that does not come
  ///   within the cluster's timeout ends the job.
  public func arrived() throws(TesseraError) -> DistTensor {
    if let result { return result }
    let cluster = source.cluster
    var shards: [Int: DenseTensor] = [:]
    var record = ReshardRecord(preparedReshard.plan)
    if let begun {
      let began = ContinuousClock.now
      (shards, record) = try preparedReshard.pendingPlace.during { () throws(TesseraError) in
        try translated { try begun.arrived() }
      }
      note(record, since: began)
    }
    let tensor = DistTensor(
      preparedReshard.target(in: cluster), on: cluster, shards: shards, record: record)
    result = tensor
    Trace.current?.note(source, tensor)
    return tensor
  }

  /// The tensor, once this rank's shard is there and nobody reads or is sent the old one any more. As
  /// `arrived()` else.
  public func wait() throws(TesseraError) -> DistTensor {
    let result = try arrived()
    if let begun {
      try preparedReshard.pendingPlace.during { () throws(TesseraError) in
        try translated { try begun.sent() }
      }
      self.begun = nil
    }
    return result
  }

  /// Tells the time line how long was waited, and what steps were done then.
  private func note(_ record: ReshardRecord, since began: ContinuousClock.Instant) {
    guard let timeline = Trace.current?.timeline, attr.mesh.contains(source.cluster.rank) else {
      return
    }
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
}

extension DistTensor {
  /// Begins a reshard, and returns without waiting for the other ranks; `wait()` on the handle gives the
  /// new tensor. Reshards that do not depend on each other can be under way together.
  ///
  /// All ranks of both meshes call it together; ranks outside may, and get a description. All begin the
  /// same reshards in one order; waiting may differ by rank where no step is left to be done together once
  /// the shards are there. Until this rank has waited, the tensor must not be written to. A handle that is
  /// dropped sees to it by itself that others get what they need.
  ///
  /// What is communicated is what the plan says; between meshes partial values cross as they are where
  /// that is cheaper: see `Planner.carryingPartials`. Ranks of one host learn at once where this rank's shard
  /// lies, and read it from there: nothing is packed, and no message sent. Where ranks are on several
  /// hosts, or do not share memory, messages between pairs of ranks are posted (MPI-3.1, 3.7). What the
  /// source mesh has to do before that, as an all-reduce, is done before this returns; what the target mesh
  /// has to do after it, when it waits. On one mesh of one host all that cannot go on so is done at once.
  ///
  /// Ranks of one host that check agree on a reshard between meshes the first time that it is begun, and
  /// not again, for that would be to wait; on one mesh each time. Who has begun another reshard than its peers
  /// is named where its shard is to be read, checks or not. At most 8 reshards of the same ranks are
  /// under way on one host: the next begins when the first of them has been read, and reads it itself where
  /// that is still to be done.
  ///
  /// - Throws: as `resharded(to:)`.
  public func reshardAsync(to attr: TensorDistAttr) throws(TesseraError) -> ReshardHandle {
    try ReshardHandle(self, to: attr)
  }
}
