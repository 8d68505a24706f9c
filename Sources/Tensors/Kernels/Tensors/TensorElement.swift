public import ComplexModule
public import Elements
public import RealModule

/// The Swift type of a dtype's elements, laid out in memory as the dtype says.
public protocol TensorElement: Hashable, Sendable {
  static var dtype: DType { get }

  /// `value` as a `Self`: rounded to the nearest (floats), toward zero and to the range's end where
  /// it lies outside (integers; NaN becomes 0), or whether it is not 0 (bool).
  static func converted(_ value: Double) -> Self
}

extension Bool: TensorElement {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .bool }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> Bool { value != 0 }
}

extension Int8: TensorElement {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .int8 }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> Self { Self(saturating: value) }
}

extension Int16: TensorElement {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .int16 }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> Self { Self(saturating: value) }
}

extension Int32: TensorElement {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .int32 }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> Self { Self(saturating: value) }
}

extension Int64: TensorElement {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .int64 }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> Self { Self(saturating: value) }
}

extension UInt8: TensorElement {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .uint8 }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> Self { Self(saturating: value) }
}

extension UInt16: TensorElement {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .uint16 }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> Self { Self(saturating: value) }
}

extension UInt32: TensorElement {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .uint32 }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> Self { Self(saturating: value) }
}

extension UInt64: TensorElement {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .uint64 }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> Self { Self(saturating: value) }
}

extension Float16: TensorElement {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .float16 }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> Float16 {
    Float16(bitPattern: HalfPrecision.float16(Float(roundingToOdd: value)))
  }
}

extension BFloat16: TensorElement {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .bfloat16 }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> BFloat16 {
    BFloat16(Float(roundingToOdd: value))
  }
}

extension Float: TensorElement {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .float32 }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> Float { Float(value) }
}

extension Double: TensorElement {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .float64 }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> Double { value }
}

extension Complex: TensorElement where RealType == Float {
  /// The dtype of tensors of this type.
  public static var dtype: DType { .complex64 }
  /// A number in this type: integers saturate, floats round to nearest.
  public static func converted(_ value: Double) -> Complex { Complex(Float(value), 0) }
}
