import Foundation
import Ops
import Testing

@testable import OpsGenerator

/// The calls of other systems: those of PyTorch are held against ATen's own signatures.
///
/// `Fixtures/aten.txt` has every overload of the functions that an op names, as torch 2.13 declares them; those that
/// write into their arguments only where an op names them.
@Suite struct ForeignCallTests {
  /// One argument as ATen declares it: `SymInt[2] stride=1`.
  struct Parameter {
    /// `int[]`, `Tensor`: without sizes, marks of aliases, and whether it may be absent.
    let type: String
    let name: String
    let defaultText: String?
    let isKeyword: Bool

    init(_ text: String, isKeyword: Bool) {
      let halves = text.split(separator: "=", maxSplits: 1)
      let words = halves[0].split(separator: " ")
      name = String(words[words.count - 1])
      type = words.dropLast().joined(separator: " ").replacing(/\(.*?\)|\?/, with: "")
        .replacing(/\[[0-9]+\]/, with: "[]").replacing("SymInt", with: "int")
      defaultText = halves.count == 2 ? halves[1].filter { !"\"'".contains($0) } : nil
      self.isKeyword = isKeyword
    }
  }

  static let signatures: [String: [Parameter]] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Fixtures/aten.txt")
    let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
    var signatures: [String: [Parameter]] = [:]
    for line in lines {
      let name = line.prefix { $0 != "(" }
      var isKeyword = false
      signatures[String(name)] = CallParser.split(String(line.dropFirst(name.count + 1).dropLast()))
        .compactMap { word in
          if word == "*" { isKeyword = true }
          return word == "*" ? nil : Parameter(word, isKeyword: isKeyword)
        }
    }
    return signatures
  }()

  /// The calls of the overload, with their ops.
  static let calls: [String: [(schema: OpSchema, call: ForeignCall)]] = {
    var calls: [String: [(OpSchema, ForeignCall)]] = [:]
    for schema in OpSchema.all {
      for call in schema.pytorch {
        for name in call.names where name.hasPrefix("aten.") {
          calls[name, default: []].append((schema, call))
        }
      }
    }
    return calls
  }()

  /// Overloads that no op is, though another of the same function is one.
  static let excused: [String: String] = [
    "aten.addmm.dtype": "the product has another dtype than its operands",
    "aten.bmm.dtype": "the product has another dtype than its operands",
    "aten.mm.dtype": "the product has another dtype than its operands",
    "aten.bernoulli.p": "of its tensor only the shape counts",
    "aten.fill.Tensor": "the number is known only when it is computed",
    "aten.max.dim": "two ops: max and argmax",
    "aten.min.dim": "two ops: min and argmin",
    "aten.repeat_interleave.Tensor": "the shape follows from the values",
    "aten.repeat_interleave.self_Tensor": "the shape follows from the values",
    "aten.scatter.value": "the value has the shape of the index: expand comes first",
    "aten.scatter.value_reduce": "the value has the shape of the index: expand comes first",
    "aten.view.dtype": "the bits are read as another dtype",
    "aten.where.default": "it is nonzero, a tensor for each dim",
  ]

  @Test func `each overload of a function that an op names is an op, or it is said why it is none`()
  {
    #expect(Self.signatures.count > 300)
    let named = Set(Self.calls.keys)
    #expect(Set(Self.signatures.keys).subtracting(named) == Set(Self.excused.keys))
    #expect(named.subtracting(Self.signatures.keys) == [])
  }

  @Test func `arguments have ATen's names, order and defaults, and become what their types can be`()
  {
    for (name, owners) in Self.calls {
      let parameters = Self.signatures[name] ?? []
      for (schema, call) in owners {
        let place = "\(schema.name), \(name)"
        let arguments = call.arguments
        #expect(arguments.map(\.name) == parameters.map(\.name), "\(place)")
        #expect(arguments.map(\.isKeyword) == parameters.map(\.isKeyword), "\(place)")
        for (argument, parameter) in zip(arguments, parameters) {
          let fault = Self.fault(argument, parameter, schema)
          #expect(fault == nil, "\(place): \(argument.name) \(fault ?? "")")
        }
      }
    }
  }

  /// What is wrong with an argument of the op's call; nil where nothing is.
  private static func fault(
    _ argument: ForeignCall.Argument, _ parameter: Parameter, _ schema: OpSchema
  ) -> String? {
    // One number of a list is that number everywhere; a value that is asked for need not be the default.
    let isDefault = parameter.defaultText.map(plain) == argument.defaultText.map(plain)
    if !isDefault, argument.target != .fixed {
      return "is \(argument.defaultText ?? "required"), not \(parameter.defaultText ?? "required")"
    }
    guard case .ours(let name, let conversion) = argument.target else { return nil }
    let way = "\(parameter.type) \(conversion?.rawValue ?? "-") \(kind(of: name, in: schema))"
    return ways.contains(way) ? nil : "cannot go: \(way)"

    func plain(_ text: String) -> String {
      let words = Set(text.filter { !"[] ".contains($0) }.split(separator: ","))
      let word = words.count == 1 ? String(words.first ?? "") : text
      return Double(word).map { "\($0)" } ?? word
    }
  }

  /// Whether a name is that of an input, of a list of them, or of an attribute, and of which type.
  private static func kind(of name: String, in schema: OpSchema) -> String {
    if let input = schema.inputs.first(where: { $0.name == name }) {
      return input.isList ? "list" : "input"
    }
    guard let attribute = schema.attribute(name) else { return "nothing" }
    switch attribute.type {
    case .bool: return "bool"
    case .int: return "int"
    case .number: return "number"
    case .ints: return "ints"
    case .numbers: return "numbers"
    case .text: return "text"
    case .choice: return "choice"
    case .dtype: return "dtype"
    }
  }

  /// A type of theirs, the conversion, and what it becomes.
  private static let ways: Set<String> = [
    "Tensor - input", "Tensor scalar input", "Tensor heads input", "Tensor dtypeOf dtype",
    "Tensor shapeOf ints", "Tensor[] - list", "Scalar - number", "Scalar scalar input",
    "Scalar negated number", "float - number", "float complement number", "int - int",
    "int list ints", "int start ints", "int end ints", "int index ints", "int sizes ints",
    "int chunks ints", "int flatten int", "int[] - ints", "int[] list ints", "int[] only int",
    "int[] trailing int", "int[] padding ints", "bool - bool", "bool not bool", "str - text",
    "str tanh bool", "str reduction choice", "str uppercase choice", "ScalarType dtype dtype",
    "ScalarType castBefore input",
  ]

  @Test func `a call gives every input and attribute that its op requires`() {
    for schema in OpSchema.all where schema.kind != .optimizer {
      let inputs = schema.inputs.filter { $0.arity != .optional }.map(\.name)
      let attributes = schema.attributes.filter { $0.absence == .refused }.map(\.name)
      for call in schema.pytorch + schema.paddle {
        var given = Set(call.sets.keys)
        for case .ours(let name, let conversion) in call.arguments.map(\.target) {
          given.insert(name)
          // These say two attributes at once.
          if conversion == .index { given.insert("ends") }
        }
        let missing = (inputs + attributes).filter { !given.contains($0) }
        #expect(missing.isEmpty, "\(schema.name), \(call.names[0]): \(missing)")
      }
    }
  }

  @Test func `of no ATen overload two ops say that the same arguments are all theirs`() {
    for (name, owners) in Self.calls where owners.count > 1 {
      let claims = owners.map { _, call in
        "\(call.dims ?? -1)"
          + call.arguments.filter { $0.target == .fixed }
          .map { " \($0.name)=\($0.defaultText ?? "")" }.joined()
      }
      #expect(Set(claims).count == owners.count, "\(name): \(owners.map(\.schema.name))")
    }
  }

  @Test func `the schema reads a call as the generator does`() throws {
    let root = GeneratorTests.root
    for file in Generator.yaml {
      let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
      let parser = EntryParser(file: file, names: try SourceNames(root: root))
      for entry in try parser.entries(text) {
        let schema = try #require(OpSchema.named(entry.name))
        let calls = zip(entry.pytorch + entry.paddle, schema.pytorch + schema.paddle)
        for (theirs, ours) in calls {
          let words = theirs.arguments.map { argument in
            "\(argument.name) \(argument.defaultText ?? "-") \(argument.isKeyword) "
              + "\(argument.target ?? "fixed") \(argument.conversion ?? "-")"
          }
          #expect(words == ours.arguments.map(Self.words), "\(entry.name)")
        }
      }
    }
  }

  private static func words(_ argument: ForeignCall.Argument) -> String {
    let target =
      switch argument.target {
      case .fixed: "fixed -"
      case .ignored: "_ -"
      case .ours(let name, let conversion): "\(name) \(conversion?.rawValue ?? "-")"
      }
    return "\(argument.name) \(argument.defaultText ?? "-") \(argument.isKeyword) \(target)"
  }
}
