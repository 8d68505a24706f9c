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
  private let call: ModuleCall
  private(set) var fields: [(name: String, field: Field)] = []
  private var locals: SwiftNames
  private var shapes: ShapeTexts
  /// By value: its text.
  private var texts: [Program.ID: Expression] = [:]
  /// By value: how often it is read here.
  private var reads: [Program.ID: Int] = [:]
  private var lines: [String] = []
  private let readAnywhere: Set<Program.ID>

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

  private var isRoot: Bool { call === tree.root }
  private var program: Program { tree.program }

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

/// What the struct holds.
extension StructText {
  private mutating func addFields() {
    for (name, id) in call.weights {
      add(.weight(name: name, id: id), SwiftNames.camel(name))
      texts[id] = Expression(fields[fields.count - 1].name)
    }
    for case .op(let op) in call.items where isLong(op) {
      let id = program.ops[op].outputs[0]
      let name = Self.base(program.values[id].name)
      add(.numbers(name: name, id: id), SwiftNames.camel(name))
      texts[id] = Expression(fields[fields.count - 1].name)
    }
    var seen: Set<[String]> = []
    for inner in call.calls {
      let (path, number) = (call.name(within: inner.path) ?? inner.path, classes.number(of: inner))
      guard seen.insert([path, "\(number)"]).inserted else { continue }
      addModule(path, number)
    }
    shortenLists()
  }

  /// A module, or one more of a list's.
  private mutating func addModule(_ path: String, _ number: Int) {
    let parts = path.split(separator: ".")
    guard let index = parts.last.flatMap({ Int($0) }) else {
      return add(.module(path: path, number: number), SwiftNames.camel(path))
    }
    let list = parts.dropLast().joined(separator: ".")
    if case .modules(list, let indices, number)? = fields.last?.field, indices.upperBound == index {
      fields[fields.count - 1].field = .modules(
        list: list, indices: indices.lowerBound..<index + 1, number: number)
      return
    }
    add(.modules(list: list, indices: index..<index + 1, number: number), "")
  }

  /// Names lists, and makes of a list of one module that module.
  private mutating func shortenLists() {
    for place in fields.indices {
      guard case .modules(let list, let indices, let number) = fields[place].field else { continue }
      let isAll =
        fields.count {
          if case .modules(list, _, _) = $0.field { true } else { false }
        } == 1
      let stem = list.isEmpty ? "layers" : SwiftNames.camel(list)
      let name: String
      if indices.count == 1 {
        name = "\(list.isEmpty ? "layer" : stem)\(indices.lowerBound)"
        fields[place].field = .module(
          path: list.isEmpty ? "\(indices.lowerBound)" : "\(list).\(indices.lowerBound)",
          number: number)
      } else {
        name = isAll ? stem : "\(stem)\(indices.lowerBound)To\(indices.upperBound - 1)"
      }
      fields[place].name = locals.unique(name)
    }
  }

  private mutating func add(_ field: Field, _ name: String) {
    fields.append((name.isEmpty ? "" : locals.unique(name), field))
  }

  /// The text of the module that a call is of.
  private func module(of inner: ModuleCall) -> String {
    let (path, number) = (call.name(within: inner.path) ?? inner.path, classes.number(of: inner))
    for (name, field) in fields {
      switch field {
      case .module(path, number): return SwiftNames.quoted(name)
      case .modules(let list, let indices, number):
        for index in indices where path == (list.isEmpty ? "\(index)" : "\(list).\(index)") {
          return "\(SwiftNames.quoted(name))[\(index - indices.lowerBound)]"
        }
      default: continue
      }
    }
    preconditionFailure("'\(path)' is a module of this struct")
  }

  /// Whether an op is of more numbers than are written out.
  private func isLong(_ op: Int) -> Bool {
    guard case .constant(let numbers) = program.ops[op].action else { return false }
    return LiteralNumbers(numbers).isLong(program.values[program.ops[op].outputs[0]].dtype)
  }

