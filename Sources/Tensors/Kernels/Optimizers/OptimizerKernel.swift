import Elements

/// An update rule on plain numbers: `values[0]` is the parameter, `values[1]` the gradient, the rest
/// the state; it changes all but the gradient.
protocol UpdateRule {
  func update<F: FloatMath>(_ values: [Block<F>])
}

extension UpdateRule {
  /// Runs the rule on copies of the blocks of `tensors` (parameter, gradient, state), in float64 where the
  /// parameter is that, else in float32; each result gets its tensor's dtype back, rounded once.
  func apply(_ tensors: [DenseTensor]) -> [DenseTensor] {
    let parameter = tensors[0]
    for tensor in tensors {
      precondition(
        tensor.shape == parameter.shape && tensor.dtype.kind == .floatingPoint,
        "an update of \(parameter.dtype)\(parameter.shape) with \(tensor.dtype)\(tensor.shape)")
    }
    let wide: DType = parameter.dtype == .float64 ? .float64 : .float32
    let sources = tensors.map { $0.converted(to: wide).contiguous() }
    let results = sources.enumerated().map { place, source in
      place == 1 ? source : DenseTensor(shape: source.shape, dtype: wide)
    }
    if wide == .float64 {
      run(sources, results, as: Double.self)
    } else {
      run(sources, results, as: Float.self)
    }
    return zip(results, tensors).map { $0.converted(to: $1.dtype) }
  }

  /// Copies each block just before its update, while it is in cache.
  private func run<F: FloatMath>(
    _ sources: [DenseTensor], _ results: [DenseTensor], as type: F.Type
  ) {
    let from = unsafe sources.map { unsafe $0.pointer(as: F.self) }
    let to = unsafe results.map { unsafe $0.pointer(as: F.self) }
    let total = sources[0].count
    for start in stride(from: 0, to: total, by: kernelBlock) {
      let count = min(kernelBlock, total - start)
      let blocks = unsafe from.indices.map { place in
        let values = unsafe to[place] + start
        if place != 1 { unsafe values.update(from: from[place] + start, count: count) }
        return unsafe Block(values: values, count: count)
      }
      update(blocks)
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
