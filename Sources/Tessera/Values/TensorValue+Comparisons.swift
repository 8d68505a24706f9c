/// Comparisons, element by element, to `bool`.
extension TensorValue {
  public static func .== (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("equal", right)
  }
  public static func .== (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("equal", left.operand(right))
  }
  public static func .== (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("equal", left.operand(right))
  }
  public static func .== (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("equal", right)
  }
  public static func .== (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("equal", right)
  }
  public static func .!= (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("not_equal", right)
  }
  public static func .!= (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("not_equal", left.operand(right))
  }
  public static func .!= (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("not_equal", left.operand(right))
  }
  public static func .!= (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("not_equal", right)
  }
  public static func .!= (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("not_equal", right)
  }
  public static func .< (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("less_than", right)
  }
  public static func .< (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("less_than", left.operand(right))
  }
  public static func .< (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("less_than", left.operand(right))
  }
  public static func .< (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("less_than", right)
  }
  public static func .< (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("less_than", right)
  }
  public static func .<= (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("less_equal", right)
  }
  public static func .<= (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("less_equal", left.operand(right))
  }
  public static func .<= (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("less_equal", left.operand(right))
  }
  public static func .<= (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("less_equal", right)
  }
  public static func .<= (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("less_equal", right)
  }
  public static func .> (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("greater_than", right)
  }
  public static func .> (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("greater_than", left.operand(right))
  }
  public static func .> (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("greater_than", left.operand(right))
  }
  public static func .> (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("greater_than", right)
  }
  public static func .> (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("greater_than", right)
  }
  public static func .>= (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("greater_equal", right)
  }
  public static func .>= (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("greater_equal", left.operand(right))
  }
  public static func .>= (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("greater_equal", left.operand(right))
  }
  public static func .>= (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("greater_equal", right)
  }
  public static func .>= (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("greater_equal", right)
  }
}

/// Logic of truths, and of bits: `&`, `|`, `^` and `~` work on the bits of integers and on `bool`.
extension TensorValue {
  public static func .& (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("logical_and", right)
  }
  public static func .| (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("logical_or", right)
  }
  public static func .^ (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("logical_xor", right)
  }
  public static func & (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("bitwise_and", right)
  }
  public static func & (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("bitwise_and", left.operand(right))
  }
  public static func & (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("bitwise_and", right)
  }
  public static func | (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("bitwise_or", right)
  }
  public static func | (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("bitwise_or", left.operand(right))
  }
  public static func | (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("bitwise_or", right)
  }
  public static func ^ (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("bitwise_xor", right)
  }
  public static func ^ (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("bitwise_xor", left.operand(right))
  }
  public static func ^ (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("bitwise_xor", right)
  }
  public static prefix func .! (value: Self) throws(TesseraError) -> Self {
    try value.op("logical_not")
  }
  public static prefix func ~ (value: Self) throws(TesseraError) -> Self {
    try value.op("bitwise_not")
  }
}
