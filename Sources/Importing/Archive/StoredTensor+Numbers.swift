import Elements
import Files

/// Where a tensor of a file lies: two with one place are one.
struct StoredPlace: Hashable {
  let start: Int
  let shape: [Int]
  let strides: [Int]
  let dtype: DType

  init(_ stored: StoredTensor) {
    (start, shape) = (stored.start, stored.shape)
    (strides, dtype) = (stored.strides, stored.dtype)
  }
}

extension StoredTensor {
  /// The elements of a tensor of 64-bit integers, in row-major order.
  func words() throws(FileError) -> [Int] {
    try mapping.checkUnchanged()
    return mapping.withBytes(start..<start + span) { bytes in
      (0..<shape.reduce(1, *)).map { index in
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 8 * index, as: Int.self)
      }
    }
  }

  /// The elements in row-major order; nil of dtypes whose numbers are no doubles.
  package func numbers() throws(FileError) -> [Double]? {
    guard dtype != .complex64 else { return nil }
    try mapping.checkUnchanged()
    var offsets = [0]
    for (size, stride) in zip(shape, strides) {
      offsets = offsets.flatMap { offset in (0..<size).map { offset + $0 * stride } }
    }
    let size = dtype.byteCount
    let values = offsets.map { offset -> Double? in
      mapping.withBytes(start + offset * size..<start + (offset + 1) * size) { bytes in
        dtype.number(bytes)
      }
    }
    let found = values.compactMap(\.self)
    return found.count == values.count ? found : nil
  }
}

extension DType {
  /// The number that the bytes of an element are; nil where it is no double.
  fileprivate func number(_ bytes: RawSpan) -> Double? {
    var word: UInt64 = 0
    for index in (0..<byteCount).reversed() {
      word = word << 8 | UInt64(unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))
    }
    switch self {
    case .bool: return word == 0 ? 0 : 1
    case .uint8, .uint16, .uint32: return Double(word)
    case .int8: return Double(Int8(truncatingIfNeeded: word))
    case .int16: return Double(Int16(truncatingIfNeeded: word))
    case .int32: return Double(Int32(truncatingIfNeeded: word))
    case .int64: return Double(exactly: Int64(bitPattern: word))
    case .uint64: return Double(exactly: word)
    case .float32: return Double(Float(bitPattern: UInt32(word)))
    case .float64: return Double(bitPattern: word)
    case .bfloat16: return Double(Float(bitPattern: UInt32(word) << 16))
    case .float16: return Self.half(UInt16(word))
    case .complex64: return nil
    }
  }

  /// The value of a binary16: 1 bit of sign, 5 of exponent, 10 of significand.
  static func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF) / 1024
    let magnitude =
      switch exponent {
      case 0: fraction * 0x1p-14
      case 31: fraction == 0 ? Double.infinity : .nan
      default: (1 + fraction) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
      }
    return bits & 0x8000 == 0 ? magnitude : -magnitude
  }
}
