internal import CMPI
import Elements

// The user-defined operations of `Reduction`: MPI gives the earlier rank's values first, and takes
// the result in place of the later's. See the table of `ReduceOp` for what they mean.

typealias UserFunction =
  @convention(c) (
    UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int32>?,
    UnsafeMutableRawPointer?
  ) -> Void

func userFunction(_ op: ReduceOp, _ type: DType) -> UserFunction {
  switch op {
  case .max: unsafe maximum(type)
  case .min: unsafe minimum(type)
  case .any: unsafe any(type)
  case .all: unsafe all(type)
  case .sum: unsafe sum(type)
  case .avg, .prod: preconditionFailure("\(op) of \(type) is predefined")
  }
}

/// Integers wrap.
private func sum(_ type: DType) -> UserFunction {
  switch type {
  case .int8, .uint8: { unsafe each($0, $1, $2, $3, UInt8.self) { $0 &+ $1 } }
  case .int16, .uint16: { unsafe each($0, $1, $2, $3, UInt16.self) { $0 &+ $1 } }
  default: preconditionFailure("sum of \(type) is predefined")
  }
}

private func maximum(_ type: DType) -> UserFunction {
  switch type {
  case .bool: unsafe any(.bool)
  case .uint8: { unsafe each($0, $1, $2, $3, UInt8.self) { max($0, $1) } }
  case .uint16: { unsafe each($0, $1, $2, $3, UInt16.self) { max($0, $1) } }
  case .uint32: { unsafe each($0, $1, $2, $3, UInt32.self) { max($0, $1) } }
  case .uint64: { unsafe each($0, $1, $2, $3, UInt64.self) { max($0, $1) } }
  case .float16:
    { unsafe each($0, $1, $2, $3, WireFloat16.self) { larger($0, $1, $0.float, $1.float) } }
  case .bfloat16:
    { unsafe each($0, $1, $2, $3, WireBFloat16.self) { larger($0, $1, $0.float, $1.float) } }
  case .float32: { unsafe each($0, $1, $2, $3, Float.self) { larger($0, $1, $0, $1) } }
  case .float64: { unsafe each($0, $1, $2, $3, Double.self) { larger($0, $1, $0, $1) } }
  default: preconditionFailure("max of \(type) is predefined")
  }
}

private func minimum(_ type: DType) -> UserFunction {
  switch type {
  case .bool: unsafe all(.bool)
  case .uint8: { unsafe each($0, $1, $2, $3, UInt8.self) { min($0, $1) } }
  case .uint16: { unsafe each($0, $1, $2, $3, UInt16.self) { min($0, $1) } }
  case .uint32: { unsafe each($0, $1, $2, $3, UInt32.self) { min($0, $1) } }
  case .uint64: { unsafe each($0, $1, $2, $3, UInt64.self) { min($0, $1) } }
  case .float16:
    { unsafe each($0, $1, $2, $3, WireFloat16.self) { larger($0, $1, -$0.float, -$1.float) } }
  case .bfloat16:
    { unsafe each($0, $1, $2, $3, WireBFloat16.self) { larger($0, $1, -$0.float, -$1.float) } }
  case .float32: { unsafe each($0, $1, $2, $3, Float.self) { larger($0, $1, -$0, -$1) } }
  case .float64: { unsafe each($0, $1, $2, $3, Double.self) { larger($0, $1, -$0, -$1) } }
  default: preconditionFailure("min of \(type) is predefined")
  }
}

