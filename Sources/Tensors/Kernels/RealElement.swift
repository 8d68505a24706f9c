import Elements

/// An element type that computes in `Float` or `Double`.
protocol RealElement: KernelElement, RealRoutines, UpdateMath
where Accumulator: FloatMath & KernelElement {}

extension Float16: RealElement {}
extension BFloat16: RealElement {}
extension Float: RealElement {}
extension Double: RealElement {}

/// A computation that is written once for the four floating-point element types.
protocol RealVisitor {
  associatedtype Result
  func visit<T: RealElement>(_ type: T.Type) -> Result
}

/// As `withElementType`, for the floating-point dtypes; any other is a programmer's error.
func withRealType<V: RealVisitor>(_ dtype: DType, _ visitor: V) -> V.Result {
  switch dtype {
  case .float16: visitor.visit(Float16.self)
  case .bfloat16: visitor.visit(BFloat16.self)
  case .float32: visitor.visit(Float.self)
  case .float64: visitor.visit(Double.self)
  default: preconditionFailure("a floating-point tensor is required, not \(dtype)")
  }
}

extension DType {
  /// What floating-point elements are computed in: float64 for itself, else float32.
  var accumulatorDType: DType { self == .float64 ? .float64 : .float32 }
}
