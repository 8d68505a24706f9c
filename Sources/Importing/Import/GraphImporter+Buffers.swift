import Elements
import Programs

/// What a model's buffers hold after a call.
extension GraphImporter {
  /// Lets buffers that nodes write into, or that the graph gives new contents, be read behind the last node.
  ///
  /// - Returns: their names in the graph.
  func keepBuffers(_ module: ExportedProgram.Module) -> Set<String> {
    let after = SharedMemory(after: module.graph, symbols)
    var given: Set<String> = []
    for case .buffer(let model) in module.signature.outputs { given.insert(model) }
    for (input, spec) in zip(module.graph.inputs, module.signature.inputs) {
      guard case .buffer(let model, _) = spec, case .tensor(let name) = input,
        given.contains(model) || after.isWritten(name)
      else { continue }
      memory.keep(name)
      written.append((name, model))
    }
    return Set(written.map(\.name))
  }

  /// By buffer that is written: the name of what it holds afterwards.
  func contents(_ module: ExportedProgram.Module) throws(TesseraError) -> [String: String] {
    var contents: [String: String] = [:]
    for case .other("parameter_mutation") in module.signature.outputs {
      throw TesseraError(
        .data, "a parameter is written into: only the optimiser may, in a model that is trained")
    }
    for (name, model) in written {
      if case .tensor(let value)? = known[name], value.name != model {
        contents[model] = value.name
      }
    }
    for (output, spec) in zip(module.graph.outputs, module.signature.outputs) {
      guard case .buffer(let model) = spec, case .tensor(let name) = output,
        case .tensor(let value)? = known[name], value.name != model
      else { continue }
      contents[model] = value.name
    }
    return contents
  }
}
