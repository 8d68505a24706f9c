import Elements
import Importing
import Programs

/// The Swift text of a struct that modules of one class and one code are.
struct StructText {
  /// What a struct holds.
  enum Field {
    case weight(name: String, id: Program.ID)
    /// Numbers of the code, too many to write out.
    case numbers(name: String, id: Program.ID)
    case module(path: String, number: Int)
    /// Modules of a list, of one struct.
    case modules(list: String, indices: Range<Int>, number: Int)
  }

  let tree: ModuleTree
  let classes: ModuleClasses
  /// By number: the name of the struct.
  let names: [String]
  let number: Int
  let call: ModuleCall
  var fields: [(name: String, field: Field)] = []
  var locals: SwiftNames
  var shapes: ShapeTexts
  /// By value: its text.
  var texts: [Program.ID: Expression] = [:]
  /// By value: how often it is read here.
  var reads: [Program.ID: Int] = [:]
  var lines: [String] = []
  let readAnywhere: Set<Program.ID>

  init(
    _ tree: ModuleTree, _ classes: ModuleClasses, names: [String], number: Int,
    readAnywhere: Set<Program.ID>
  ) {
    (self.tree, self.classes, self.names, self.number) = (tree, classes, names, number)
    self.readAnywhere = readAnywhere
    let entry = classes.classes[number]
    call = entry.calls[0]
    shapes = ShapeTexts(entry.calls, tree.program)
    locals = SwiftNames(["Tensor", "weights"])
    addFields()
    for item in call.items {
      switch item {
      case .op(let op): for id in tree.operands[op] { reads[id, default: 0] += 1 }
      case .call(let inner): for id in inner.inputs { reads[id, default: 0] += 1 }
      }
    }
    for id in call.outputs { reads[id, default: 0] += 1 }
  }

  var isRoot: Bool { call === tree.root }
  var program: Program { tree.program }

  /// Numbers that are too many to write out, of each module: the name in the file, and the value.
  var numbers: [(name: String, id: Program.ID)] {
    fields.flatMap { entry -> [(name: String, id: Program.ID)] in
      guard case .numbers(let name, let id) = entry.field else { return [] }
      return classes.classes[number].calls.map { call in
        ((call.path.isEmpty ? "" : call.path + ".") + name, shapes.value(id, in: call))
      }
    }
  }
}

