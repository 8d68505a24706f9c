/// Powers bind tighter than products, and from the right.
precedencegroup PowerPrecedence {
  higherThan: MultiplicationPrecedence
  associativity: right
}

infix operator ** : PowerPrecedence

/// Arithmetic, element by element, broadcast from the right, in the dtype that both promote to; a
/// number may stand on either side.
extension TensorValue {
  /// Sum.
  public static func + (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("add", right)
  }
  public static func + (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("add", left.operand(right))
  }
  public static func + (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("add", left.operand(right))
  }
  public static func + (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("add", right)
  }
  public static func + (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("add", right)
  }

  /// Difference.
  public static func - (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("subtract", right)
  }
  public static func - (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("subtract", left.operand(right))
  }
  public static func - (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("subtract", left.operand(right))
  }
  public static func - (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("subtract", right)
  }
  public static func - (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("subtract", right)
  }

  /// Product.
  public static func * (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("multiply", right)
  }
  public static func * (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("multiply", left.operand(right))
  }
  public static func * (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("multiply", left.operand(right))
  }
  public static func * (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("multiply", right)
  }
  public static func * (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("multiply", right)
  }

  /// True division.
  public static func / (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("divide", right)
  }
  public static func / (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("divide", left.operand(right))
  }
  public static func / (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("divide", left.operand(right))
  }
  public static func / (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("divide", right)
  }
  public static func / (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("divide", right)
  }

  /// What floor division leaves, with the divisor's sign.
  public static func % (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("remainder", right)
  }
  public static func % (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("remainder", left.operand(right))
  }
  public static func % (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("remainder", left.operand(right))
  }
  public static func % (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("remainder", right)
  }
  public static func % (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("remainder", right)
  }

  /// Power.
  public static func ** (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("elementwise_pow", right)
  }
  public static func ** (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("elementwise_pow", left.operand(right))
  }
  public static func ** (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("elementwise_pow", left.operand(right))
  }
  public static func ** (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("elementwise_pow", right)
  }
  public static func ** (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("elementwise_pow", right)
  }

  public static prefix func - (value: Self) throws(TesseraError) -> Self { try value.op("neg") }

  /// Division toward negative infinity.
  public func floorDivided(by other: Self) throws(TesseraError) -> Self {
    try op("floor_divide", other)
  }
  public func floorDivided(by other: Int) throws(TesseraError) -> Self {
    try op("floor_divide", operand(other))
  }
}

/// The same, in place of the left side.
extension TensorValue {
  public static func += (left: inout Self, right: Self) throws(TesseraError) {
    left = try left + right
  }
  public static func += (left: inout Self, right: Int) throws(TesseraError) {
    left = try left + right
  }
  public static func += (left: inout Self, right: Double) throws(TesseraError) {
    left = try left + right
  }
  public static func -= (left: inout Self, right: Self) throws(TesseraError) {
    left = try left - right
  }
  public static func -= (left: inout Self, right: Int) throws(TesseraError) {
    left = try left - right
  }
  public static func -= (left: inout Self, right: Double) throws(TesseraError) {
    left = try left - right
  }
  public static func *= (left: inout Self, right: Self) throws(TesseraError) {
    left = try left * right
  }
  public static func *= (left: inout Self, right: Int) throws(TesseraError) {
    left = try left * right
  }
  public static func *= (left: inout Self, right: Double) throws(TesseraError) {
    left = try left * right
  }
  public static func /= (left: inout Self, right: Self) throws(TesseraError) {
    left = try left / right
  }
  public static func /= (left: inout Self, right: Int) throws(TesseraError) {
    left = try left / right
  }
  public static func /= (left: inout Self, right: Double) throws(TesseraError) {
    left = try left / right
  }
  public static func %= (left: inout Self, right: Self) throws(TesseraError) {
    left = try left % right
  }
  public static func %= (left: inout Self, right: Int) throws(TesseraError) {
    left = try left % right
  }
  public static func %= (left: inout Self, right: Double) throws(TesseraError) {
    left = try left % right
  }
}