private func any(_ type: DType) -> UserFunction {
  switch type {
  case .bool: { unsafe each($0, $1, $2, $3, UInt8.self) { $0 | $1 != 0 ? 1 : 0 } }
  case .int8, .uint8: { unsafe each($0, $1, $2, $3, UInt8.self) { $0 != 0 ? $0 : $1 } }
  case .int16, .uint16: { unsafe each($0, $1, $2, $3, UInt16.self) { $0 != 0 ? $0 : $1 } }
  case .int32, .uint32: { unsafe each($0, $1, $2, $3, UInt32.self) { $0 != 0 ? $0 : $1 } }
  case .int64, .uint64: { unsafe each($0, $1, $2, $3, UInt64.self) { $0 != 0 ? $0 : $1 } }
  case .float16, .bfloat16: { unsafe each($0, $1, $2, $3, UInt16.self) { eitherHalf($0, $1) } }
  case .float32: { unsafe each($0, $1, $2, $3, Float.self) { $0 != 0 ? $0 : $0 + $1 } }
  case .float64: { unsafe each($0, $1, $2, $3, Double.self) { $0 != 0 ? $0 : $0 + $1 } }
  case .complex64:
    { unsafe each($0, $1, $2, $3, SIMD2<Float>.self) { $0 != .zero ? $0 : $0 + $1 } }
  }
}

private func all(_ type: DType) -> UserFunction {
  switch type {
  case .bool: { unsafe each($0, $1, $2, $3, UInt8.self) { $0 != 0 && $1 != 0 ? 1 : 0 } }
  case .int8, .uint8: { unsafe each($0, $1, $2, $3, UInt8.self) { both($0, $1, 0, 1) } }
  case .int16, .uint16: { unsafe each($0, $1, $2, $3, UInt16.self) { both($0, $1, 0, 1) } }
  case .int32, .uint32: { unsafe each($0, $1, $2, $3, UInt32.self) { both($0, $1, 0, 1) } }
  case .int64, .uint64: { unsafe each($0, $1, $2, $3, UInt64.self) { both($0, $1, 0, 1) } }
  case .float16: { unsafe each($0, $1, $2, $3, UInt16.self) { bothHalves($0, $1, 0x3c00) } }
  case .bfloat16: { unsafe each($0, $1, $2, $3, UInt16.self) { bothHalves($0, $1, 0x3f80) } }
  case .float32: { unsafe each($0, $1, $2, $3, Float.self) { both($0, $1, 0, 1) } }
  case .float64: { unsafe each($0, $1, $2, $3, Double.self) { both($0, $1, 0, 1) } }
  case .complex64:
    { unsafe each($0, $1, $2, $3, SIMD2<Float>.self) { both($0, $1, .zero, SIMD2(1, 0)) } }
  }
}

/// Folds element by element.
@inline(__always)
private func each<T: BitwiseCopyable>(
  _ earlier: UnsafeMutableRawPointer?, _ later: UnsafeMutableRawPointer?,
  _ count: UnsafeMutablePointer<Int32>?, _: UnsafeMutableRawPointer?, _: T.Type,
  _ fold: (T, T) -> T
) {
  guard let a = unsafe earlier?.assumingMemoryBound(to: T.self),
    let b = unsafe later?.assumingMemoryBound(to: T.self), let count = unsafe count?.pointee
  else { return }
  for index in 0..<Int(count) { unsafe b[index] = fold(a[index], b[index]) }
}

/// The one with the larger key; NaN wins, and of zeros the positive.
@inline(__always)
private func larger<T, Key: BinaryFloatingPoint>(_ a: T, _ b: T, _ keyA: Key, _ keyB: Key) -> T {
  if keyA.isNaN { return a }
  if keyA == keyB { return keyA.sign == .minus ? b : a }
  return keyA > keyB ? a : b
}

@inline(__always)
private func both<T: Equatable>(_ a: T, _ b: T, _ zero: T, _ one: T) -> T {
  if a == zero || b == zero { return zero }
  return a == one ? b : a
}

/// The first that is not 0; of zeros the negative one if both are.
@inline(__always)
private func eitherHalf(_ a: UInt16, _ b: UInt16) -> UInt16 {
  if a << 1 != 0 { return a }
  return b << 1 != 0 ? b : a & b
}

/// `both` by bits, of which the first is the sign.
@inline(__always)
private func bothHalves(_ a: UInt16, _ b: UInt16, _ one: UInt16) -> UInt16 {
  if a << 1 == 0 || b << 1 == 0 { return 0 }
  return a == one ? b : a
}