/// The text.
extension StructText {
  /// The whole struct.
  mutating func text() -> String {
    let access = isRoot ? "public " : ""
    var lines = documentation + ["\(access)struct \(names[number])<Tensor: TensorValue> {"]
    for (name, field) in fields { lines.append("  let \(SwiftNames.quoted(name)): \(type(field))") }
    if !fields.isEmpty { lines.append("") }
    lines += initializer(access).map { "  " + $0 }
    lines.append("")
    lines += function(access).map { "  " + $0 }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  var documentation: [String] {
    let calls = classes.classes[number].calls
    var seen: Set<String> = []
    let paths = calls.map(\.path).filter { seen.insert($0).inserted }
    var words: String
    if isRoot {
      words = "The model of the class `\(call.className ?? "")`."
    } else {
      let shown = paths.prefix(paths.count > 4 ? 3 : 4).map { "`\($0)`" }
      let rest = paths.count - shown.count
      words =
        (call.className.map { "`\($0)`: " } ?? "What the model does with each of: ")
        + shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more." : ".")
    }
    if shapes.isMixed { words += " In shapes `_` is a size that differs between them." }
    return words.wrapped(to: 95).map { "/// " + $0 }
  }

  func type(_ field: Field) -> String {
    switch field {
    case .weight(_, let id), .numbers(_, let id): "Tensor  // \(shapes.text(id))"
    case .module(_, let number): "\(names[number])<Tensor>"
    case .modules(_, _, let number): "[\(names[number])<Tensor>]"
    }
  }

  func initializer(_ access: String) -> [String] {
    let takes = fields.isEmpty ? "_: ModuleWeights<Tensor>" : "_ weights: ModuleWeights<Tensor>"
    var lines = ["\(access)init(\(takes)) throws {"]
    if isRoot, !access.isEmpty {
      lines.insert(
        "/// - Parameter weights: the weights, by the names that the model has for them.", at: 0)
    }
    for (name, field) in fields {
      let left = SwiftNames.quoted(name)
      switch field {
      case .weight(let key, _), .numbers(let key, _):
        lines.append("  \(left) = try weights[\(key.swiftQuoted)]")
      case .module(let path, let number):
        lines.append("  \(left) = try \(names[number])(weights.module(\(path.swiftQuoted)))")
      case .modules(let list, let indices, let number):
        let prefix = list.isEmpty ? "" : list + "."
        lines.append(
          "  \(left) = try (\(indices.lowerBound)..<\(indices.upperBound)).map {"
            + " try \(names[number])(weights.module(\"\(prefix)\\($0)\")) }")
      }
    }
    if fields.isEmpty { return ["\(lines[lines.count - 1])}"] }
    return lines + ["}"]
  }

  mutating func function(_ access: String) -> [String] {
    let inputs = call.inputs
    var words: [String] = []
    for (place, id) in inputs.enumerated() {
      let own = SwiftNames.camel(Self.base(program.values[id].name))
      let name = isRoot ? SwiftNames.camel(program.values[id].name) : inputs.count == 1 ? "x" : own
      let unique = locals.unique(name.isEmpty ? "x\(place)" : name)
      texts[id] = Expression(SwiftNames.quoted(unique))
      words.append(unique)
    }
    let outputs = call.outputs
    let result =
      outputs.count == 1
      ? "Tensor" : "(\(outputs.map { _ in "Tensor" }.joined(separator: ", ")))"
    let given = zip(words, inputs).map { "`\($0)`: \(shapes.text($1))" }
    let made = outputs.map(shapes.text).joined(separator: ", ")
    var head = (given.isEmpty ? [] : [given.joined(separator: ", ")]) + ["returns \(made)."]
    if given.isEmpty { head = ["Returns \(made)."] }
    head = head.joined(separator: "; ").wrapped(to: 93).map { "/// " + $0 }
    let parameters = words.map { "_ \(SwiftNames.quoted($0)): Tensor" }
    let line = "\(access)func callAsFunction(\(parameters.joined(separator: ", ")))"
    if line.count + result.count > 64 {
      head += [line, "  throws(TesseraError) -> \(result)", "{"]
    } else {
      head.append("\(line) throws(TesseraError) -> \(result) {")
    }
    lines = []
    writeItems()
    return head + lines.map { "  " + $0 } + ["}"]
  }

  mutating func writeItems() {
    var place = 0
    while place < call.items.count {
      if let loop = loop(at: place) {
        write(loop)
        place += loop.count
        continue
      }
      switch call.items[place] {
      case .op(let op): write(op, at: place)
      case .call(let inner): write(inner, isLast: place == call.items.count - 1)
      }
      place += 1
    }
    if !isReturned {
      let values = call.outputs.map { text($0).text }
      lines.append(
        "return \(values.count == 1 ? values[0] : "(\(values.joined(separator: ", ")))")")
    }
  }

  var isReturned: Bool { lines.contains { $0.hasPrefix("return ") } }

  func text(_ id: Program.ID) -> Expression { texts[id] ?? Expression("missing") }

  /// A statement that names a value, or returns it.
  mutating func state(_ expression: String, as id: Program.ID, isLast: Bool) {
    if isLast, call.outputs == [id] {
      return add("return try \(expression)", comment: nil)
    }
    let name = locals.unique(SwiftNames.camel(Self.base(program.values[id].name)))
    texts[id] = Expression(SwiftNames.quoted(name))
    add("let \(SwiftNames.quoted(name)) = try \(expression)", comment: shapes.text(id))
  }

  mutating func add(_ code: String, comment: String?) {
    let whole = code.brokenCode(at: 92)
    if let comment {
      if whole.count == 1, code.count + comment.count < 90 {
        return lines.append("\(code)  // \(comment)")
      }
      lines.append("// \(comment)")
    }
    lines += whole
  }
}
