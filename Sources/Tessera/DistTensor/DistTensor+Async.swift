import Resharding
import Sharding
import Tensors

/// A reshard that was begun by `reshardAsync`.
public final class ReshardHandle {
  private enum State {
    case begun(ReshardUnderWay<MPITransport>, Departure)
    case done(DistTensor)
  }

  private let tensor: DistTensor
  private var state: State

  init(_ tensor: DistTensor, to attr: TensorDistAttr) throws(TesseraError) {
    self.tensor = tensor
    let departure = try tensor.cluster.departure(of: tensor.layout, to: attr)
    if let begun = try tensor.cluster.begin(departure, tensor) {
      state = .begun(begun, departure)
    } else {
      state = .done(try tensor.cluster.reshard(departure, tensor))
    }
  }

  /// The resharded tensor, once this rank has all of it and nobody reads the old shard any more. From the
  /// second call on the same.
  ///
  /// - Throws: `TesseraError` where MPI fails, or a rank of the host has ended.
  public func wait() throws(TesseraError) -> DistTensor {
    switch state {
    case .done(let result): return result
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
  /// What goes through MPI is done before this returns. All ranks of both meshes begin the same
  /// reshards, and wait for them, in one order; until then the tensor must not be written to. A handle
  /// that is dropped waits by itself.
  ///
  /// - Throws: as `resharded(to:)`.
  public func reshardAsync(to attr: TensorDistAttr) throws(TesseraError) -> ReshardHandle {
    try ReshardHandle(self, to: attr)
  }
}
