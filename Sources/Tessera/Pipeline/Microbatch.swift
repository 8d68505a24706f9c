/// One micro-batch at one stage: what its forward keeps for its backward, and the names of its tensors.
public final class Microbatch {
  /// Its place among the micro-batches, from 0.
  public let index: Int
  private var kept: [String: DistTensor] = [:]
  private let observer: Observer

  /// Is told of tensors by name, as they come to be.
  typealias Observer = (_ name: String, _ tensor: DistTensor) throws(TesseraError) -> Void

  init(_ index: Int, observer: @escaping Observer) {
    (self.index, self.observer) = (index, observer)
  }

  /// What the forward kept under a name.
  ///
  /// - Precondition: it did.
  public subscript(name: String) -> DistTensor {
    guard let tensor = kept[name] else {
      preconditionFailure("micro-batch \(index) keeps no '\(name)' here")
    }
    return tensor
  }

  /// Keeps a tensor until the backward has ended, and tells of it.
  public func keep(_ tensor: DistTensor, as name: String) throws(TesseraError) {
    kept[name] = tensor
    try observe(name, tensor)
  }

  /// Tells of a tensor by name, so that it can be printed: see `Pipeline.print`.
  public func observe(_ name: String, _ tensor: DistTensor) throws(TesseraError) {
    try observer(name, tensor)
  }
}
