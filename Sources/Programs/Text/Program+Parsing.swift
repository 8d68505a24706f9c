import Elements
import Ops
import SPMDRules
import Sharding

extension Program {
  /// The program of a text, as `description` writes it. White space and comments (`#`) may stand between tokens; the
  /// types of what ops make may be left out.
  ///
  /// - Throws: `ProgramError.text` with the line and the column of what is not in the language, of a name that is not
  ///   known, or of an op that does not take its operands.
  public init(parsing text: String) throws(ProgramError) {
    var parser = ProgramParser(text)
    self = try parser.parse()
  }
}

/// Reads the text of a program.
struct ProgramParser {
  var scanner: ProgramScanner
  private var program = Program(name: "")
  private var ids: [String: Program.ID] = [:]
  /// By name of a mesh: how many placements values on it have, and the first of them.
  var meshDims: [String?: (count: Int, value: String)] = [:]

  init(_ text: String) { scanner = ProgramScanner(text) }

  mutating func parse() throws(ProgramError) -> Program {
    guard scanner.skip(word: "program") else { throw scanner.unexpected("'program'") }
    program.name = try scanner.name("the name of the program")
    try signature()
    try scanner.require("{")
    while !scanner.skip(word: "return") {
      guard scanner.peek() != nil, scanner.peek() != "}" else {
        throw scanner.unexpected("a line 'name = op(…)' or 'return'")
      }
      try line()
    }
    repeat {
      program.results.append(try operand("the name of a result"))
    } while scanner.skip(",")
    try scanner.require("}", or: "','")
    guard scanner.peek() == nil else { throw scanner.unexpected("the end") }
    return program
  }

  private mutating func signature() throws(ProgramError) {
    try scanner.require("(")
    if scanner.skip(")") { return }
    repeat {
      let isParameter = scanner.skip(word: "parameter")
      let place = scanner.place()
      let name = try scanner.name("the name of an input")
      try scanner.require(":")
      let type = try type(of: name)
      let id = try add(
        ProgramValue(
          name: name, shape: type.shape, dtype: type.dtype, role: isParameter ? .parameter : .input,
          annotation: type.annotation), at: place)
      program.inputs.append(id)
    } while scanner.skip(",")
    try scanner.require(")", or: "','")
  }

  /// `a, b = op(x, [y, z], axis=1) : f32[2], i64[2]`. Outputs for which there is no name are called as the first one,
  /// with their number: `a.2`.
  private mutating func line() throws(ProgramError) {
    var names: [(text: String, place: ProgramScanner.Place)] = []
    repeat {
      let place = scanner.place()
      names.append((try scanner.name("the name of a value"), place))
    } while scanner.skip(",")
    try scanner.require("=", or: "','")
    let place = scanner.place()
    var op = try scanner.name("the name of an op")
    var keeping = ProgramValue.Keeping.kept
    if let mark = ProgramText.marks.first(where: { $0.rawValue == op }), scanner.peek() != "(" {
      keeping = mark
      op = try scanner.name("the name of an op")
    }
    try scanner.require("(")
    switch op {
    case "constant": try constant(names, place)
    case "reshard": try reshard(names, place)
    default: try call(op, names, place)
    }
    for id in program.ops.last?.outputs ?? [] { program.values[id].keeping = keeping }
  }

  private mutating func call(
    _ op: String, _ names: [(text: String, place: ProgramScanner.Place)],
    _ place: ProgramScanner.Place
  ) throws(ProgramError) {
    var inputs: [Operand<Program.ID>] = []
    var attributes: [String: AttributeValue] = [:]
    if !scanner.skip(")") {
      repeat { try argument(of: op, &inputs, &attributes) } while scanner.skip(",")
      try scanner.require(")", or: "','")
    }
    let outputs: [Program.ID]
    do {
      outputs = try program.append(op, inputs, attributes) { output, _ in
        names.indices.contains(output) ? names[output].text : "\(names[0].text).\(output)"
      }
    } catch { throw scanner.failure(error.message, place) }
    guard outputs.count >= names.count else {
      throw scanner.failure(
        "\(op) has \(outputs.count) \(outputs.count == 1 ? "output" : "outputs"), \(names.count) "
          + "names are given", names[0].place)
    }
    for (index, id) in outputs.enumerated() {
      let place = names.indices.contains(index) ? names[index].place : place
      try register(program.values[id].name, id, at: place)
    }
    guard scanner.skip(":") else { return }
    for (index, id) in outputs.enumerated() {
      // The types of the last outputs may be left out.
      if index > 0, !scanner.skip(",") { return }
      let place = scanner.place()
      let type = try type(of: program.values[id].name)
      let value = program.values[id]
      guard type.dtype == value.dtype, type.shape == value.shape else {
        throw scanner.failure(
          "expected \(value.notation), which \(op) makes of its operands, found "
            + "\(type.dtype.notation)[\(type.shape.map(String.init).joined(separator: ","))]", place
        )
      }
      program.values[id].annotation = type.annotation
    }
  }

