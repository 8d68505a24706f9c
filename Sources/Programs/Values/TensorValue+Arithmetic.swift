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
  /// Sum; a number stands on the right.
  public static func + (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("add", left.operand(right))
  }
  /// Sum; a number stands on the right.
  public static func + (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("add", left.operand(right))
  }
  /// Sum; a number stands on the left.
  public static func + (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("add", right)
  }
  /// Sum; a number stands on the left.
  public static func + (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("add", right)
  }

  /// Difference.
  public static func - (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("subtract", right)
  }
  /// Difference; a number stands on the right.
  public static func - (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("subtract", left.operand(right))
  }
  /// Difference; a number stands on the right.
  public static func - (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("subtract", left.operand(right))
  }
  /// Difference; a number stands on the left.
  public static func - (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("subtract", right)
  }
  /// Difference; a number stands on the left.
  public static func - (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("subtract", right)
  }

  /// Product.
  public static func * (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("multiply", right)
  }
  /// Product; a number stands on the right.
  public static func * (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("multiply", left.operand(right))
  }
  /// Product; a number stands on the right.
  public static func * (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("multiply", left.operand(right))
  }
  /// Product; a number stands on the left.
  public static func * (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("multiply", right)
  }
  /// Product; a number stands on the left.
  public static func * (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("multiply", right)
  }

  /// True division.
  public static func / (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("divide", right)
  }
  /// Quotient; a number stands on the right.
  public static func / (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("divide", left.operand(right))
  }
  /// Quotient; a number stands on the right.
  public static func / (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("divide", left.operand(right))
  }
  /// Quotient; a number stands on the left.
  public static func / (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("divide", right)
  }
  /// Quotient; a number stands on the left.
  public static func / (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("divide", right)
  }

  /// Remainder of floor division, with the sign of the divisor.
  public static func % (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("remainder", right)
  }
  /// Remainder, with the sign of the divisor; a number stands on the right.
  public static func % (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("remainder", left.operand(right))
  }
  /// Remainder, with the sign of the divisor; a number stands on the right.
  public static func % (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("remainder", left.operand(right))
  }
  /// Remainder, with the sign of the divisor; a number stands on the left.
  public static func % (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("remainder", right)
  }
  /// Remainder, with the sign of the divisor; a number stands on the left.
  public static func % (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("remainder", right)
  }

  /// Power.
  public static func ** (left: Self, right: Self) throws(TesseraError) -> Self {
    try left.op("elementwise_pow", right)
  }
  /// Power; a number stands on the right.
  public static func ** (left: Self, right: Int) throws(TesseraError) -> Self {
    try left.op("elementwise_pow", left.operand(right))
  }
  /// Power; a number stands on the right.
  public static func ** (left: Self, right: Double) throws(TesseraError) -> Self {
    try left.op("elementwise_pow", left.operand(right))
  }
  /// Power; a number stands on the left.
  public static func ** (left: Int, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("elementwise_pow", right)
  }
  /// Power; a number stands on the left.
  public static func ** (left: Double, right: Self) throws(TesseraError) -> Self {
    try right.operand(left).op("elementwise_pow", right)
  }

  /// Each element with the other sign.
  public static prefix func - (value: Self) throws(TesseraError) -> Self { try value.op("neg") }

  /// Division toward negative infinity.
  public func floorDivided(by other: Self) throws(TesseraError) -> Self {
    try op("floor_divide", other)
  }
  /// Quotient, rounded down; a number divides.
  public func floorDivided(by other: Int) throws(TesseraError) -> Self {
    try op("floor_divide", operand(other))
  }
}

/// The same, in place of the left side.
extension TensorValue {
  /// Adds, in place.
  public static func += (left: inout Self, right: Self) throws(TesseraError) {
    left = try left + right
  }
  /// Adds, in place.
  public static func += (left: inout Self, right: Int) throws(TesseraError) {
    left = try left + right
  }
  /// Adds, in place.
  public static func += (left: inout Self, right: Double) throws(TesseraError) {
    left = try left + right
  }
  /// Subtracts, in place.
  public static func -= (left: inout Self, right: Self) throws(TesseraError) {
    left = try left - right
  }
  /// Subtracts, in place.
  public static func -= (left: inout Self, right: Int) throws(TesseraError) {
    left = try left - right
  }
  /// Subtracts, in place.
  public static func -= (left: inout Self, right: Double) throws(TesseraError) {
    left = try left - right
  }
  /// Multiplies, in place.
  public static func *= (left: inout Self, right: Self) throws(TesseraError) {
    left = try left * right
  }
  /// Multiplies, in place.
  public static func *= (left: inout Self, right: Int) throws(TesseraError) {
    left = try left * right
  }
  /// Multiplies, in place.
  public static func *= (left: inout Self, right: Double) throws(TesseraError) {
    left = try left * right
  }
  /// Divides, in place.
  public static func /= (left: inout Self, right: Self) throws(TesseraError) {
    left = try left / right
  }
  /// Divides, in place.
  public static func /= (left: inout Self, right: Int) throws(TesseraError) {
    left = try left / right
  }
  /// Divides, in place.
  public static func /= (left: inout Self, right: Double) throws(TesseraError) {
    left = try left / right
  }
  /// Takes the remainder, in place.
  public static func %= (left: inout Self, right: Self) throws(TesseraError) {
    left = try left % right
  }
  /// Takes the remainder, in place.
  public static func %= (left: inout Self, right: Int) throws(TesseraError) {
    left = try left % right
  }
  /// Takes the remainder, in place.
  public static func %= (left: inout Self, right: Double) throws(TesseraError) {
    left = try left % right
  }
}
