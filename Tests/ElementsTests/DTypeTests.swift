import Elements
import Foundation
import Testing

/// DType.
@Suite
struct DTypeTests {
  static let table: [(DType, String, String, Int, DType.Kind)] = [
    (.bool, "bool", "bool", 1, .boolean),
    (.int8, "int8", "i8", 1, .signedInteger), (.int16, "int16", "i16", 2, .signedInteger),
    (.int32, "int32", "i32", 4, .signedInteger), (.int64, "int64", "i64", 8, .signedInteger),
    (.uint8, "uint8", "u8", 1, .unsignedInteger), (.uint16, "uint16", "u16", 2, .unsignedInteger),
    (.uint32, "uint32", "u32", 4, .unsignedInteger),
    (.uint64, "uint64", "u64", 8, .unsignedInteger),
    (.float16, "float16", "f16", 2, .floatingPoint),
    (.bfloat16, "bfloat16", "bf16", 2, .floatingPoint),
    (.float32, "float32", "f32", 4, .floatingPoint),
    (.float64, "float64", "f64", 8, .floatingPoint),
    (.complex64, "complex64", "c64", 8, .complex),
  ]

  @Test(arguments: table.indices)
  func `has a long and a short name, a kind and a size`(row: Int) {
    let (dtype, long, short, bytes, kind) = Self.table[row]
    #expect("\(dtype)" == short)
    #expect(dtype.rawValue == long)
    #expect(dtype.notation == short)
    #expect(DType(name: long) == dtype)
    #expect(DType(name: short) == dtype)
    #expect(dtype.byteCount == bytes)
    #expect(dtype.kind == kind)
  }

  @Test(arguments: table.indices)
  func `is read from JSON by both names, and written by the short one`(row: Int) throws {
    let (dtype, long, short, _, _) = Self.table[row]
    let read = try JSONDecoder().decode(
      [DType].self, from: Data(#"["\#(long)", "\#(short)"]"#.utf8))
    #expect(read == [dtype, dtype])
    #expect(String(decoding: try JSONEncoder().encode([dtype]), as: UTF8.self) == #"["\#(short)"]"#)
  }

  @Test func `a name that is none's is refused in JSON`() {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([DType].self, from: Data(#"["f31"]"#.utf8))
    }
  }

  @Test
  func `is listed in the table in every case`() {
    #expect(DType.allCases == Self.table.map(\.0))
  }

  @Test(arguments: ["", "f31", "float", "Float32", "FLOAT32", " f32", "half"])
  func `has no other names`(name: String) {
    #expect(DType(name: name) == nil)
  }
}

/// Reduce ops.
@Suite
struct ReduceOpTests {
  @Test(
    arguments: [
      (.bool, [.max, .min, .any, .all]),
      (.int8, [.sum, .max, .min, .prod, .any, .all]),
      (.int64, [.sum, .max, .min, .prod, .any, .all]),
      (.uint8, [.sum, .max, .min, .prod, .any, .all]),
      (.uint64, [.sum, .max, .min, .prod, .any, .all]),
      (.float16, ReduceOp.allCases), (.bfloat16, ReduceOp.allCases),
      (.float32, ReduceOp.allCases), (.float64, ReduceOp.allCases),
      (.complex64, [.sum, .avg, .prod, .any, .all]),
    ] as [(DType, [ReduceOp])])
  func `are carried by a dtype as its kind allows`(dtype: DType, ops: [ReduceOp]) {
    #expect(ReduceOp.allCases.filter(dtype.carries) == ops)
  }

  @Test
  func `commute in pairs only where the order of two folds does not matter`() {
    for first in ReduceOp.allCases {
      #expect(first.commutes(with: first) == ![.any, .all].contains(first))
      for second in ReduceOp.allCases {
        #expect(first.commutes(with: second) == second.commutes(with: first))
      }
    }
    #expect(ReduceOp.sum.commutes(with: .avg))
    #expect(!ReduceOp.sum.commutes(with: .max))
    #expect(!ReduceOp.max.commutes(with: .min))
  }

  @Test
  func `say who may keep a value when it becomes partial`() {
    #expect(ReduceOp.allCases.filter(\.isIdempotent) == [.max, .min, .any, .all])
    #expect(ReduceOp.allCases.filter { !$0.hasIdentity } == [.avg])
  }
}
