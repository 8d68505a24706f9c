import ComplexModule
import Elements

/// A computation that is written once for every element type.
protocol ElementVisitor {
  associatedtype Result
  func visit<T: KernelElement>(_ type: T.Type) -> Result
}

/// The one place where a dtype becomes a type: each case calls a specialised `visit`.
@inline(__always)
func withElementType<V: ElementVisitor>(_ dtype: DType, _ visitor: V) -> V.Result {
  switch dtype {
  case .bool: visitor.visit(Bool.self)
  case .int8: visitor.visit(Int8.self)
  case .int16: visitor.visit(Int16.self)
  case .int32: visitor.visit(Int32.self)
  case .int64: visitor.visit(Int64.self)
  case .uint8: visitor.visit(UInt8.self)
  case .uint16: visitor.visit(UInt16.self)
  case .uint32: visitor.visit(UInt32.self)
  case .uint64: visitor.visit(UInt64.self)
  case .float16: visitor.visit(Float16.self)
  case .bfloat16: visitor.visit(BFloat16.self)
  case .float32: visitor.visit(Float.self)
  case .float64: visitor.visit(Double.self)
  case .complex64: visitor.visit(Complex<Float>.self)
  }
}
