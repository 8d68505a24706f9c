/// The type of a tensor's elements, known at run time.
///
/// It is written by the short name of the sharding notation (`f32[8,6]{S(0),R}`), in text and in JSON, and read by
/// that or the long one. The raw value is the long name (`float32`), which attributes of ops and their vectors have.
public enum DType: String, CaseIterable, Hashable, Sendable {
  case bool
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  case float16, bfloat16, float32, float64
  /// A pair of `float32`, real part first.
  case complex64
}

extension DType {
  /// What kind of number a dtype holds.
  public enum Kind: Sendable {
    case boolean, signedInteger, unsignedInteger, floatingPoint, complex
  }

  /// Which kind of numbers it holds.
  public var kind: Kind {
    switch self {
    case .bool: .boolean
    case .int8, .int16, .int32, .int64: .signedInteger
    case .uint8, .uint16, .uint32, .uint64: .unsignedInteger
    case .float16, .bfloat16, .float32, .float64: .floatingPoint
    case .complex64: .complex
    }
  }

  /// Bytes of one element; also its alignment, but for `complex64` (4).
  public var byteCount: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64, .complex64: 8
    }
  }

  /// The short name of the sharding notation: `f32`, `bf16`, `i8`, `u64`, `bool`, `c64`.
  public var notation: String {
    switch self {
    case .bool: "bool"
    case .int8: "i8"
    case .int16: "i16"
    case .int32: "i32"
    case .int64: "i64"
    case .uint8: "u8"
    case .uint16: "u16"
    case .uint32: "u32"
    case .uint64: "u64"
    case .float16: "f16"
    case .bfloat16: "bf16"
    case .float32: "f32"
    case .float64: "f64"
    case .complex64: "c64"
    }
  }

  /// The dtype of either name, `float32` or `f32`; nil for any other text.
  public init?(name: some StringProtocol) {
    let name = String(name)
    guard let found = Self.allCases.first(where: { $0.rawValue == name || $0.notation == name })
    else { return nil }
    self = found
  }
}

extension DType: CustomStringConvertible {
  /// The short name, as the notation, reports and messages spell it.
  public var description: String { notation }
}

extension DType: Codable {
  /// Reads either name.
  ///
  /// - Throws: `DecodingError` if it is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let found = DType(name: name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a dtype is required, not '\(name)'")
    }
    self = found
  }

  /// Writes the short name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
