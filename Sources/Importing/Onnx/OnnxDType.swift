import Elements

extension DType {
  /// The dtype that a number of `TensorProto.DataType` stands for; nil for one that no tensor of ours has.
  init?(onnx code: Int) {
    let known: [Int: DType] = [
      1: .float32, 2: .uint8, 3: .int8, 4: .uint16, 5: .int16, 6: .int32, 7: .int64, 9: .bool,
      10: .float16, 11: .float64, 12: .uint32, 13: .uint64, 14: .complex64, 16: .bfloat16,
    ]
    guard let found = known[code] else { return nil }
    self = found
  }

  /// The name of a number of `TensorProto.DataType`, also of dtypes that are not read.
  static func onnxName(_ code: Int) -> String {
    let others: [Int: String] = [
      8: "string", 15: "complex128", 17: "float8_e4m3fn", 18: "float8_e4m3fnuz",
      19: "float8_e5m2", 20: "float8_e5m2fnuz", 21: "uint4", 22: "int4", 23: "float4_e2m1",
      24: "float8_e8m0",
    ]
    return DType(onnx: code)?.rawValue ?? others[code] ?? "number \(code)"
  }
}
