import Elements
import Files

/// Weights by the names that a model has for them, in files beside the exported one. They are mapped, not read.
package struct WeightFiles {
  /// The file or folder, for messages.
  let path: String
  let tensors: [String: StoredTensor]

  /// Weights of these names.
  package init(path: String, tensors: [String: StoredTensor]) {
    (self.path, self.tensors) = (path, tensors)
  }
}

extension ExportedArchive {
  /// The same model with weights from other files, by their names.
  ///
  /// - Throws: `TesseraError.Kind.data` where the files lack a weight that the model reads, have one that it does not have,
  ///   or one of another shape, or of another dtype where not both are of floats; all of them are named.
  func withWeights(of files: WeightFiles) throws(TesseraError) -> ExportedArchive {
    let graph = program.module.graph
    var reads = Set(graph.outputs.flatMap(\.tensorNames))
    for node in graph.nodes { reads.formUnion(node.inputs.flatMap(\.value.tensorNames)) }
    var weights: [String: Weight] = [:]
    var (missing, misshapen) = ([String](), [String]())
    var casts: [String: Int] = [:]
    var known: Set<String> = []
    // Tied weights are one tensor, which may be there under one of their names alone.
    var twins: [StoredPlace: [String]] = [:]
    for (name, weight) in self.weights.sorted(by: { $0.key < $1.key }) {
      if let stored = weight.stored { twins[StoredPlace(stored), default: []].append(name) }
    }
    for (input, spec) in zip(graph.inputs, program.module.signature.inputs) {
      guard let name = spec.weightName, constants[name] == nil, case .tensor(let value) = input
      else { continue }
      known.insert(name)
      let tied = self.weights[name]?.stored.map(StoredPlace.init).flatMap { twins[$0] } ?? [name]
      let (shape, dtype) = try declared(name, value)
      guard let stored = tied.lazy.compactMap({ files.tensors[$0] }).first else {
        if reads.contains(value) { missing.append(name) }
        weights[name] = Weight(shape: shape, dtype: dtype, stored: nil)
        continue
      }
      let isCast = stored.dtype != dtype
      let isReal = stored.dtype.kind == .floatingPoint && dtype.kind == .floatingPoint
      if stored.shape != shape || isCast && !isReal {
        misshapen.append(
          "\(name) is \(stored.dtype)\(stored.shape), the model has \(dtype)\(shape)")
      }
      if isCast { casts["from \(stored.dtype) to \(dtype)", default: 0] += 1 }
      weights[name] = Weight(shape: shape, dtype: dtype, stored: stored)
    }
    let unexpected = files.tensors.keys.filter { !known.contains($0) && constants[$0] == nil }
    let faults = [
      ("missing", missing), ("unexpected", unexpected.sorted()), ("misshapen", misshapen),
    ]
    .filter { !$0.1.isEmpty }.map { kind, names in
      let rest = names.count - Self.mostNamed
      return "\(kind): " + names.prefix(Self.mostNamed).joined(separator: ", ")
        + (rest > 0 ? " and \(rest) more" : "")
    }
    guard faults.isEmpty else {
      throw TesseraError(.data, "--weights \(files.path): \(faults.joined(separator: "; "))")
    }
    let words = casts.sorted { $0.key < $1.key }.map {
      "\($1) tensor\($1 == 1 ? "" : "s") \($0)"
    }
    return ExportedArchive(
      program: program, weights: weights, constants: constants,
      cast: words.isEmpty
        ? nil : "--weights \(files.path): cast \(words.joined(separator: ", "))")
  }

  /// What the archive says of a weight.
  private func declared(_ name: String, _ value: String) throws(TesseraError) -> (
    shape: [Int], dtype: DType
  ) {
    if let weight = weights[name] { return (weight.shape, weight.dtype) }
    guard let tensor = program.module.graph.tensors[value], let dtype = DType(pytorch: tensor.code)
    else { throw TesseraError(.data, "tensor '\(name)': its dtype is none that a tensor here has") }
    var shape: [Int] = []
    for size in tensor.sizes {
      guard case .int(let number) = size else {
        throw TesseraError(.data, "tensor '\(name)': its sizes must be numbers")
      }
      shape.append(number)
    }
    return (shape, dtype)
  }

  /// So many names are told of each kind of fault.
  private static let mostNamed = 20
}
