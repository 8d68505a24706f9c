import Resharding
import Sharding
import Tensors

/// A reshard that was begun by `reshardAsync`.
public final class ReshardHandle {
  private enum State {
    case begun(ReshardUnderWay<MPITransport>, Departure)
    case pending(PendingTensor)
    case done(DistTensor)
  }

  private let tensor: DistTensor
  private var state: State

  init(_ tensor: DistTensor, to attr: TensorDistAttr) throws(TesseraError) {
    self.tensor = tensor
    guard tensor.cluster.areOnOneHost(tensor.attr.mesh.ranks + attr.mesh.ranks) else {
      state = .pending(try tensor.startReshard(to: attr))
      return
    }
    let departure = try tensor.cluster.departure(of: tensor.layout, to: attr)
    if let begun = try tensor.cluster.begin(departure, tensor) {
      state = .begun(begun, departure)
    } else {
      state = .done(try tensor.cluster.reshard(departure, tensor))
    }
  }

  /// Others need what this rank sends and reads, also where nobody waits for the result.
  deinit {
    guard case .pending(let pending) = state else { return }
    _ = try? pending.arrived()
    try? pending.sent()
  }

  /// The resharded tensor, once this rank has all of it and nobody reads the old shard any more. From the
  /// second call on the same.
  ///
  /// - Throws: `TesseraError` where MPI fails, or a rank of the host has ended.
  public func wait() throws(TesseraError) -> DistTensor {
    switch state {
    case .done(let result): return result
    case .pending(let pending):
      let result = try pending.arrived()
      try pending.sent()
      state = .done(result)
      return result
    case .begun(let begun, let departure):
      let (shard, record) = try translated { try begun.wait() }
      let cluster = tensor.cluster
      let result = DistTensor(
        layout: departure.target(in: cluster), cluster: cluster, held: shard.map { [$0] } ?? [],
        record: record)
      state = .done(result)
      Trace.current?.note(tensor, result)
      return result
    }
  }
}

extension DistTensor {
  /// Begins a reshard, and returns before the other ranks are there; `wait()` on the handle gives the new
  /// tensor. Reshards that do not depend on each other can be under way together.
  ///
  /// Ranks of one host learn at once where this rank's shard lies, and read it when they wait for theirs.
  /// Where they are on several hosts, or do not share memory, messages between pairs of ranks are posted:
  /// see `startReshard(to:)`. What is no such exchange, as an all-reduce, is done before this returns. All
  /// ranks of both meshes begin the same reshards, and wait for them, in one order; until then the tensor
  /// must not be written to. A handle that is dropped waits by itself.
  ///
  /// - Throws: as `resharded(to:)`.
  public func reshardAsync(to attr: TensorDistAttr) throws(TesseraError) -> ReshardHandle {
    try ReshardHandle(self, to: attr)
  }
}

extension Cluster {
  /// Whether these ranks are on one host, and read each other's memory as far as that can be mapped; those
  /// of a virtual cluster are.
  fileprivate func areOnOneHost(_ ranks: [Int]) -> Bool {
    guard case .processes(let executor, _, _) = backing else { return true }
    guard let sharing = executor.transport.sharing else { return false }
    return Set(ranks.map(sharing.host)).count == 1
  }
}
