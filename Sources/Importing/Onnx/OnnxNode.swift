import Files

/// A call of an operator.
struct OnnxNode {
  private(set) var name = ""
  private(set) var operation = ""
  /// Empty for ONNX's own operators.
  private(set) var domain = ""
  /// By place; empty where one is left out.
  private(set) var inputs: [String] = []
  private(set) var outputs: [String] = []
  private(set) var attributes: [String: OnnxAttribute] = [:]
  /// What the writer says beside: from which module the node comes.
  private(set) var notes: [String: String] = [:]

  init(_ given: ProtobufMessage, depth: Int) throws(FileError.Problem) {
    var message = given
    while let field = try message.next() {
      switch field.number {
      case 1: inputs.append(try message.text(field))
      case 2: outputs.append(try message.text(field))
      case 3: name = try message.text(field)
      case 4: operation = try message.text(field)
      case 5:
        let (key, value) = try OnnxAttribute.named(
          try message.message(field, "an attribute of \(message.kind)"), depth: depth)
        guard attributes.updateValue(value, forKey: key) == nil else {
          throw message.fault("two attributes '\(key)'")
        }
      case 7: domain = try message.text(field)
      case 9:
        let (key, value) = try OnnxEntry.pair(try message.message(field, message.kind))
        notes[key] = value
      default: break
      }
    }
    if domain == "ai.onnx" { domain = "" }
    guard !operation.isEmpty else { throw given.fault("it names no operator") }
  }
}

/// What an operator is told beside its tensors.
indirect enum OnnxAttribute {
  case int(Int)
  case float(Double)
  case text(String)
  case ints([Int])
  case floats([Double])
  case texts([String])
  case tensor(OnnxTensor)
  case graph(OnnxGraph)
  /// A kind that is not read, by its number.
  case other(Int)

  /// The attribute with its name.
  static func named(_ given: ProtobufMessage, depth: Int) throws(FileError.Problem) -> (
    String, OnnxAttribute
  ) {
    var (message, name, type) = (given, "", 0)
    var (int, float, text) = (0, 0.0, "")
    var (ints, floats, texts) = ([Int](), [Double](), [String]())
    var (tensor, graph) = (nil as OnnxTensor?, nil as OnnxGraph?)
    while let field = try message.next() {
      switch field.number {
      case 1: name = try message.text(field)
      case 2: float = try message.float(field)
      case 3: int = try message.int(field)
      case 4: text = try message.text(field)
      case 5: tensor = try OnnxTensor(try message.message(field, "a tensor of \(message.kind)"))
      case 6:
        graph = try OnnxGraph(
          try message.message(field, "a graph of \(message.kind)"), depth: depth + 1)
      case 7: floats += try message.floats(field)
      case 8: ints += try message.ints(field)
      case 9: texts.append(try message.text(field))
      case 20: type = try message.int(field)
      default: break
      }
    }
    let value: OnnxAttribute
    switch type {
    case 1: value = .float(float)
    case 2: value = .int(int)
    case 3: value = .text(text)
    case 4:
      guard let tensor else { throw message.fault("attribute '\(name)' has no tensor") }
      value = .tensor(tensor)
    case 5:
      guard let graph else { throw message.fault("attribute '\(name)' has no graph") }
      value = .graph(graph)
    case 6: value = .floats(floats)
    case 7: value = .ints(ints)
    case 8: value = .texts(texts)
    default: value = .other(type)
    }
    return (name, value)
  }
}

/// A key with its value, both texts.
enum OnnxEntry {
  static func pair(_ given: ProtobufMessage) throws(FileError.Problem) -> (String, String) {
    var (message, key, value) = (given, "", "")
    while let field = try message.next() {
      switch field.number {
      case 1: key = try message.text(field)
      case 2: value = try message.text(field)
      default: break
      }
    }
    return (key, value)
  }
}
