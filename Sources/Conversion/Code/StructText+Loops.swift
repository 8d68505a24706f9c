import Elements
import Importing
import Programs

/// Calls of modules.
extension StructText {
  mutating func write(_ inner: ModuleCall, isLast: Bool) {
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
  struct Loop {
    let field: String
    let indices: Range<Int>
    let isWhole: Bool
    let calls: [ModuleCall]
    /// Which input is which output of the call before.
    let carried: [Int: Int]
    var count: Int { calls.count }
  }

  func loop(at start: Int) -> Loop? {
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
  func place(of inner: ModuleCall) -> (field: Int, index: Int)? {
    let (path, number) = (call.name(within: inner.path) ?? inner.path, classes.number(of: inner))
    for (place, entry) in fields.enumerated() {
      guard case .modules(let list, let indices, number) = entry.field else { continue }
      for index in indices where path == (list.isEmpty ? "\(index)" : "\(list).\(index)") {
        return (place, index)
      }
    }
    return nil
  }

  mutating func write(_ loop: Loop) {
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
