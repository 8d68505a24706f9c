infix operator • : MultiplicationPrecedence

/// Products of matrices.
extension TensorValue {
  /// The matrix product, batched and broadcast as `numpy.matmul`.
  public static func • (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.matmul(right)
  }

  /// The matrix product; the last two dims of a factor are swapped where it says so.
  public func matmul(_ other: Self, transposed: Bool = false, otherTransposed: Bool = false)
    throws(TesseraError) -> Self
  {
    try op(
      "matmul", other, ["trans_x": .bool(transposed), "trans_y": .bool(otherTransposed)])
  }

  /// `self • weight + bias`.
  public func linear(_ weight: Self, bias: Self? = nil) throws(TesseraError) -> Self {
    let product = try matmul(weight)
    guard let bias else { return product }
    return try product + bias
  }

  /// Any sum of products, in einsum's notation: `bij,bjk->bik`.
  public static func einsum(_ equation: String, _ operands: Self...) throws(TesseraError) -> Self {
    try apply("einsum", [.list(operands)], ["equation": .string(equation)])[0]
  }
}

/// The matrix product, as a plain function.
public func matmul<Tensor: TensorValue>(_ left: Tensor, _ right: Tensor) throws(TesseraError)
  -> Tensor
{
  try left.matmul(right)
}
