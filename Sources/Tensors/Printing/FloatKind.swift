import Elements

/// What printing has to know of a floating-point type.
enum FloatKind {
  case float16, bfloat16, float32, float64

  /// Bits of the mantissa, with the hidden one.
  var precision: Int {
    switch self {
    case .float16: 11
    case .bfloat16: 8
    case .float32: 24
    case .float64: 53
    }
  }

  /// The exponent of the least normal number.
  var leastExponent: Int {
    switch self {
    case .float16: -14
    case .bfloat16, .float32: -126
    case .float64: -1022
    }
  }

  /// From here on numbers are printed with an exponent: where the decimal digits of the type end.
  var scientificFrom: Double {
    switch self {
    case .float16, .bfloat16: 1e3
    case .float32: 1e6
    case .float64: 1e8
    }
  }

  /// How many decimal digits tell `value`, one of the type, from its neighbours; nil if Swift does not
  /// know the type.
  func shortestDigits(_ value: Double) -> Int? {
    let text: String
    switch self {
    case .float32: text = Float(value).description
    case .float64: text = value.description
    case .float16, .bfloat16: return nil
    }
    var (digits, zeros) = (0, 0)
    for byte in text.utf8 {
      if byte == UInt8(ascii: "e") { break }
      guard byte >= UInt8(ascii: "0") else { continue }
      if byte > UInt8(ascii: "0") {
        digits += zeros + 1
        zeros = 0
      } else if digits > 0 {
        zeros += 1
      }
    }
    return max(1, digits)
  }

  /// `value` rounded to the type.
  func rounded(_ value: Double) -> Double {
    switch self {
    case .float16: Double(Float16.converted(value).wide)
    case .bfloat16: Double(BFloat16.converted(value).wide)
    case .float32: Double(Float(value))
    case .float64: value
    }
  }
}

extension DType {
  /// The kind of a real floating-point dtype.
  var floatKind: FloatKind {
    switch self {
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .float32: .float32
    default: .float64
    }
  }
}
