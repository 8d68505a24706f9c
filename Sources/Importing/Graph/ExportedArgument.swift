/// What a node is given or makes.
indirect enum ExportedArgument: Decodable, Sendable {
  case none
  case tensor(String)
  case tensors([String])
  /// With nil where a dim is not indexed.
  case optionalTensors([String?])
  case int(Int)
  case ints([Int])
  case double(Double)
  case doubles([Double])
  case bool(Bool)
  case bools([Bool])
  case text(String)
  case texts([String])
  case symbol(ExportedSymbol)
  case symbols([ExportedSymbol])
  /// The number of a dtype.
  case dtype(Int)
  /// A device, a layout, a memory format: nothing that changes a value.
  case idle
  case graph(ExportedGraph)
  case complex(real: Double, imaginary: Double)
  /// A kind that is not read, by its name.
  case other(String)

  private struct Named: Decodable, Sendable { let name: String }
  private struct Subgraph: Decodable, Sendable { let graph: ExportedGraph }
  private struct Pair: Decodable, Sendable {
    let real: ExportedNumber
    let imag: ExportedNumber
  }
  private struct Optional: Decodable, Sendable {
    let name: String?
    init(from decoder: any Decoder) throws {
      let union = try ExportedUnion(decoder)
      name = union.name == "as_tensor" ? try union.value(Named.self).name : nil
    }
  }

  init(from decoder: any Decoder) throws {
    let union = try ExportedUnion(decoder)
    switch union.name {
    case "as_none": self = .none
    case "as_tensor": self = .tensor(try union.value(Named.self).name)
    case "as_tensors": self = .tensors(try union.value([Named].self).map(\.name))
    case "as_optional_tensor":
      self = try union.value(Optional.self).name.map { .tensor($0) } ?? .none
    case "as_optional_tensors":
      self = .optionalTensors(try union.value([Optional].self).map(\.name))
    case "as_int": self = .int(try union.value())
    case "as_ints": self = .ints(try union.value())
    case "as_float": self = .double(try union.value(ExportedNumber.self).value)
    case "as_floats": self = .doubles(try union.value([ExportedNumber].self).map(\.value))
    case "as_bool": self = .bool(try union.value())
    case "as_bools": self = .bools(try union.value())
    case "as_string", "as_operator": self = .text(try union.value())
    case "as_strings": self = .texts(try union.value())
    case "as_sym_int", "as_sym_bool", "as_sym_float":
      self = .symbol(try union.value())
    case "as_sym_ints", "as_sym_floats", "as_sym_bools": self = .symbols(try union.value())
    case "as_scalar_type": self = .dtype(try union.value())
    case "as_memory_format", "as_layout", "as_device": self = .idle
    case "as_graph": self = .graph(try union.value(Subgraph.self).graph)
    case "as_complex":
      let pair = try union.value(Pair.self)
      self = .complex(real: pair.real.value, imaginary: pair.imag.value)
    default: self = .other(union.name)
    }
  }
}

/// A number, or the word for one that JSON does not have: `"-Infinity"`.
struct ExportedNumber: Decodable, Sendable {
  let value: Double

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let word = try? container.decode(String.self) {
      let values: [String: Double] = [
        "Infinity": .infinity, "-Infinity": -.infinity, "NaN": .nan,
      ]
      guard let value = values[word] else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "a number is required, not '\(word)'")
      }
      self.value = value
    } else {
      value = try container.decode(Double.self)
    }
  }
}

/// An argument that is a symbol's name, or a number in its place.
enum ExportedSymbol: Decodable, Sendable {
  case name(String)
  case int(Int)
  case double(Double)
  case bool(Bool)

  init(from decoder: any Decoder) throws {
    let union = try ExportedUnion(decoder)
    switch union.name {
    case "as_name": self = .name(try union.value())
    case "as_int": self = .int(try union.value())
    case "as_float": self = .double(try union.value(ExportedNumber.self).value)
    case "as_bool": self = .bool(try union.value())
    default:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "'\(union.name)' is no symbol"))
    }
  }
}

/// A size: a number, or an expression of symbols.
enum ExportedInteger: Decodable, Sendable {
  case int(Int)
  /// With the value that it had at the export; nil where that depended on data.
  case expression(String, hint: Int?)

  private struct Expression: Decodable, Sendable {
    struct Hint: Decodable, Sendable {
      let value: Int?
      enum CodingKeys: String, CodingKey { case value = "as_int" }
    }
    let text: String
    let hint: Hint?

    enum CodingKeys: String, CodingKey {
      case text = "expr_str"
      case hint
    }
  }

  init(from decoder: any Decoder) throws {
    let union = try ExportedUnion(decoder)
    switch union.name {
    case "as_int": self = .int(try union.value())
    case "as_expr":
      let expression = try union.value(Expression.self)
      self = .expression(expression.text, hint: expression.hint?.value)
    default:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "'\(union.name)' is no size"))
    }
  }
}

/// A float or a truth: a number, or an expression of symbols.
enum ExportedScalar: Decodable, Sendable {
  case number(Double)
  case expression(String)

  private struct Expression: Decodable, Sendable {
    let text: String
    enum CodingKeys: String, CodingKey { case text = "expr_str" }
  }

  init(from decoder: any Decoder) throws {
    let union = try ExportedUnion(decoder)
    switch union.name {
    case "as_float": self = .number(try union.value(ExportedNumber.self).value)
    case "as_bool": self = .number(try union.value(Bool.self) ? 1 : 0)
    case "as_expr": self = .expression(try union.value(Expression.self).text)
    default:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "'\(union.name)' is no number"))
    }
  }
}
