import Elements
import Ops
import Sharding

extension Program {
  /// The program of a loss and of its gradients, by reverse mode: a program of the same kind, which is printed, completed
  /// and run as any other, and of which the gradients are programs again.
  ///
  /// Values keep their names and their placements; the gradient by `w` is named `grad.w`. Gradients are ops of the schema;
  /// what they do not need of this program is left out, but for its inputs. What is `checkpointed` is made again before
  /// gradients read it.
  ///
  /// The gradient of a real loss L by a complex number x + iy is `dL/dx + i dL/dy`, as in PyTorch: the way up.
  ///
  /// - Parameters:
  ///   - loss: the name of a value of one floating-point element.
  ///   - names: inputs, parameters or other values, in the order of the results; all parameters of floating-point numbers
  ///     where none is given, or all such inputs where there is no parameter.
  ///   - others: the names of values that are returned too, behind the gradients.
  /// - Returns: the program, whose results are the loss and the gradients. One by a value that the loss does not depend
  ///   on is zeros.
  /// - Throws: `TesseraError` where there is no such value, the loss is no floating scalar, a value is of integers, or the
  ///   loss depends on one by an op that has no gradient.
  public func gradients(
    of loss: String, withRespectTo names: [String] = [], beside others: [String] = []
  ) throws(TesseraError) -> Program {
    let id = try floating(loss, "the loss")
    let value = values[id]
    guard value.shape.reduce(1, *) == 1 else {
      throw TesseraError(
        .data,
        "program \(name): the loss must be a scalar, '\(loss)' is \(value.dtype)\(value.shape); "
          + "reduce it by sum or mean, or give its gradient, by products(of:withRespectTo:) or --given"
      )
    }
    return try differentiated([id], names, others) { recorder throws(TesseraError) in
      [try recorder.constant([1], shape: value.shape, dtype: value.dtype)]
    }
  }

  /// The program of some values, and of the products of their gradients with gradients that are given: what a stage of a
  /// pipeline computes backward.
  ///
  /// The given gradients are further inputs, `grad.NAME` of each value.
  ///
  /// - Parameters:
  ///   - outputs: the names of values of floating-point numbers, of any shape.
  ///   - names: as of `gradients(of:withRespectTo:beside:)`.
  ///   - others: as of that.
  /// - Returns: the program, whose results are the values and the gradients.
  /// - Throws: as `gradients(of:withRespectTo:beside:)`.
  public func products(
    of outputs: [String], withRespectTo names: [String] = [], beside others: [String] = []
  ) throws(TesseraError) -> Program {
    var ids: [ID] = []
    for output in outputs { ids.append(try continuous(output, "what is differentiated")) }
    return try differentiated(ids, names, others) { [ids] recorder throws(TesseraError) in
      var seeds: [Value] = []
      for id in ids {
        let value = values[id]
        seeds.append(
          try recorder.input("grad." + value.name, shape: value.shape, dtype: value.dtype))
      }
      return seeds
    }
  }

  private func differentiated(
    _ outputs: [ID], _ names: [String], _ others: [String],
    seeding: (ProgramRecorder) throws(TesseraError) -> [Value]
  ) throws(TesseraError) -> Program {
    var sources: [ID] = []
    for name in names { sources.append(try continuous(name, "what a gradient is by")) }
    if names.isEmpty {
      let floats = inputs.filter { values[$0].dtype.isContinuous }
      let parameters = floats.filter { values[$0].role == .parameter }
      sources = parameters.isEmpty ? floats : parameters
    }
    let recorder = ProgramRecorder(continuing: self)
    var seeds: [ID: Value] = [:]
    for (id, seed) in zip(outputs, try seeding(recorder)) {
      seeds[id] = if let known = seeds[id] { try known + seed } else { seed }
    }
    let found = try ReverseMode(recorder: recorder).gradients(
      through: ops.indices, seeds: seeds, sources: Set(sources), naming: true)
    var results = outputs.map { Value(recorder, $0) }
    for id in sources {
      let value = Value(recorder, id)
      var gradient = if let known = found[id] { known } else { try value.filled(with: 0) }
      // One gradient may be by several values, or be given: each result has a name of its own.
      if recorder.isNamed(gradient),
        !gradient.name.hasPrefix("grad.\(value.name)")
          || results.contains(where: { $0.id == gradient.id })
      {
        gradient = try gradient.assign()
      }
      results.append(gradient.named("grad.\(value.name)"))
    }
    for name in others {
      guard let id = value(named: name) else {
        throw TesseraError(
          .data, "program \(self.name): what it returns must be a value, there is no '\(name)'")
      }
      results.append(Value(recorder, id))
    }
    return try recorder.finish(results).recomputingLate.withoutDeadOps
  }

  /// The value of this name, which must be of real floating-point numbers.
  private func floating(_ name: String, _ part: String) throws(TesseraError) -> ID {
    let id = try continuous(name, part)
    guard values[id].dtype.kind == .floatingPoint else {
      throw TesseraError(
        .data,
        "program \(self.name): \(part) must be of real numbers, '\(name)' is "
          + "\(values[id].dtype)")
    }
    return id
  }

  /// The value of this name, which must be of floating-point or complex numbers.
  private func continuous(_ name: String, _ part: String) throws(TesseraError) -> ID {
    guard let id = value(named: name) else {
      throw TesseraError(
        .data, "program \(self.name): \(part) must be a value of it, there is no '\(name)'")
    }
    guard values[id].dtype.isContinuous else {
      throw TesseraError(
        .data,
        "program \(self.name): \(part) must be of floating-point numbers, '\(name)' is "
          + "\(values[id].dtype)")
    }
    return id
  }
}

extension Program {
  /// The names of the parameters that gradients of the first result go back to.
  package var parametersWithGradients: Set<String> {
    var needed: Set<ID> = [results[0]]
    for op in ops.reversed() where op.outputs.contains(where: needed.contains) {
      if case .op(let name, _) = op.action, case .zero = OpSchema.named(name)?.gradient { continue }
      needed.formUnion(op.operands)
    }
    return Set(
      inputs.filter { needed.contains($0) && values[$0].role == .parameter }
        .map { values[$0].name })
  }
}
