import Elements
import Importing
import Programs

/// Ops.
extension StructText {
  mutating func write(_ op: Int, at place: Int) {
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
  mutating func writeOne(_ made: Expression, _ id: Program.ID, isLast: Bool) {
    let isNamed = tree.model.origins[program.values[id].name] != nil
    if !isNamed, reads[id] == 1, made.text.count <= 40, !call.outputs.contains(id) {
      texts[id] = made
      return
    }
    state(made.text, as: id, isLast: isLast)
  }

  mutating func writeList(_ made: Expression, _ entry: ProgramOp, _ read: [Int]) {
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

  mutating func writeTuple(
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

  mutating func writeUnsupported(
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
  var anchor: String {
    let ids = call.inputs + call.weights.map(\.id)
    return ids.lazy.compactMap { texts[$0]?.receiver }.first
      ?? texts.values.lazy.map(\.text).filter { $0.first?.isLetter == true }.min() ?? "missing"
  }

  mutating func writeConstant(_ numbers: [Double], _ id: Program.ID, isLast: Bool) {
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
  func literal(_ number: Double, _ id: Program.ID) -> String? {
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
