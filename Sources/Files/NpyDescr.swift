import Elements

/// The element type of an `.npy` file, as its header's `descr` says it: `<f4`, `|b1`, `>i8`.
///
/// `bfloat16` has no name of its own in the format: its bytes are written as `<V2`, raw bytes, as
/// other libraries do; raw bytes of two are read as `bfloat16`.
package struct NpyDescr: Hashable {
  package var dtype: DType
  /// Whether the file's bytes of an element are in the other order than the machine's.
  package var isSwapped: Bool

  package init(dtype: DType, isSwapped: Bool) { (self.dtype, self.isSwapped) = (dtype, isSwapped) }
}

extension NpyDescr {
  /// The text for a header.
  ///
  /// The machine's order is little-endian.
  package static func text(for dtype: DType) -> String {
    switch dtype {
    case .bool: "|b1"
    case .int8: "|i1"
    case .int16: "<i2"
    case .int32: "<i4"
    case .int64: "<i8"
    case .uint8: "|u1"
    case .uint16: "<u2"
    case .uint32: "<u4"
    case .uint64: "<u8"
    case .float16: "<f2"
    case .bfloat16: "<V2"
    case .float32: "<f4"
    case .float64: "<f8"
    case .complex64: "<c8"
    }
  }

  /// Reads `[<>=|]kind size`; no order and `=` mean the machine's, as in NumPy.
  package init(parsing text: String) throws(FileError.Problem) {
    var rest = Substring(text)
    var order: Character = "="
    if let first = rest.first, "<>=|".contains(first) {
      order = first
      rest.removeFirst()
    }
    guard let dtype = DType.allCases.first(where: { Self.text(for: $0).dropFirst() == rest }) else {
      throw .unsupportedDType(
        tensor: nil, name: "'\(text)'", reason: Self.reasonAgainst(rest))
    }
    if order == "|" && dtype.byteCount > 1 && dtype != .bfloat16 {
      throw .unsupportedDType(
        tensor: nil, name: "'\(text)'",
        reason: "'|' must stand before one-byte types, '<' or '>' before others")
    }
    self.dtype = dtype
    isSwapped = order == ">" && dtype.byteCount > 1
  }

  private static func reasonAgainst(_ kindAndSize: Substring) -> String {
    let known = "must be a bool, an integer, f16, f32, f64, bf16 ('V2') or c64"
    return switch kindAndSize.first {
    case "O": "it holds Python objects (pickled); \(known)"
    case "U", "S", "a": "it holds text; \(known)"
    case "M", "m": "it holds dates or times; \(known)"
    case "V": "it holds raw or structured records; \(known)"
    case "c": "it is not the complex of two f32; \(known)"
    case "f": "it is not a float of 16, 32 or 64 bits; \(known)"
    default: known
    }
  }
}
