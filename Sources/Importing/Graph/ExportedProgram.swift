/// A program as `torch.export.save` writes it to `models/model.json`.
///
/// Unknown keys are passed over, so that any minor version of the schema's major version 8 is read.
///
/// Source: `torch/_export/serde/schema.py` of PyTorch 2.6 to 2.15.
struct ExportedProgram: Decodable, Sendable {
  struct Version: Decodable, Sendable {
    let major: Int
    let minor: Int
  }

  struct Module: Decodable, Sendable {
    let graph: ExportedGraph
    let signature: ExportedSignature
  }

  /// What is known of a symbol.
  struct Bounds: Decodable, Sendable {
    let least: Int?
    let most: Int?

    enum CodingKeys: String, CodingKey {
      case least = "min_val"
      case most = "max_val"
    }
  }

  let module: Module
  let version: Version
  let bounds: [String: Bounds]?
  let pytorch: String?

  enum CodingKeys: String, CodingKey {
    case module = "graph_module"
    case version = "schema_version"
    case bounds = "range_constraints"
    case pytorch = "torch_version"
  }
}

/// Nodes in the order of execution, and what is known of each value by its name.
struct ExportedGraph: Decodable, Sendable {
  let inputs: [ExportedArgument]
  let outputs: [ExportedArgument]
  let nodes: [ExportedNode]
  let tensors: [String: ExportedTensor]
  let integers: [String: ExportedInteger]?
  let floats: [String: ExportedScalar]?
  let truths: [String: ExportedScalar]?

  enum CodingKeys: String, CodingKey {
    case inputs, outputs, nodes
    case tensors = "tensor_values"
    case integers = "sym_int_values"
    case floats = "sym_float_values"
    case truths = "sym_bool_values"
  }
}

/// A call of an operator.
struct ExportedNode: Decodable, Sendable {
  struct Input: Decodable, Sendable {
    let name: String
    let value: ExportedArgument

    enum CodingKeys: String, CodingKey {
      case name
      case value = "arg"
    }
  }

  let target: String
  let inputs: [Input]
  let outputs: [ExportedArgument]
  let metadata: Metadata?

  /// Where the call stands in the user's code.
  struct Metadata: Decodable, Sendable {
    let modules: String?
    let trace: String?

    enum CodingKeys: String, CodingKey {
      case modules = "nn_module_stack"
      case trace = "stack_trace"
    }
  }
}

/// Shape, dtype and place of a tensor.
struct ExportedTensor: Decodable, Sendable {
  /// The number that the format has for the dtype.
  let code: Int
  let sizes: [ExportedInteger]
  let strides: [ExportedInteger]
  let offset: ExportedInteger?
  /// Whether gradients are taken by it; nil where the file does not say.
  let isTrained: Bool?

  enum CodingKeys: String, CodingKey {
    case code = "dtype"
    case sizes, strides
    case offset = "storage_offset"
    case isTrained = "requires_grad"
  }
}

/// What the inputs of a graph are, and where its outputs go.
struct ExportedSignature: Decodable, Sendable {
  /// An input of the graph.
  enum Input: Decodable, Sendable {
    case parameter(name: String)
    /// One that is not persistent is no part of the model's `state_dict()`.
    case buffer(name: String, isPersistent: Bool)
    case constant(name: String)
    case user
    /// A number that is part of the program.
    case number
    case other(String)
  }

  /// An output of the graph.
  enum Output: Decodable, Sendable {
    case user
    /// What a buffer holds afterwards.
    case buffer(name: String)
    case other(String)
  }

  let inputs: [Input]
  let outputs: [Output]

  enum CodingKeys: String, CodingKey {
    case inputs = "input_specs"
    case outputs = "output_specs"
  }
}

extension ExportedSignature.Input {
  private enum Names: String, CodingKey {
    case parameter = "parameter_name"
    case buffer = "buffer_name"
    case constant = "tensor_constant_name"
    case persistent
  }

  /// The name under which the model's `state_dict()` has it; nil of what is not in that.
  var weightName: String? {
    switch self {
    case .parameter(let name), .buffer(let name, true): name
    default: nil
    }
  }

  init(from decoder: any Decoder) throws {
    let union = try ExportedUnion(decoder)
    func name(_ key: Names) throws -> String {
      try union.object(Names.self).decode(String.self, forKey: key)
    }
    switch union.name {
    case "parameter": self = .parameter(name: try name(.parameter))
    case "buffer":
      let isPersistent = try union.object(Names.self).decodeIfPresent(
        Bool.self, forKey: .persistent)
      self = .buffer(name: try name(.buffer), isPersistent: isPersistent ?? true)
    case "tensor_constant": self = .constant(name: try name(.constant))
    case "user_input": self = .user
    case "constant_input": self = .number
    default: self = .other(union.name)
    }
  }
}

extension ExportedSignature.Output {
  private enum Names: String, CodingKey { case buffer = "buffer_name" }

  init(from decoder: any Decoder) throws {
    let union = try ExportedUnion(decoder)
    switch union.name {
    // A loss is what the user gets, too.
    case "user_output", "loss_output": self = .user
    case "buffer_mutation":
      self = .buffer(name: try union.object(Names.self).decode(String.self, forKey: .buffer))
    default: self = .other(union.name)
    }
  }
}

/// An object of one key, which says what its value is.
struct ExportedUnion {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  let name: String
  private let container: KeyedDecodingContainer<Key>
  private let key: Key

  init(_ decoder: any Decoder) throws {
    container = try decoder.container(keyedBy: Key.self)
    guard let key = container.allKeys.first, container.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription:
            "an object of one key is required, it has \(container.allKeys.map(\.stringValue).sorted())"
        ))
    }
    self.key = key
    name = key.stringValue
  }

  /// The value of the key.
  func value<Result: Decodable>(_: Result.Type = Result.self) throws -> Result {
    try container.decode(Result.self, forKey: key)
  }

  func object<Keys: CodingKey>(_: Keys.Type) throws -> KeyedDecodingContainer<Keys> {
    try container.nestedContainer(keyedBy: Keys.self, forKey: key)
  }
}