  private mutating func constant(
    _ names: [(text: String, place: ProgramScanner.Place)], _ place: ProgramScanner.Place
  ) throws(ProgramError) {
    var numbers: [Double] = []
    if scanner.skip("[") {
      if !scanner.skip("]") {
        repeat { numbers.append(try number()) } while scanner.skip(",")
        try scanner.require("]", or: "','")
      }
    } else {
      numbers = [try number()]
    }
    try scanner.require(")")
    let type = try single(names, "constant", place)
    let count = type.shape.reduce(1, *)
    guard numbers.count == 1 || numbers.count == count else {
      throw scanner.failure(
        "a constant of shape \(type.shape) needs \(count) numbers, or one; \(numbers.count) are given",
        place)
    }
    let id = try add(
      ProgramValue(
        name: names[0].text, shape: type.shape, dtype: type.dtype, annotation: type.annotation),
      at: names[0].place)
    program.ops.append(ProgramOp(action: .constant(numbers), inputs: [], outputs: [id]))
  }

  private mutating func reshard(
    _ names: [(text: String, place: ProgramScanner.Place)], _ place: ProgramScanner.Place
  ) throws(ProgramError) {
    let source = try operand("the name of a value")
    try scanner.require(")")
    let type = try single(names, "reshard", place)
    let value = program.values[source]
    guard type.dtype == value.dtype, type.shape == value.shape, type.annotation != nil else {
      throw scanner.failure(
        "reshard: its type must be \(value.dtype.notation)\(value.shape) and say in {…} how it is to lie",
        place)
    }
    let id = try add(
      ProgramValue(
        name: names[0].text, shape: type.shape, dtype: type.dtype, annotation: type.annotation),
      at: names[0].place)
    program.ops.append(ProgramOp(action: .reshard, inputs: [.one(source)], outputs: [id]))
  }

  /// The type that must follow an op of one output.
  private mutating func single(
    _ names: [(text: String, place: ProgramScanner.Place)], _ op: String,
    _ place: ProgramScanner.Place
  ) throws(ProgramError) -> (dtype: DType, shape: [Int], annotation: Annotation?) {
    guard names.count == 1 else {
      throw scanner.failure("\(op) has one output, \(names.count) names are given", place)
    }
    try scanner.require(":")
    return try type(of: names[0].text)
  }

  private mutating func argument(
    of op: String, _ inputs: inout [Operand<Program.ID>],
    _ attributes: inout [String: AttributeValue]
  ) throws(ProgramError) {
    if scanner.skip("[") {
      var list: [Program.ID] = []
      if !scanner.skip("]") {
        repeat { list.append(try operand("the name of a value")) } while scanner.skip(",")
        try scanner.require("]", or: "','")
      }
      inputs.append(.list(list))
      return
    }
    var probe = scanner
    let word = probe.word()
    guard !word.isEmpty, probe.skip("=") else {
      inputs.append(.one(try operand("the name of a value, or attribute=value")))
      return
    }
    let place = scanner.place()
    scanner = probe
    guard attributes[word] == nil else {
      throw scanner.failure("\(op): attribute '\(word)' is given twice", place)
    }
    attributes[word] = try value()
  }

  private mutating func operand(_ meaning: String) throws(ProgramError) -> Program.ID {
    let place = scanner.place()
    let name = try scanner.name(meaning)
    guard let id = ids[name] else {
      let near = name.nearest(among: ids.keys.sorted()).prefix(3)
      let hint = near.isEmpty ? "" : "; the nearest \(near.count == 1 ? "is" : "are") "
      throw scanner.failure(
        "expected the name of an input, or of a value that a line above makes, found '\(name)'"
          + hint + near.joined(separator: ", "), place)
    }
    return id
  }

  private mutating func add(_ value: ProgramValue, at place: ProgramScanner.Place)
    throws(ProgramError) -> Program.ID
  {
    let id = program.add(value)
    try register(value.name, id, at: place)
    return id
  }

  private mutating func register(
    _ name: String, _ id: Program.ID, at place: ProgramScanner.Place
  ) throws(ProgramError) {
    guard !name.isEmpty else { throw scanner.failure("a name must not be empty", place) }
    guard ids.updateValue(id, forKey: name) == nil else {
      throw scanner.failure("the name '\(name)' is taken: each value has one of its own", place)
    }
  }
}
