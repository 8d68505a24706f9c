import Elements

/// The gradients that `backward` found, by the tracked tensors that they are by.
public struct TapeGradients {
  /// By tracked tensor, in the order in which ops took them; nil of those that have none.
  private let gradients: [DistTensor?]
  private let leaves: TapeLeaves

  init(_ gradients: [DistTensor?], by leaves: TapeLeaves) {
    (self.gradients, self.leaves) = (gradients, leaves)
  }

  /// The gradient by a tracked tensor that an op of the tape took; zeros where the loss does not depend on it.
  ///
  /// - Throws: `TesseraError.Kind.usage` where no op of the tape took it, it is not tracked, or it is not of
  ///   floating-point numbers.
  public subscript(tensor: DistTensor) -> DistTensor {
    get throws(TesseraError) {
      guard case .leaf(let leaf) = tensor.track else {
        throw TesseraError(
          .usage,
          "backward: gradients are by tracked tensors, \(tensor) is none; track it before Tape.record, or ask for its "
            + "gradient by gradients(by: …)")
      }
      guard let gradient = leaves.place(of: leaf).flatMap({ gradients[$0] }) else {
        let name = leaf.name.map { "'\($0)', \(tensor)," } ?? "\(tensor)"
        throw TesseraError(
          .usage,
          "backward: there is no gradient by \(name) for no op in Tape.record took it as floating-point numbers"
        )
      }
      return gradient
    }
  }
}
