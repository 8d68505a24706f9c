import Files

/// A model as ONNX writes it: one graph, and the versions of the operators that it calls.
///
/// Source: onnx/onnx.proto of ONNX 1.23, of which the messages that a model's results hang on are read.
struct OnnxModel {
  let file: MappedFile
  let irVersion: Int
  /// By domain, empty for ONNX's own: the version of its operators.
  let opsets: [String: Int]
  /// What wrote the file, and its version; empty where it does not say.
  let producer: String
  let graph: OnnxGraph

  /// The versions of ONNX's operators that are read.
  static let readOpsets = 11...25
  /// The versions of the format that are read.
  static let readVersions = 3...14
  /// More subgraphs are not read within one another.
  static let mostNested = 16

  /// The version of ONNX's own operators.
  var opset: Int { opsets[""] ?? 0 }

  /// - Throws: `FileError` where the file is no model, or a damaged one.
  init(_ path: String) throws(FileError) {
    let file = try MappedFile(path)
    self = try FileError.naming(path) { () throws(FileError.Problem) in try OnnxModel(file) }
  }

  private init(_ file: MappedFile) throws(FileError.Problem) {
    self.file = file
    var message = ProtobufMessage(file, 0..<file.byteCount, "the model")
    var (version, opsets, producer) = (0, [String: Int](), ["", ""])
    var graph: OnnxGraph?
    while let field = try message.next() {
      switch field.number {
      case 1: version = try message.int(field)
      case 2: producer[0] = try message.text(field)
      case 3: producer[1] = try message.text(field)
      case 7:
        guard graph == nil else { throw .onnx(reason: "the model has two graphs") }
        graph = try OnnxGraph(try message.message(field, "the graph"), depth: 0)
      case 8:
        let (domain, version) = try Self.opset(try message.message(field, "an opset"))
        guard opsets.updateValue(version, forKey: domain) == nil else {
          throw .onnx(reason: "it names the operators of domain '\(domain)' twice")
        }
      case 25:
        throw .onnx(reason: "it has functions of its own: export the model with them inlined")
      default: break
      }
    }
    guard let graph else { throw .onnx(reason: "it has no graph") }
    guard Self.readVersions.contains(version) else {
      throw .onnx(
        reason: "its IR version is \(version); \(Self.readVersions.words) are read")
    }
    guard let opset = opsets[""] else {
      throw .onnx(reason: "it does not say which version of ONNX's operators it calls")
    }
    guard Self.readOpsets.contains(opset) else {
      throw .onnx(reason: "its opset is \(opset); \(Self.readOpsets.words) are read")
    }
    (irVersion, self.opsets, self.graph) = (version, opsets, graph)
    self.producer = producer.filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func opset(_ given: ProtobufMessage) throws(FileError.Problem) -> (String, Int) {
    var (message, domain, version) = (given, "", 0)
    while let field = try message.next() {
      switch field.number {
      case 1: domain = try message.text(field)
      case 2: version = try message.int(field)
      default: break
      }
    }
    return (domain == "ai.onnx" ? "" : domain, version)
  }
}

extension ClosedRange<Int> {
  fileprivate var words: String { "\(lowerBound) to \(upperBound)" }
}
