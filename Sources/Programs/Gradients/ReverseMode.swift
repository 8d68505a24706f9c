import Elements
import SPMDRules
import Sharding

/// Goes backward through ops that are recorded, and records those that make the gradients.
struct ReverseMode {
  let recorder: ProgramRecorder
  private let recomputation: Recomputation

  init(recorder: ProgramRecorder) {
    self.recorder = recorder
    recomputation = Recomputation(recorder)
  }

  /// The gradients of a loss by all values that some ops make, and by those that they take.
  ///
  /// - Parameters:
  ///   - ops: the places of the ops in the program.
  ///   - seeds: gradients that are known, by value.
  ///   - sources: the values whose gradients are wanted, as far as ops of the range take them: only what depends on them
  ///     is gone through.
  ///   - naming: whether a gradient is named after its value.
  func gradients(
    through ops: Range<Int>, seeds: [Program.ID: Value], sources: Set<Program.ID>, naming: Bool
  ) throws(TesseraError) -> [Program.ID: Value] {
    let depends = recorder.program.values(dependingOn: sources, in: ops)
    // Only the ops: what holds the whole program has it copied when the next op is recorded.
    let passed = Array(recorder.program.ops[ops])
    var gradients = seeds.filter { depends.contains($0.key) }
    func name(_ id: Program.ID) {
      guard naming, let gradient = gradients[id] else { return }
      recorder.name(gradient, "grad." + recorder.program.values[id].name)
    }
    for op in passed.reversed() {
      guard op.outputs.contains(where: { gradients[$0] != nil }),
        op.operands.contains(where: depends.contains)
      else { continue }
      op.outputs.forEach(name)
      let given = op.outputs.map { gradients[$0] }
      for (id, gradient) in zip(op.operands, try self.gradients(of: op, given, depends)) {
        guard let gradient, depends.contains(id) else { continue }
        let fitted = try gradient.fitted(to: Value(recorder, id))
        gradients[id] = if let known = gradients[id] { try known + fitted } else { fitted }
      }
    }
    sources.sorted().forEach(name)
    return gradients
  }

  /// By operand of an op: its gradient; nil where there is none.
  private func gradients(
    of op: ProgramOp, _ given: [Value?], _ depends: Set<Program.ID>
  ) throws(TesseraError) -> [Value?] {
    guard case .op(let name, let attributes) = op.action else {
      // Of a reshard the gradient is the same value; it goes back to the mesh that the operand is on.
      guard case .reshard = op.action, let gradient = given[0] else { return [nil] }
      let (from, to) = (
        recorder.program.values[op.operands[0]].annotation,
        recorder.program.values[op.outputs[0]].annotation
      )
      guard let home = from, home.meshName != to?.meshName else { return [gradient] }
      return [recorder.reshard(gradient, to: home.withoutPartials)]
    }
    func value(_ id: Program.ID) -> Value { Value(recorder, recomputation.again(id)) }
    let call = GradientCall(
      op: name, operands: op.inputs.map { $0.map(value) }, attributes: attributes,
      outputs: op.outputs.map(value), gradients: given)
    switch call.isComplex ? GradientTable.ofComplex(name) : GradientTable.all[name] {
    case .formula(let formula): return try translated { try formula(call) }
    case .writtenOut(let body):
      let start = recorder.program.ops.count
      let written = try translated { try body(call) }
      var seeds: [Program.ID: Value] = [:]
      for (place, gradient) in given.enumerated() {
        guard let gradient else { continue }
        guard let output = written[place] else {
          throw TesseraError(
            .usage,
            "\(name), which makes '\(call.outputs[place].name)': this result of it has no gradient")
        }
        let fitted = try gradient.fitted(to: output)
        seeds[output.id] = if let known = seeds[output.id] { try known + fitted } else { fitted }
      }
      let operands = op.operands.map(recomputation.again)
      let sources = Set(zip(op.operands, operands).filter { depends.contains($0.0) }.map(\.1))
      let found = try gradients(
        through: start..<recorder.program.ops.count, seeds: seeds, sources: sources, naming: false)
      var taken: Set<Program.ID> = []
      // A value that the op takes twice has its whole gradient at its first place.
      return operands.map { taken.insert($0).inserted ? found[$0] : nil }
    case .flat: return op.operands.map { _ in nil }
    case .missing(let reason):
      throw TesseraError(
        .usage, "\(name), which makes '\(call.out.name)', has no gradient: \(reason)")
    case nil: throw TesseraError(.usage, "\(name): nothing is known of its gradient")
    }
  }
}

extension Program {
  /// The values that hang on some others by differentiable numbers, these among them.
  fileprivate func values(dependingOn sources: Set<ID>, in range: Range<Int>) -> Set<ID> {
    var depends = sources
    for op in ops[range] where op.operands.contains(where: depends.contains) {
      for output in op.outputs where values[output].dtype.isContinuous { depends.insert(output) }
    }
    return depends
  }
}

extension DType {
  /// Whether its numbers can have gradients.
  package var isContinuous: Bool { kind == .floatingPoint || kind == .complex }
}

extension Value {
  /// This gradient in the shape and the dtype of the value that it is of: summed over the dims along which that value is
  /// broadcast, or broadcast itself.
  func fitted(to value: Value) throws(TesseraError) -> Value {
    var result = self
    if shape != value.shape {
      let count = Swift.max(ndim, value.ndim)
      let own = [Int](repeating: 1, count: count - ndim) + shape
      let wanted = [Int](repeating: 1, count: count - value.ndim) + value.shape
      let wide = zip(own, wanted).map { $0 == 1 ? $1 : $0 }
      if wide != shape { result = try result.expand(wide) }
      let summed = wide.indices.filter { wanted[$0] == 1 && wide[$0] != 1 }
      let isLeading = summed == Array(0..<(count - value.ndim))
      result = try result.summed(summed, keepDims: !isLeading)
      result = try result.viewed(as: value.shape)
    }
    return result.dtype == value.dtype ? result : try result.cast(value.dtype)
  }

  /// The sum over some dims, which are not none.
  func summed(_ dims: [Int], keepDims: Bool = false) throws(TesseraError) -> Value {
    dims.isEmpty ? self : try op("sum", ["axis": .ints(dims), "keep_dim": .bool(keepDims)])
  }

  /// The same elements in another shape, also where there are none.
  func viewed(as shape: [Int]) throws(TesseraError) -> Value {
    if self.shape == shape { return self }
    return shape.contains(0) ? try constant([0], shape: shape, dtype: dtype) : try reshape(shape)
  }

  /// A constant of this value's shape and dtype.
  func filled(with number: Double) throws(TesseraError) -> Value {
    try constant([number], shape: shape, dtype: dtype)
  }

  /// This value where a condition does not hold, 0 where it does.
  func zeroed(where condition: Value) throws(TesseraError) -> Value {
    try scalar(0, dtype: dtype).where(condition, otherwise: self)
  }

  /// This value where a condition holds, 0 elsewhere.
  func kept(where condition: Value) throws(TesseraError) -> Value {
    try self.where(condition, otherwise: scalar(0, dtype: dtype))
  }

  /// A number times this value.
  func times(_ number: Double) throws(TesseraError) -> Value {
    number == 1 ? self : try scale(scale: number)
  }

  /// This value plus a number.
  func plus(_ number: Double) throws(TesseraError) -> Value { try scale(bias: number) }
}
