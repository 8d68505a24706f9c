import Files

/// Nodes in the order in which they run, with what they are given by name.
struct OnnxGraph {
  /// An input or a result.
  struct Port {
    /// One size of a shape.
    enum Size: Hashable {
      case number(Int)
      /// A number that the model leaves open, by its name there.
      case symbol(String)
    }

    let name: String
    /// The number of a dtype; 0 where nothing is said.
    let dtype: Int
    /// Nil where nothing is said.
    let shape: [Size]?
  }

  private(set) var nodes: [OnnxNode] = []
  private(set) var inputs: [Port] = []
  private(set) var outputs: [Port] = []
  private(set) var initializers: [OnnxTensor] = []

  /// - Parameter depth: how many graphs it stands in.
  init(_ given: ProtobufMessage, depth: Int) throws(FileError.Problem) {
    guard depth <= OnnxModel.mostNested else {
      throw .onnx(reason: "more than \(OnnxModel.mostNested) graphs stand in one another")
    }
    var message = given
    while let field = try message.next() {
      switch field.number {
      case 1:
        nodes.append(try OnnxNode(try message.message(field, "node \(nodes.count)"), depth: depth))
      case 5:
        initializers.append(
          try OnnxTensor(try message.message(field, "initializer \(initializers.count)")))
      case 11: inputs.append(try Port(try message.message(field, "input \(inputs.count)")))
      case 12: outputs.append(try Port(try message.message(field, "output \(outputs.count)")))
      case 15: throw .onnx(reason: "it has sparse initializers, which are not read")
      default: break
      }
    }
  }
}

extension OnnxGraph.Port {
  fileprivate init(_ given: ProtobufMessage) throws(FileError.Problem) {
    var (message, name) = (given, "")
    var type: (dtype: Int, shape: [Size]?) = (0, nil)
    while let field = try message.next() {
      switch field.number {
      case 1: name = try message.text(field)
      case 2: type = try Self.type(try message.message(field, "the type of '\(name)'"), name)
      default: break
      }
    }
    (self.name, dtype, shape) = (name, type.dtype, type.shape)
  }

  private static func type(_ given: ProtobufMessage, _ name: String) throws(FileError.Problem) -> (
    Int, [Size]?
  ) {
    var (message, found) = (given, (0, nil as [Size]?))
    while let field = try message.next() {
      switch field.number {
      case 1:
        var tensor = try message.message(field, message.kind)
        while let field = try tensor.next() {
          switch field.number {
          case 1: found.0 = try tensor.int(field)
          case 2: found.1 = try shape(try tensor.message(field, tensor.kind), name)
          default: break
          }
        }
      case 4, 5, 8, 9:
        throw .onnx(reason: "\(message.kind): a tensor is required, no list and no map")
      default: break
      }
    }
    return found
  }

  private static func shape(_ given: ProtobufMessage, _ name: String) throws(FileError.Problem)
    -> [Size]
  {
    var (message, sizes) = (given, [Size]())
    while let field = try message.next() {
      guard field.number == 1 else { continue }
      // What nobody named is called by where it stands; writers leave a size open as -1, as 0 and as "?".
      let own = "\(name).\(sizes.count)"
      var (dim, size) = (try message.message(field, message.kind), Size.symbol(own))
      while let field = try dim.next() {
        switch field.number {
        case 1:
          let number = try dim.int(field)
          guard number >= -1 else { throw dim.fault("a size of \(number)") }
          size = number > 0 ? .number(number) : .symbol(own)
        case 2:
          let word = try dim.text(field)
          size = .symbol(word.isEmpty || word == "?" ? own : word)
        default: break
        }
      }
      sizes.append(size)
    }
    return sizes
  }
}
