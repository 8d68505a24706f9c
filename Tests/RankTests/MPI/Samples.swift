import Elements

/// Values to reduce, and a fold of them that is written as the table of `ReduceOp` reads: in `Double`,
/// or in pairs of them for complex numbers, or in `Int` with wrapping for integers.
enum Samples {
  static func make(_ type: DType, rank: Int, count: Int) -> Buffer {
    encode(type, (0..<count).map { values(type, rank, $0) }.flatMap { $0 })
  }

  /// Small numbers with zeros and ones among them, on which sums and products are exact.
  private static func values(_ type: DType, _ rank: Int, _ index: Int) -> [Double] {
    let number = Double([0, 1, 2, 1, 3, 1, 5, 0][(rank * 5 + index * 3) % 8])
    let sign: Double = (rank + index) % 3 == 0 ? -1 : 1
    switch type.kind {
    case .boolean: return [(rank + index) % 3 == 0 ? 1 : 0]
    case .unsignedInteger: return [number]
    case .signedInteger: return [sign * number]
    case .floatingPoint: return [sign * number / 2]
    case .complex: return [sign * number, number == 0 ? 0 : Double((rank + index) % 2)]
    }
  }

  static func encode(_ type: DType, _ values: [Double]) -> Buffer {
    switch type {
    case .bool: Buffer(values.map { UInt8($0) })
    case .int8: Buffer(values.map { Int8(truncatingIfNeeded: Int($0)) })
    case .int16: Buffer(values.map { Int16(truncatingIfNeeded: Int($0)) })
    case .int32: Buffer(values.map { Int32(truncatingIfNeeded: Int($0)) })
    case .int64: Buffer(values.map { Int64($0) })
    case .uint8: Buffer(values.map { UInt8(truncatingIfNeeded: Int($0)) })
    case .uint16: Buffer(values.map { UInt16(truncatingIfNeeded: Int($0)) })
    case .uint32: Buffer(values.map { UInt32(truncatingIfNeeded: Int($0)) })
    case .uint64: Buffer(values.map { UInt64($0) })
    case .float16: Buffer(values.map { Float16($0) })
    case .bfloat16: Buffer(values.map { BFloat16(Float($0)) })
    case .float32, .complex64: Buffer(values.map { Float($0) })
    case .float64: Buffer(values)
    }
  }

  static func decode(_ type: DType, _ buffer: Buffer) -> [Double] {
    switch type {
    case .bool, .uint8: buffer.values(as: UInt8.self).map { Double($0) }
    case .int8: buffer.values(as: Int8.self).map { Double($0) }
    case .int16: buffer.values(as: Int16.self).map { Double($0) }
    case .int32: buffer.values(as: Int32.self).map { Double($0) }
    case .int64: buffer.values(as: Int64.self).map { Double($0) }
    case .uint16: buffer.values(as: UInt16.self).map { Double($0) }
    case .uint32: buffer.values(as: UInt32.self).map { Double($0) }
    case .uint64: buffer.values(as: UInt64.self).map { Double($0) }
    case .float16: buffer.values(as: Float16.self).map { Double($0) }
    case .bfloat16: buffer.values(as: BFloat16.self).map { Double(Float($0)) }
    case .float32, .complex64: buffer.values(as: Float.self).map { Double($0) }
    case .float64: buffer.values(as: Double.self)
    }
  }

  /// The fold in rank order.
  static func fold(_ op: ReduceOp, _ type: DType, _ parts: [Buffer]) -> Buffer {
    let width = type == .complex64 ? 2 : 1
    let numbers = parts.map { decode(type, $0) }
    var result = numbers[0]
    for part in numbers.dropFirst() {
      for start in stride(from: 0, to: result.count, by: width) {
        let range = start..<start + width
        result.replaceSubrange(range, with: pair(op, Array(result[range]), Array(part[range])))
      }
    }
    if op == .avg { result = result.map { $0 / Double(parts.count) } }
    return encode(type, result)
  }

  private static func pair(_ op: ReduceOp, _ a: [Double], _ b: [Double]) -> [Double] {
    let isZero = (a.allSatisfy { $0 == 0 }, b.allSatisfy { $0 == 0 })
    let one: [Double] = a.count == 2 ? [1, 0] : [1]
    switch op {
    case .sum, .avg: return zip(a, b).map { $0 + $1 }
    case .prod where a.count == 2: return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]]
    case .prod: return [a[0] * b[0]]
    case .max: return [max(a[0], b[0])]
    case .min: return [min(a[0], b[0])]
    case .any: return isZero.0 ? b : a
    case .all: return isZero.0 || isZero.1 ? a.map { _ in 0 } : a == one ? b : a
    }
  }

  /// Equal, or, for floating point, within a rounding of the last bit; zeros of either sign are equal.
  static func isClose(_ a: Buffer, _ b: Buffer, _ type: DType) -> Bool {
    let epsilon: Double =
      switch type {
      case .float16: 0x1p-10
      case .bfloat16: 0x1p-7
      case .float32, .complex64: 0x1p-22
      case .float64: 0x1p-50
      default: 0
      }
    return a.bytes.count == b.bytes.count
      && zip(decode(type, a), decode(type, b)).allSatisfy { abs($0 - $1) <= epsilon * abs($1) }
  }
}
