import Elements

extension DType {
  /// The dtype that a number of the format stands for; nil for one that no tensor of ours has.
  ///
  /// The numbers are those of `torch/_export/serde/schema.py`, not those of ATen.
  init?(pytorch code: Int) {
    let known: [Int: DType] = [
      1: .uint8, 2: .int8, 3: .int16, 4: .int32, 5: .int64, 6: .float16, 7: .float32,
      8: .float64, 10: .complex64, 12: .bool, 13: .bfloat16, 28: .uint16, 34: .uint32,
      35: .uint64,
    ]
    guard let found = known[code] else { return nil }
    self = found
  }

  /// The name of a number of the format, also of dtypes that are not read.
  static func pytorchName(_ code: Int) -> String {
    let others: [Int: String] = [
      9: "complex32", 11: "complex128", 29: "float8_e4m3fn", 30: "float8_e5m2",
      31: "float8_e4m3fnuz", 32: "float8_e5m2fnuz", 33: "float8_e8m0fnu",
    ]
    return DType(pytorch: code)?.rawValue ?? others[code] ?? "number \(code)"
  }
}
