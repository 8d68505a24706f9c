import Elements
import Programs

extension Compositions {
  /// The operand of a cast of floats to integers, with the numbers that PyTorch makes of those the integers do not hold.
  @Sendable static func held(_ call: CompositionCall) throws -> [String: ImportedArgument]? {
    guard let x = call.optionalTensor("self") else { return nil }
    var dtype = call.optionalTensor("other")?.dtype
    if case .dtype(let code)? = call.arguments["dtype"] { dtype = DType(pytorch: code) }
    guard let dtype, dtype.isInteger, x.dtype.kind == .floatingPoint else { return nil }
    return ["self": .tensor(try held(call, x, in: dtype))]
  }

  /// Floats as PyTorch casts them to integers on x86: what an int32 or int64 does not hold, and NaN, becomes the least one.
  /// Integers of 8 and 16 bits are the last bits of such an int32, and a uint32 those of an int64.
  static func held(_ call: CompositionCall, _ x: Value, in dtype: DType) throws -> Value {
    guard dtype.isInteger, dtype != .uint64, x.dtype.kind == .floatingPoint else { return x }
    let isShort = dtype == .int32 || dtype.byteCount < 4
    let end = isShort ? 0x1p31 : 0x1p63
    // The op's cast gives the least number for what is below.
    let known = try call.op("where", x .< end, x, call.scalar(-end, like: x))
    switch dtype {
    case .int32, .int64: return known
    default: return try known.cast(isShort ? .int32 : .int64)
    }
  }

  /// Bits that move by some places.
  static let integers: [String: Composition] = {
    var table: [String: Composition] = [:]
    for (side, isLeft) in [("left", true), ("right", false)] {
      let short = isLeft ? "__lshift__" : "__rshift__"
      for name in [
        "bitwise_\(side)_shift.Tensor", "bitwise_\(side)_shift.Tensor_Scalar",
        "bitwise_\(side)_shift.Scalar_Tensor", "\(short).Tensor", "\(short).Scalar",
      ] {
        table["aten.\(name)"] = { [try shifted($0, isLeft: isLeft)] }
      }
    }
    return table
  }()

  /// A product with a power of 2, or the floor of a quotient by one, in 64 bits.
  private static func shifted(_ call: CompositionCall, isLeft: Bool) throws -> Value {
    func operand(_ name: String) throws -> Value {
      if let tensor = call.optionalTensor(name) { return try tensor.cast(.int64) }
      return try call.recorder.constant([call.number(name)], shape: [], dtype: .int64)
    }
    guard let dtype = (call.optionalTensor("self") ?? call.optionalTensor("other"))?.dtype,
      dtype.isInteger
    else { throw Mismatch("bits of integers are required") }
    let base = try call.recorder.constant([2], shape: [], dtype: .int64)
    // A shift by as many places as there are bits leaves the sign, as a smaller one does that leaves no digit.
    let places = try call.op(
      "clip", operand("other"), with: ["min": .int(0), "max": .int(62)])
    let factor = try call.op("elementwise_pow", base, places)
    let result =
      try isLeft
      ? operand("self") * factor : call.op("floor_divide", operand("self"), factor)
    return try dtype == .int64 ? result : result.cast(dtype)
  }
}
