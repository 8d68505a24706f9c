import Elements
import MPI
import Testing

extension Ranks {
  /// Overflow, NaN and signed zeros at every place of buffers of 1 to 131 elements: a library may compute
  /// whole vectors of them otherwise than what is left at the end.
  @Suite struct MPISpecialReductions {
    static let counts = Array(1...131)
    /// Those beside whole vectors, for what takes many ops.
    static let someCounts = Array(1...18) + [31, 32, 33, 63, 64, 65, 127, 128, 131]

    /// What every call makes of buffers that hold one value throughout: by call, the elements' bytes.
    private static func results(_ own: Buffer, _ count: Int, _ type: DType, _ op: ReduceOp) throws
      -> [String: [ArraySlice<UInt8>]]
    {
      let world = Communicator.world
      func repeated(_ times: Int) -> Buffer {
        var buffer = Buffer(zeros: 0)
        for _ in 0..<times { buffer.bytes += own.bytes }
        return buffer
      }
      func elements(_ buffer: Buffer) -> [ArraySlice<UInt8>] {
        let size = type.byteCount
        return stride(from: 0, to: buffer.bytes.count, by: size).map {
          buffer.bytes[$0..<$0 + size]
        }
      }
      var all = repeated(count)
      try all.write { try world.allReduce(&$0, of: type, op: op) }
      var root = Buffer(zeros: world.rank == 0 ? count * type.byteCount : 0)
      try move(repeated(count), &root) {
        try world.reduce($0, into: &$1, of: type, op: op, root: 0)
      }
      var block = Buffer(zeros: count * type.byteCount)
      try move(repeated(count * world.size), &block) {
        try world.reduceScatterBlock($0, into: &$1, of: type, op: op)
      }
      return [
        "all-reduce": elements(all), "reduce": elements(root), "reduce-scatter": elements(block),
      ]
    }

    private func expect(
      _ expected: Buffer, of own: Buffer, _ type: DType, _ op: ReduceOp, _ what: String,
      _ counts: [Int] = someCounts
    ) throws {
      for count in counts {
        for (call, elements) in try Self.results(own, count, type, op) {
          let wrong = elements.firstIndex { !$0.elementsEqual(expected.bytes) }
          #expect(
            wrong == nil, "\(call) \(op) of \(type), \(what): element \(wrong ?? 0) of \(count)")
        }
      }
    }

    private func expectWrapped<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type, _ type: DType)
      throws
    {
      let world = Communicator.world
      let values = (0..<world.size).map { rank -> T in
        [T.max, T.max - 3, 1, 100, T.min, 5, T.max / 2, 3][rank % 8]
      }
      let folds: [(ReduceOp, (T, T) -> T)] = [
        (.sum, { $0 &+ $1 }), (.prod, { $0 &* $1 }), (.max, { max($0, $1) }),
        (.min, { min($0, $1) }),
      ]
      for (op, fold) in folds {
        let expected = values.dropFirst().reduce(values[0], fold)
        try expect(
          Buffer([expected]), of: Buffer([values[world.rank]]), type, op, "extremes",
          op == .sum ? Self.counts : Self.someCounts)
      }
    }

    @Test func `integers wrap, and are compared with their sign, at every place`() throws {
      try expectWrapped(Int8.self, .int8)
      try expectWrapped(Int16.self, .int16)
      try expectWrapped(Int32.self, .int32)
      try expectWrapped(Int64.self, .int64)
      try expectWrapped(UInt8.self, .uint8)
      try expectWrapped(UInt16.self, .uint16)
      try expectWrapped(UInt32.self, .uint32)
      try expectWrapped(UInt64.self, .uint64)
    }

    @Test func `truths are 0 or 1, also of other bytes`() throws {
      let world = Communicator.world
      for (op, isTrue) in [(ReduceOp.any, true), (.max, true), (.all, false), (.min, false)] {
        let own = Buffer([UInt8(world.rank == world.size - 1 ? (isTrue ? 4 : 0) : 2)])
        try expect(Buffer([UInt8(isTrue ? 1 : 0)]), of: own, .bool, op, "bytes 2 and 4")
      }
    }

    @Test(arguments: [DType.float16, .bfloat16, .float32, .float64, .complex64])
    func `any NaN is the canonical one, and zeros keep their signs, at every place`(type: DType)
      throws
    {
      let world = Communicator.world
      let isFirst = world.rank == 0
      let width = type == .complex64 ? 2 : 1
      func buffer(_ value: Double) -> Buffer {
        Samples.encode(type, [Double](repeating: value, count: width))
      }
      let payloads = [0x7ff8_1234_5000_0000, 0xfffc_0cc0_0000_0000, 0xfff8_0000_0000_0000]
        .map { Double(bitPattern: $0) }
      for op in ReduceOp.allCases where type.carries(op) {
        let nan = payloads[world.rank % 3]
        try expect(buffer(.nan), of: buffer(nan), type, op, "NaN of several bits")
      }
      for op in [ReduceOp.sum, .avg, .prod] + (width == 1 ? [.max, .min] : []) {
        let one = buffer(isFirst ? payloads[1] : 1)
        try expect(buffer(.nan), of: one, type, op, "one NaN")
      }
      guard world.size > 1 else { return }
      for op in [ReduceOp.sum, .avg] {
        let infinite = buffer(isFirst ? .infinity : -.infinity)
        try expect(buffer(.nan), of: infinite, type, op, "infinities")
        try expect(buffer(-0.0), of: buffer(-0.0), type, op, "negative zeros")
        try expect(buffer(0), of: buffer(isFirst ? 0 : -0.0), type, op, "zeros")
      }
      guard width == 1 else { return }
      try expect(buffer(0), of: buffer(isFirst ? 0 : -0.0), type, .max, "zeros")
      try expect(buffer(-0.0), of: buffer(isFirst ? 0 : -0.0), type, .min, "zeros")
    }
  }
}
