import Elements
import Files
import Programs

extension ImportedModel {
  /// How the files of models end.
  package static let suffixes = [".pt2", ".onnx"]

  /// Reads an ONNX model.
  init(onnx path: String, bindings: [String: Int], shapes: [String: [Int]]) throws(TesseraError) {
    let model = try translated { try OnnxModel(path) }
    do {
      let binding = try OnnxBinding(model.graph.ports, given: bindings, shapes: shapes)
      var read: OnnxImporter?
      program = try Program.trace(Self.programName(path)) { recorder in
        let importer = OnnxImporter(model, binding, OnnxValues(recorder, OnnxWeights(path)))
        read = importer
        return try importer.importing()
      }
      weights = read?.values.weights ?? [:]
      origins = read?.origins ?? [:]
      aliases = read?.values.aliases ?? [:]
      self.bindings = binding.numbers
    } catch {
      throw TesseraError(error.kind, "\(path): \(error)")
    }
    (missing, buffers, frozen, others, updates) = ([], [], [], [:], [:])
    (modules, unsupported, callCount, pytorch, cast) = ([], [], 0, nil, nil)
    producer = model.producer.isEmpty ? nil : model.producer
  }

  /// A program of nothing but the inputs of an ONNX model, with 1 for the sizes that it leaves open; nil where it leaves
  /// none open.
  ///
  /// - Throws: `TesseraError.Kind.data` where the file is no model, or a damaged one.
  package static func openInputs(onnx path: String) throws(TesseraError) -> Program? {
    let ports = try translated { try OnnxModel(path) }.graph.ports
    let symbols = Set(ports.flatMap(\.symbols))
    guard !symbols.isEmpty else { return nil }
    let ones = Dictionary(uniqueKeysWithValues: symbols.map { ($0, 1) })
    let binding = try OnnxBinding(ports, given: ones, shapes: [:])
    return try Program.trace(programName(path)) { recorder in
      try ports.map { port in
        try recorder.input(
          port.name, shape: binding.shape(port) ?? [], dtype: DType(onnx: port.dtype) ?? .float32)
      }
    }
  }
}
