import Tessera
/// How the vectors of a sample's tokens become one.
public enum Pooling: String, CaseIterable, Sendable {
  /// The mean of those that count.
  case mean
  /// The first token's, which BERT's tokenizers write before each sample: `[CLS]`.
  case cls
}

extension Pooling {
  /// `[b, hidden]` of `[b, s, hidden]`; the mask is `[b, s]`, in x's dtype. A sample of which no token
  /// counts gives zeros.
  public func callAsFunction<Tensor: TensorValue>(_ x: Tensor, mask: Tensor?)
    throws(TesseraError) -> Tensor
  {
    switch self {
    case .mean:
      guard let mask else { return try x.mean(1) }
      return try .einsum("bsh,bs->bh", x, mask) / mask.sum(1, keepDims: true).clip(1e-9, .infinity)
    case .cls:
      return try .apply(
        "slice", x,
        [
          "axes": .ints([1]), "starts": .ints([0]), "ends": .ints([1]), "decrease_axis": .ints([1]),
        ])
    }
  }
}
