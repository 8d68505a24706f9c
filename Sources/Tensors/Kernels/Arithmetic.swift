import ComplexModule

/// What a step of a fold combines two elements by.
enum FoldOp: CaseIterable {
  case add, multiply, maximum, minimum, any, all
}

/// A type that kernels compute in. Integers wrap; NaN wins in `maximum` and `minimum`.
protocol Arithmetic: UnaryMath, BinaryMath {
  static var nothing: Self { get }
  static var unit: Self { get }
  /// What leaves a sum unchanged: -0.0 of floats, for 0.0 + -0.0 is 0.0.
  static var absent: Self { get }
  /// The identities of `maximum` and `minimum`.
  static var lowest: Self { get }
  static var highest: Self { get }
  var isNothing: Bool { get }
  var isUnit: Bool { get }

  static func add(_ a: Self, _ b: Self) -> Self
  static func subtract(_ a: Self, _ b: Self) -> Self
  static func multiply(_ a: Self, _ b: Self) -> Self
  /// Integers: toward zero, and 0 where `b` is 0.
  static func divide(_ a: Self, _ b: Self) -> Self
  static func maximum(_ a: Self, _ b: Self) -> Self
  static func minimum(_ a: Self, _ b: Self) -> Self
  /// As `multiply`, but one times anything is that, to the bit.
  static func product(_ a: Self, _ b: Self) -> Self
  func divided(byCount count: Int) -> Self

  /// What sums for a mean are accumulated in, so that the mean of equal values is that value.
  associatedtype MeanSum
  static func meanSum(_ value: Self) -> MeanSum
  static func meanSum(_ sum: MeanSum, adding value: Self) -> MeanSum
  static func mean(_ sum: MeanSum, count: Int) -> Self
  /// The mean of some values, at least one, of which a sum has overflowed.
  static func mean(_ values: [Self]) -> Self

  /// The value, or the one NaN that folds give for any.
  var settled: Self { get }
}

/// Sums for means as what they are of.
extension Arithmetic where MeanSum == Self {
  @inline(__always) static func meanSum(_ value: Self) -> Self { value }
  @inline(__always) static func meanSum(_ sum: Self, adding value: Self) -> Self { add(sum, value) }
  @inline(__always) static func mean(_ sum: Self, count: Int) -> Self {
    sum.divided(byCount: count)
  }
}

extension Arithmetic {
  static func mean(_ values: [Self]) -> Self {
    mean(
      values.dropFirst().reduce(meanSum(values[0])) { meanSum($0, adding: $1) },
      count: values.count)
  }

  @inline(__always) static func product(_ a: Self, _ b: Self) -> Self { multiply(a, b) }

  /// `a` if it is not 0, else `b`; of zeros -0.0 if both are.
  @inline(__always)
  static func any(_ a: Self, _ b: Self) -> Self { a.isNothing ? add(a, b) : a }

  /// 0 if either is 0, else `b` if `a` is 1, else `a`.
  @inline(__always)
  static func all(_ a: Self, _ b: Self) -> Self { b.isNothing || a.isUnit ? b : a }

  /// One step of a fold.
  static func combined(_ op: FoldOp, _ a: Self, _ b: Self) -> Self {
    switch op {
    case .add: add(a, b)
    case .multiply: product(a, b)
    case .maximum: maximum(a, b)
    case .minimum: minimum(a, b)
    case .any: any(a, b)
    case .all: all(a, b)
    }
  }

  /// `values[i] = op(values[i], others[i])`, in loops that become vector code.
  @inline(__always)
  static func combine(
    _ op: FoldOp, _ values: UnsafeMutablePointer<Self>, _ others: UnsafePointer<Self>, count: Int
  ) {
    unsafe combine(op, UnsafePointer(values), others, into: values, count: count)
  }

  /// `results[i] = op(values[i], others[i])`, in loops that become vector code.
  @inline(__always)
  static func combine(
    _ op: FoldOp, _ values: UnsafePointer<Self>, _ others: UnsafePointer<Self>,
    into results: UnsafeMutablePointer<Self>, count: Int
  ) {
    switch op {
    case .add: for i in 0..<count { unsafe results[i] = add(values[i], others[i]) }
    case .multiply: for i in 0..<count { unsafe results[i] = product(values[i], others[i]) }
    case .maximum: for i in 0..<count { unsafe results[i] = maximum(values[i], others[i]) }
    case .minimum: for i in 0..<count { unsafe results[i] = minimum(values[i], others[i]) }
    case .any: for i in 0..<count { unsafe results[i] = any(values[i], others[i]) }
    case .all: for i in 0..<count { unsafe results[i] = all(values[i], others[i]) }
    }
  }
}
