import Elements
import Files
import Programs

/// What a graph is given: inputs of each call, weights, and tensors that the code holds.
extension GraphImporter {
  /// Larger tensors that the code holds are parameters, so that they are not copied into the program.
  private static let mostConstants = 1 << 16
  /// Makes inputs and parameters of what the graph is given.
  func takeInputs(_ module: ExportedProgram.Module, _ recorder: ProgramRecorder)
    throws(TesseraError)
  {
    guard module.graph.inputs.count == module.signature.inputs.count else {
      throw TesseraError(
        .data,
        "\(module.graph.inputs.count) inputs of the graph, \(module.signature.inputs.count) of its signature"
      )
    }
    // What lies at one place of the file is one parameter, however often it is named: tied weights.
    var places: [StoredPlace: (name: String, value: Value)] = [:]
    var unread: [String] = []
    let kept = trains ? keepBuffers(module) : []
    for (input, spec) in zip(module.graph.inputs, module.signature.inputs) {
      guard case .tensor(let name) = input else { continue }
      let value: Value
      switch spec {
      case .parameter(let model), .buffer(let model, _), .constant(let model):
        // As the count of batches that a batch norm has seen.
        guard memory.isRead(name) else {
          unread.append(model)
          continue
        }
        let weight = archive.weights[model] ?? archive.constants[model]
        guard let weight else {
          throw TesseraError(.data, "tensor '\(model)': the archive does not have it")
        }
        if let place = weight.stored.map(StoredPlace.init), let tied = places[place],
          weight.shape.contains(0) == false
        {
          tie(model, to: tied.value, recorder)
          value = tied.value
          // Who writes into one of them changes the other.
          memory.hold(name)
          memory.hold(tied.name)
        } else {
          let isLifted = archive.weights[model] == nil && !kept.contains(name)
          value = try self.weight(model, weight, isLifted: isLifted, recorder)
          if let place = weight.stored.map(StoredPlace.init) { places[place] = (name, value) }
          if case .parameter = spec {} else { buffers.insert(model) }
        }
        if case .parameter = spec {
          memory.hold(name)
          if module.graph.tensors[name]?.isTrained == false { frozen.insert(model) }
        }
      case .user:
        guard let tensor = module.graph.tensors[name] else {
          throw TesseraError(.data, "input '\(name)': its shape is not in the file")
        }
        value = try recorder.input(
          name, shape: try symbols.shape(tensor), dtype: try dtype(tensor, of: name))
      // A token only orders calls that have effects.
      case .number, .other("token"): continue
      case .other(let kind):
        throw TesseraError(.data, "input '\(name)' is a \(kind): a tensor is required")
      }
      known[name] = .tensor(value)
    }
    for model in unread {
      guard let weight = archive.weights[model], let stored = weight.stored else { continue }
      if let tied = places[StoredPlace(stored)]?.value {
        tie(model, to: tied, recorder)
      } else {
        others[model] = .stored(stored, weight.dtype)
      }
    }
  }

  /// Notes another name that the model has for a parameter.
  private func tie(_ model: String, to value: Value, _ recorder: ProgramRecorder) {
    aliases[model] = value.name
    others[model] = .same(value.name)
    recorder.addName(model, to: value)
  }

  private func weight(
    _ name: String, _ weight: ExportedArchive.Weight, isLifted: Bool, _ recorder: ProgramRecorder
  ) throws(TesseraError) -> Value {
    if isLifted, let stored = weight.stored, weight.shape.reduce(1, *) <= Self.mostConstants,
      let numbers = try translated({ try stored.numbers() })
    {
      return try recorder.constant(numbers, shape: weight.shape, dtype: weight.dtype).named(name)
    }
    if let stored = weight.stored { weights[name] = stored } else { missing.append(name) }
    return try recorder.parameter(name, shape: weight.shape, dtype: weight.dtype)
  }

  /// The dtype of a tensor of the graph.
  func dtype(_ tensor: ExportedTensor, of name: String) throws(TesseraError) -> DType {
    guard let dtype = DType(pytorch: tensor.code) else {
      throw TesseraError(
        .data, "'\(name)': \(DType.pytorchName(tensor.code)) is no dtype that a tensor here has")
    }
    return dtype
  }
}
