/// One micro-batch at one stage: the tensors that its forward keeps for its backward, and their names.
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

  /// The tensor that the forward kept under a name.
  ///
  /// - Precondition: the forward kept one.
  public subscript(name: String) -> DistTensor {
    guard let tensor = kept[name] else {
      preconditionFailure("micro-batch \(index) keeps no '\(name)' here")
    }
    return tensor
  }

  /// Keeps a tensor until the backward has ended, and observes it under the name.
  public func keep(_ tensor: DistTensor, as name: String) throws(TesseraError) {
    kept[name] = tensor
    try observe(name, tensor)
  }

  /// Names a tensor, so that the pipeline can print it: see `Pipeline.watch`.
  public func observe(_ name: String, _ tensor: DistTensor) throws(TesseraError) {
    try observer(name, tensor)
  }
}
