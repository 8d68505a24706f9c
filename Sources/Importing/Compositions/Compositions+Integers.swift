import Elements
import Programs

extension Compositions {
  /// A cast of floats to an integer of 8 or 16 bits goes through int64, so that numbers beyond its range wrap around.
  @Sendable static func throughWhole(_ call: CompositionCall) throws -> [String: ImportedArgument]?
  {
    guard case .dtype(let code)? = call.arguments["dtype"], let dtype = DType(pytorch: code),
      dtype.isInteger, dtype.byteCount < 4, let x = call.optionalTensor("self"),
      x.dtype.kind == .floatingPoint
    else { return nil }
    return ["self": .tensor(try x.cast(.int64))]
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
