/// Comparisons, element by element, to `bool`.
extension TensorValue {
  /// Whether both are equal; both sides are tensors.
  public static func .== (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("equal", right)
  }
  /// Whether both are equal; a number stands on the right.
  public static func .== (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("equal", left.operand(right))
  }
  /// Whether both are equal; a number stands on the right.
  public static func .== (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("equal", left.operand(right))
  }
  /// Whether both are equal; a number stands on the left.
  public static func .== (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("equal", right)
  }
  /// Whether both are equal; a number stands on the left.
  public static func .== (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("equal", right)
  }
  /// Whether they differ; both sides are tensors.
  public static func .!= (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("not_equal", right)
  }
  /// Whether they differ; a number stands on the right.
  public static func .!= (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("not_equal", left.operand(right))
  }
  /// Whether they differ; a number stands on the right.
  public static func .!= (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("not_equal", left.operand(right))
  }
  /// Whether they differ; a number stands on the left.
  public static func .!= (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("not_equal", right)
  }
  /// Whether they differ; a number stands on the left.
  public static func .!= (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("not_equal", right)
  }
  /// Whether the left one is less; both sides are tensors.
  public static func .< (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("less_than", right)
  }
  /// Whether the left one is less; a number stands on the right.
  public static func .< (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("less_than", left.operand(right))
  }
  /// Whether the left one is less; a number stands on the right.
  public static func .< (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("less_than", left.operand(right))
  }
  /// Whether the left one is less; a number stands on the left.
  public static func .< (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("less_than", right)
  }
  /// Whether the left one is less; a number stands on the left.
  public static func .< (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("less_than", right)
  }
  /// Whether the left one is less or equal; both sides are tensors.
  public static func .<= (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("less_equal", right)
  }
  /// Whether the left one is less or equal; a number stands on the right.
  public static func .<= (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("less_equal", left.operand(right))
  }
  /// Whether the left one is less or equal; a number stands on the right.
  public static func .<= (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("less_equal", left.operand(right))
  }
  /// Whether the left one is less or equal; a number stands on the left.
  public static func .<= (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("less_equal", right)
  }
  /// Whether the left one is less or equal; a number stands on the left.
  public static func .<= (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("less_equal", right)
  }
  /// Whether the left one is greater; both sides are tensors.
  public static func .> (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("greater_than", right)
  }
  /// Whether the left one is greater; a number stands on the right.
  public static func .> (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("greater_than", left.operand(right))
  }
  /// Whether the left one is greater; a number stands on the right.
  public static func .> (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("greater_than", left.operand(right))
  }
  /// Whether the left one is greater; a number stands on the left.
  public static func .> (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("greater_than", right)
  }
  /// Whether the left one is greater; a number stands on the left.
  public static func .> (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("greater_than", right)
  }
  /// Whether the left one is greater or equal; both sides are tensors.
  public static func .>= (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("greater_equal", right)
  }
  /// Whether the left one is greater or equal; a number stands on the right.
  public static func .>= (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("greater_equal", left.operand(right))
  }
  /// Whether the left one is greater or equal; a number stands on the right.
  public static func .>= (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("greater_equal", left.operand(right))
  }
  /// Whether the left one is greater or equal; a number stands on the left.
  public static func .>= (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("greater_equal", right)
  }
  /// Whether the left one is greater or equal; a number stands on the left.
  public static func .>= (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("greater_equal", right)
  }
}

/// Logic of truths, and of bits: `&`, `|`, `^` and `~` work on the bits of integers and on `bool`.
extension TensorValue {
  /// Logical and; both sides are tensors.
  public static func .& (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("logical_and", right)
  }
  /// Logical or; both sides are tensors.
  public static func .| (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("logical_or", right)
  }
  /// Logical exclusive or; both sides are tensors.
  public static func .^ (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("logical_xor", right)
  }
  /// Bitwise and; of `bool` the logical one; both sides are tensors.
  public static func & (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("bitwise_and", right)
  }
  /// Bitwise and; of `bool` the logical one; a number stands on the right.
  public static func & (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("bitwise_and", left.operand(right))
  }
  /// Bitwise and; of `bool` the logical one; a number stands on the left.
  public static func & (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("bitwise_and", right)
  }
  /// Bitwise or; of `bool` the logical one; both sides are tensors.
  public static func | (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("bitwise_or", right)
  }
  /// Bitwise or; of `bool` the logical one; a number stands on the right.
  public static func | (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("bitwise_or", left.operand(right))
  }
  /// Bitwise or; of `bool` the logical one; a number stands on the left.
  public static func | (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("bitwise_or", right)
  }
  /// Bitwise exclusive or; of `bool` the logical one; both sides are tensors.
  public static func ^ (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("bitwise_xor", right)
  }
  /// Bitwise exclusive or; of `bool` the logical one; a number stands on the right.
  public static func ^ (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("bitwise_xor", left.operand(right))
  }
  /// Bitwise exclusive or; of `bool` the logical one; a number stands on the left.
  public static func ^ (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("bitwise_xor", right)
  }
  /// Logical not.
  public static prefix func .! (value: Self) throws(TesseraError) -> Self {
    try value.op("logical_not")
  }
  /// Bitwise not; of `bool` the logical one.
  public static prefix func ~ (value: Self) throws(TesseraError) -> Self {
    try value.op("bitwise_not")
  }
}