  /// `add` of `add_12`, `transpose` of `linear.transpose_1`.
  static func base(_ name: String) -> String {
    let last = name.split(separator: ".").last.map(String.init) ?? name
    let parts = last.split(separator: "_")
    let kept = parts.count > 1 && Int(parts[parts.count - 1]) != nil ? parts.dropLast() : parts[...]
    let stem = kept.joined(separator: "_")
    return stem == "getitem" ? "part" : stem.isEmpty ? last : stem
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

  private var documentation: [String] {
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

  private func type(_ field: Field) -> String {
    switch field {
    case .weight(_, let id), .numbers(_, let id): "Tensor  // \(shapes.text(id))"
    case .module(_, let number): "\(names[number])<Tensor>"
    case .modules(_, _, let number): "[\(names[number])<Tensor>]"
    }
  }

  private func initializer(_ access: String) -> [String] {
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

  private mutating func function(_ access: String) -> [String] {
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

  private mutating func writeItems() {
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

  private var isReturned: Bool { lines.contains { $0.hasPrefix("return ") } }

  private func text(_ id: Program.ID) -> Expression { texts[id] ?? Expression("missing") }

  /// A statement that names a value, or returns it.
  private mutating func state(_ expression: String, as id: Program.ID, isLast: Bool) {
    if isLast, call.outputs == [id] {
      return add("return try \(expression)", comment: nil)
    }
    let name = locals.unique(SwiftNames.camel(Self.base(program.values[id].name)))
    texts[id] = Expression(SwiftNames.quoted(name))
    add("let \(SwiftNames.quoted(name)) = try \(expression)", comment: shapes.text(id))
  }

  private mutating func add(_ code: String, comment: String?) {
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

/// Calls of modules.
extension StructText {
  private mutating func write(_ inner: ModuleCall, isLast: Bool) {
    let arguments = inner.inputs.map { text($0).text }.joined(separator: ", ")
    let expression = "\(module(of: inner))(\(arguments))"
    if inner.outputs.count == 1 {
      // What a module gives is named after the module.
      let id = inner.outputs[0]
      if isLast, call.outputs == [id] { return add("return try \(expression)", comment: nil) }
      let stem = module(of: inner).prefix { $0 != "[" }.filter { $0 != "`" }
      let name = locals.unique(stem + "Output")
      texts[id] = Expression(name)
      return add("let \(name) = try \(expression)", comment: shapes.text(id))
    }
    let names = inner.outputs.map { id in
      let name = locals.unique(SwiftNames.camel(Self.base(program.values[id].name)))
      texts[id] = Expression(SwiftNames.quoted(name))
      return SwiftNames.quoted(name)
    }
    add(
      "let (\(names.joined(separator: ", "))) = try \(expression)",
      comment: inner.outputs.map(shapes.text).joined(separator: ", "))
  }

  /// Calls of modules of a list one after another, each of which takes what the one before gives.
  private struct Loop {
    let field: String
    let indices: Range<Int>
    let isWhole: Bool
    let calls: [ModuleCall]
    /// Which input is which output of the call before.
    let carried: [Int: Int]
    var count: Int { calls.count }
  }

  private func loop(at start: Int) -> Loop? {
    guard case .call(let first) = call.items[start], let home = place(of: first) else { return nil }
    let run = call.items[start...].prefix { if case .call = $0 { true } else { false } }
    var calls: [ModuleCall] = []
    for case .call(let inner) in run {
      guard let own = place(of: inner), own.field == home.field,
        own.index == home.index + calls.count
      else { break }
      calls.append(inner)
    }
    var carried: [Int: Int]?
    var length = 1
    for (before, next) in zip(calls, calls.dropFirst()) {
      var links: [Int: Int] = [:]
      for (place, id) in next.inputs.enumerated() {
        if let output = before.outputs.firstIndex(of: id) {
          links[place] = output
        } else if id != first.inputs[place] {
          links = [:]
          break
        }
      }
      let isOnlyCarried = before.outputs.allSatisfy { reads[$0] == 1 }
      guard Set(links.values).count == before.outputs.count, links.count == before.outputs.count,
        isOnlyCarried, carried == nil || carried == links
      else { break }
      carried = links
      length += 1
    }
    guard length > 1, let carried else { return nil }
    guard case .modules(_, let indices, _) = fields[home.field].field else { return nil }
    let own = home.index..<home.index + length
    return Loop(
      field: SwiftNames.quoted(fields[home.field].name),
      indices: own.lowerBound - indices.lowerBound..<own.upperBound - indices.lowerBound,
      isWhole: own == indices, calls: Array(calls.prefix(length)), carried: carried)
  }

  /// The list that a module is of, and which of its modules it is.
  private func place(of inner: ModuleCall) -> (field: Int, index: Int)? {
    let (path, number) = (call.name(within: inner.path) ?? inner.path, classes.number(of: inner))
    for (place, entry) in fields.enumerated() {
      guard case .modules(let list, let indices, number) = entry.field else { continue }
      for index in indices where path == (list.isEmpty ? "\(index)" : "\(list).\(index)") {
        return (place, index)
      }
    }
    return nil
  }

  private mutating func write(_ loop: Loop) {
    let (first, last) = (loop.calls[0], loop.calls[loop.count - 1])
    var variables = [String](repeating: "", count: first.outputs.count)
    for (input, output) in loop.carried.sorted(by: { $0.key < $1.key }) {
      let name = locals.unique("hidden")
      variables[output] = name
      let id = first.inputs[input]
      let start = "let \(text(id).text) = "
      if reads[id] == 1, let line = lines.last, line.hasPrefix(start) {
        lines[lines.count - 1] = "var \(name) = " + line.dropFirst(start.count)
      } else {
        add("var \(name) = \(text(id).text)", comment: shapes.text(last.outputs[output]))
      }
    }
    let arguments = first.inputs.enumerated().map { place, id in
      loop.carried[place].map { variables[$0] } ?? text(id).text
    }
    let item = locals.unique(SwiftNames.lastWord(names[classes.number(of: first)]))
    let list =
      loop.isWhole
      ? loop.field : "\(loop.field)[\(loop.indices.lowerBound)..<\(loop.indices.upperBound)]"
    let target = variables.count == 1 ? variables[0] : "(\(variables.joined(separator: ", ")))"
    lines.append(
      "for \(item) in \(list) { \(target) = try \(item)(\(arguments.joined(separator: ", "))) }")
    for (name, id) in zip(variables, last.outputs) { texts[id] = Expression(name) }
  }
}

/// Ops.
extension StructText {
  private mutating func write(_ op: Int, at place: Int) {
    let entry = program.ops[op]
    let isLast = place == call.items.count - 1
    if let call = tree.unsupported[op] { return writeUnsupported(call, op, isLast: isLast) }
    if case .constant(let numbers) = entry.action {
      return writeConstant(numbers, entry.outputs[0], isLast: isLast)
    }
    let inferred = classes.classes[number].inferred[place]
    func rendered() -> (call: Expression, isList: Bool, isFirstAlone: Bool)? {
      let known = texts
      guard
        let text = OpText(
          entry, of: program, readAnywhere: readAnywhere, inferred: inferred,
          { known[$0] ?? Expression("missing") })
      else { return nil }
      return (text.call, text.isList, text.isFirstAlone)
    }
    guard var made = rendered() else { return }
    if made.call.text.contains(OpText.absent) {
      for id in entry.operands where text(id).text == OpText.absent {
        let value = program.values[id]
        let name = locals.unique("none")
        texts[id] = Expression(name)
        add(
          "let \(name) = try \(anchor).constant([0], shape: [0], dtype: .\(value.dtype.rawValue))",
          comment: nil)
      }
      guard let again = rendered() else { return }
      made = again
    }
    let read = entry.outputs.indices.filter { reads[entry.outputs[$0], default: 0] > 0 }
    if made.isList {
      if read.count == 1 {
        return state(
          "\(made.call.receiver)[\(read[0])]", as: entry.outputs[read[0]], isLast: isLast)
      }
      return writeList(made.call, entry, read)
    }
    if entry.outputs.count == 1 || made.isFirstAlone {
      return writeOne(made.call, entry.outputs[0], isLast: isLast)
    }
    writeTuple(made.call, entry, read, isLast: isLast)
  }

  /// Values that the export has no name for stand where they are read, if that is once and the text is short.
  private mutating func writeOne(_ made: Expression, _ id: Program.ID, isLast: Bool) {
    let isNamed = tree.model.origins[program.values[id].name] != nil
    if !isNamed, reads[id] == 1, made.text.count <= 40, !call.outputs.contains(id) {
      texts[id] = made
      return
    }
    state(made.text, as: id, isLast: isLast)
  }

  private mutating func writeList(_ made: Expression, _ entry: ProgramOp, _ read: [Int]) {
    let name = locals.unique(entry.name == "split" || entry.name == "unbind" ? "parts" : "results")
    let texts = Set(read.map { shapes.text(entry.outputs[$0]) })
    let each =
      texts.count == 1
      ? "\(entry.outputs.count) of \(texts.first ?? "")"
      : entry.outputs.map(shapes.text).joined(separator: ", ")
    add("let \(name) = try \(made.text)", comment: each)
    for (place, id) in entry.outputs.enumerated() {
      self.texts[id] = Expression("\(name)[\(place)]")
    }
  }

  private mutating func writeTuple(
    _ made: Expression, _ entry: ProgramOp, _ read: [Int], isLast: Bool
  ) {
    let outputs = OpText.outputNames(entry.name)
    if read.count == 1, read[0] < outputs.count {
      return state(
        "\(made.receiver).\(outputs[read[0]])", as: entry.outputs[read[0]], isLast: isLast)
    }
    let names = entry.outputs.indices.map { place -> String in
      guard read.contains(place) else { return "_" }
      let id = entry.outputs[place]
      let name = locals.unique(SwiftNames.camel(Self.base(program.values[id].name)))
      texts[id] = Expression(SwiftNames.quoted(name))
      return SwiftNames.quoted(name)
    }
    add(
      "let (\(names.joined(separator: ", "))) = try \(made.text)",
      comment: read.map { shapes.text(entry.outputs[$0]) }.joined(separator: ", "))
  }

  private mutating func writeUnsupported(
    _ missing: ImportedModel.Unsupported, _ op: Int, isLast: Bool
  ) {
    let id = program.ops[op].outputs[0]
    let value = program.values[id]
    let name = missing.origin.target.replacing("torch.ops.", with: "")
    let operands = tree.operands[op].map { text($0).text }
    let arguments =
      [name.swiftQuoted, "[\(operands.joined(separator: ", "))]", "shape: \(value.shape)"]
      + ["dtype: .\(value.dtype.rawValue)"]
    if let line = missing.origin.line { lines.append("// \(line)") }
    lines += missing.reason.wrapped(to: 88).map { "// " + $0 }
    state("unsupported(\(arguments.joined(separator: ", ")))", as: id, isLast: isLast)
  }

  /// A tensor beside which constants are made.
  private var anchor: String {
    let ids = call.inputs + call.weights.map(\.id)
    return ids.lazy.compactMap { texts[$0]?.receiver }.first
      ?? texts.values.lazy.map(\.text).filter { $0.first?.isLetter == true }.min() ?? "missing"
  }

  private mutating func writeConstant(_ numbers: [Double], _ id: Program.ID, isLast: Bool) {
    guard texts[id] == nil else { return }
    let value = program.values[id]
    let dtype = ".\(value.dtype.rawValue)"
    if value.shape == [0], numbers == [0] {
      texts[id] = Expression(OpText.absent)
      return
    }
    if value.shape.isEmpty {
      if let literal = literal(numbers[0], id) {
        texts[id] = Expression(literal)
        return
      }
      let made = Expression("\(anchor).scalar(\(numbers[0].swiftText), dtype: \(dtype))")
      return writeOne(made, id, isLast: isLast)
    }
    let words = LiteralNumbers(numbers).text
    state(
      "\(anchor).constant(\(words), shape: \(value.shape), dtype: \(dtype))", as: id, isLast: isLast
    )
  }

  /// The number alone, where all that read it are operators which make this constant of it.
  private func literal(_ number: Double, _ id: Program.ID) -> String? {
    let readers = call.items.compactMap { item -> ProgramOp? in
      guard case .op(let op) = item, tree.operands[op].contains(id) else { return nil }
      return tree.unsupported[op] == nil ? program.ops[op] : nil
    }
    guard readers.count == reads[id], !readers.isEmpty else { return nil }
    let dtype = program.values[id].dtype
    let isWhole = number.isPlainInteger
    var words: Set<String> = []
    for reader in readers {
      guard OpText.takesNumber(reader.name), reader.operands.count == 2,
        let other = reader.operands.first(where: { $0 != id }), reader.operands.contains(id)
      else { return nil }
      let beside = program.values[other].dtype
      if isWhole, dtype == (beside == .bool ? .int64 : beside) {
        words.insert("\(Int(number))")
      } else if dtype == (beside.isFloating || beside.kind == .complex ? beside : .float32) {
        words.insert(number.swiftText)
      } else {
        return nil
      }
    }
    return words.count == 1 ? words.first : nil
  }
}
