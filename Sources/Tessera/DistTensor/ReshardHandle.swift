import Execution
import MPI
import Sharding
import Tensors

/// A reshard that `reshardAsync` has begun. It goes on while the program does something else.
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
  /// What was carried out as a whole, and is not told of yet.
  private var early: DistTensor?
  /// The tape that records it.
  private let tape: Tape?
  /// The tensor itself, where a tape records it: that keeps it anyway.
  private let tracked: DistTensor?

  init(_ tensor: DistTensor, to attr: TensorDistAttr) throws(TesseraError) {
    let cluster = tensor.cluster
    tape = try Tape.recording([tensor], "reshardAsync")
    preparedReshard = try cluster.preparedReshard(
      of: tensor.layout, to: attr, carriesPartials: true)
    source = DistTensor(layout: tensor.layout, cluster: cluster, held: [])
    tracked = tape == nil ? nil : tensor
    if cluster.isVirtual {
      result = try tensor.resharded(to: attr)
      return
    }
    let began = ContinuousClock.now
    begun = try cluster.begin(preparedReshard, tensor)
    note(tensor, since: began)
  }

  /// Begins a reshard of a compiled program, in which all ranks begin and wait in one order. A reshard that cannot be begun
  /// is carried out at once.
  init(_ tensor: DistTensor, as preparedReshard: PreparedReshard) throws(TesseraError) {
    let cluster = tensor.cluster
    (tape, tracked) = (nil, nil)
    self.preparedReshard = preparedReshard
    source = DistTensor(layout: tensor.layout, cluster: cluster, held: [])
    let began = ContinuousClock.now
    begun = try cluster.beginAhead(preparedReshard, tensor)
    if begun == nil { early = try cluster.reshard(preparedReshard, tensor) }
    note(tensor, since: began)
  }

  /// Tells the time line that it was begun.
  private func note(_ tensor: DistTensor, since began: ContinuousClock.Instant) {
    if let begun, let timeline = Trace.current?.timeline, tensor.mesh.contains(tensor.cluster.rank)
    {
      timeline.add(
        "start", .collective, since: began, bytes: begun.bytesSent, "\(tensor.attr) -> \(attr)")
      timeline.add(begun.record)
    }
  }

  /// Others need what this rank sends and reads, also where nobody waits for the result.
  deinit { try? begun?.leave() }

  /// Makes progress on messages. Never waits.
  func progress() throws(TesseraError) {
    guard let begun else { return }
    try translated { try begun.progress() }
  }

  /// Gives up a reshard after an error, when no rank is going to wait for it. Waits for its messages, because receives of a
  /// later reshard would match them.
  func abandon() {
    if let begun { try? preparedReshard.pendingPlace.during { try begun.abandon() } }
    begun = nil
  }
}

extension ReshardHandle {
  /// The global shape of the tensor.
  public var shape: [Int] { source.shape }

  /// The dtype of the tensor.
  public var dtype: DType { source.dtype }

  /// The placements that the tensor will have.
  public var attr: TensorDistAttr { preparedReshard.attr }

  /// Returns whether this rank has received its shard, and the other ranks have received all that they need
  /// of its old one. Makes progress on both, and never waits.
  public func test() throws(TesseraError) -> Bool {
    guard let begun else { return true }
    let isDone = try translated {
      let (senders, receivers) = (try begun.awaitedSenders(), try begun.awaitedReceivers())
      return senders.isEmpty && receivers.isEmpty
    }
    if isDone, result != nil { self.begun = nil }
    return isDone
  }

  /// Waits until this rank has received its shard, and returns the tensor. Other ranks may still be receiving
  /// the old shard. The ranks of the target mesh call it together, because it carries out the steps that remain;
  /// other ranks may call it, and get the description. Later calls return the same tensor.
  ///
  /// - Throws: `TesseraError` if MPI fails, or a rank of the host has ended. If a shard does not arrive within
  ///   the cluster's timeout, the job ends.
  public func arrived() throws(TesseraError) -> DistTensor {
    if let result { return result }
    if let early {
      (result, self.early) = (early, nil)
      Trace.current?.note(source, early)
      return early
    }
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
    var tensor = DistTensor(
      preparedReshard.target(in: cluster), on: cluster, shards: shards, record: record)
    if let tape, let tracked { tensor = tape.noteReshard(of: tracked, tensor) }
    result = tensor
    Trace.current?.note(source, tensor)
    return tensor
  }

  /// Waits as `arrived()` does, and until no other rank needs this rank's old shard; returns the tensor.
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
  /// Begins a reshard, and returns without waiting for the other ranks; `wait()` on the handle returns the
  /// new tensor. Independent reshards can be under way at the same time.
  ///
  /// All ranks of both meshes call it together; ranks outside may call it, and get a description. All ranks begin
  /// the same reshards in the same order. They may wait in different orders, unless a plan has further collective
  /// steps on the target mesh. The program must not write to the tensor before this rank has waited. A handle
  /// that the program drops still delivers what other ranks need.
  ///
  /// The ranks carry out the plan. Between meshes, partial values cross unreduced if that is cheaper: see
  /// `Planner.carryingPartials`. Ranks of one host read this rank's shard from its memory, so that no rank packs
  /// or sends anything. On several hosts, or without shared memory, the ranks post messages in pairs
  /// (MPI-3.1, 3.7). Steps on the source mesh, such as an all-reduce, end before this returns; steps on the target
  /// mesh run when the handle waits. On one mesh of one host, steps that cannot run in the background end before
  /// this returns.
  ///
  /// Ranks of one host that check compare a reshard between meshes only when they begin it for the first time,
  /// because comparing means waiting; they compare a reshard on one mesh each time. A rank that has begun another
  /// reshard than its peers is named when a peer reads its shard, whether they check or not. At most 8 reshards
  /// of the same ranks are under way on one host: the next one waits until the first has been read.
  ///
  /// - Throws: `TesseraError` as `resharded(to:)` does.
  public func reshardAsync(to attr: TensorDistAttr) throws(TesseraError) -> ReshardHandle {
    try ReshardHandle(self, to: attr)
  }
}
