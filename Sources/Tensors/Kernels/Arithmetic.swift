import ComplexModule

/// What a step of a fold combines two elements by.
enum FoldOp: CaseIterable {
  case add, multiply, maximum, minimum, any, all
}

/// A type that kernels compute in. Integers wrap; NaN wins in `maximum` and `minimum`.
protocol Arithmetic: UnaryMath, BinaryMath {
  static var nothing: Self { get }
  static var unit: Self { get }
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
  func divided(byCount count: Int) -> Self
}

extension Arithmetic {
  /// `a` if it is not 0, else `b`.
  @inline(__always)
  static func any(_ a: Self, _ b: Self) -> Self { a.isNothing ? b : a }

  /// 0 if either is 0, else `b` if `a` is 1, else `a`.
  @inline(__always)
  static func all(_ a: Self, _ b: Self) -> Self { b.isNothing || a.isUnit ? b : a }

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
    case .multiply: for i in 0..<count { unsafe results[i] = multiply(values[i], others[i]) }
    case .maximum: for i in 0..<count { unsafe results[i] = maximum(values[i], others[i]) }
    case .minimum: for i in 0..<count { unsafe results[i] = minimum(values[i], others[i]) }
    case .any: for i in 0..<count { unsafe results[i] = any(values[i], others[i]) }
    case .all: for i in 0..<count { unsafe results[i] = all(values[i], others[i]) }
    }
  }
}
