import Elements

/// An update rule on plain numbers: `values[0]` is the parameter, `values[1]` the gradient, the rest
/// the state; it changes all but the gradient.
protocol UpdateRule {
  func update<F: FloatMath>(_ values: [Block<F>])
}

extension UpdateRule {
  /// Runs the rule on copies of `tensors` (parameter, gradient, state) in float64 where the parameter
  /// is that, else in float32; each result gets its tensor's dtype back, rounded once.
  func apply(_ tensors: [DenseTensor]) -> [DenseTensor] {
    let parameter = tensors[0]
    for tensor in tensors {
      precondition(
        tensor.shape == parameter.shape && tensor.dtype.kind == .floatingPoint,
        "an update of \(parameter.dtype)\(parameter.shape) with \(tensor.dtype)\(tensor.shape)")
    }
    let wide: DType = parameter.dtype == .float64 ? .float64 : .float32
    let copies = tensors.enumerated().map { place, tensor in
      let converted = tensor.converted(to: wide)
      return place == 1 || tensor.dtype != wide ? converted.contiguous() : converted.copy()
    }
    if wide == .float64 { run(copies, as: Double.self) } else { run(copies, as: Float.self) }
    return zip(copies, tensors).map { $0.converted(to: $1.dtype) }
  }

  private func run<F: FloatMath>(_ tensors: [DenseTensor], as type: F.Type) {
    let count = tensors[0].count
    for start in stride(from: 0, to: count, by: kernelBlock) {
      update(
        tensors.map {
          unsafe Block(
            values: $0.pointer(as: F.self) + start, count: min(kernelBlock, count - start))
        })
    }
  }
}

extension Block {
  /// `values[i] = body(values[i], a[i])`.
  @inline(__always)
  func map(_ a: Block, _ body: (Value, Value) -> Value) { map(a.lent, body) }

  /// `values[i] = body(values[i], a[i], b[i])`.
  @inline(__always)
  func map(_ a: Block, _ b: Block, _ body: (Value, Value, Value) -> Value) {
    let (a, b) = unsafe (a.values, b.values)
    for i in 0..<count { unsafe values[i] = body(values[i], a[i], b[i]) }
  }
}
