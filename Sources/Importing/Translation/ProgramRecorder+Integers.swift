import Elements
import Programs

extension ProgramRecorder {
  /// An int64 without dims. Constants are float64, so an integer of more than 53 bits is computed from its two halves.
  func integer(_ number: Int) throws -> Value {
    func made(_ number: Double) throws -> Value {
      try constant([number], shape: [], dtype: .int64)
    }
    guard ImportedArgument.int(number).isLong else { return try made(Double(number)) }
    return try made(Double(number >> 32)) * made(0x1p32) + made(Double(number & 0xffff_ffff))
  }
}

extension ImportedArgument {
  /// Whether it is an integer that no float64 holds.
  var isLong: Bool {
    if case .int(let number) = self { Int(exactly: Double(number)) != number } else { false }
  }
}

extension CompositionCall {
  /// A number in the dtype of a tensor; of an integer all digits are kept.
  func number(_ name: String, like tensor: Value) throws -> Value {
    if case .int(let number)? = arguments[name], tensor.dtype == .int64 {
      return try recorder.integer(number)
    }
    return try scalar(number(name), like: tensor)
  }

  /// The number everywhere; of an integer all digits are kept.
  func filled(_ name: String, _ shape: [Int], _ dtype: DType) throws -> Value {
    guard let argument = arguments[name], argument.isLong, dtype == .int64,
      case .int(let whole) = argument
    else { return try recorder.constant([number(name)], shape: shape, dtype: dtype) }
    let made = try recorder.integer(whole)
    return try shape.isEmpty ? made : made.expand(shape)
  }
}
