import Elements
import Pictures
import Programs

extension ReportPage {
  /// More ops are too many to look at: what is left out is named.
  private static var mostOps: Int { 4000 }

  /// The program by its modules: what each op takes, makes, and where that lies.
  var model: [HTML] {
    var drawing = ModelDrawing(page: self, left: Self.mostOps)
    var content: [HTML] = [
      .paragraph(
        "\(program.name) has \(program.ops.count) ops, of which \(contents.reshards.reduce(0) { $0 + $1.values.count }) "
          + "are reshards, and \(program.inputs.count) inputs and parameters. Scopes are the modules of the model. "
          + "A name leads to the op that makes it, 'shards' to the picture of how it lies."),
      Chips.legend(dims: program.values.map(\.shape.count).max() ?? 1),
      .tag(
        "div", ["class": "tools", "hidden": "", "data-tools": "model"],
        [
          .tag("label", ["for": "filter"], "Filter "),
          .tag(
            "input",
            [
              "id": "filter", "type": "search", "autocomplete": "off",
              "placeholder": "name, op or placement",
            ]),
          .tag("button", ["type": "button", "data-fold": "open"], "Unfold all"),
          .tag("button", ["type": "button", "data-fold": "close"], "Fold all"),
          .tag("output", ["id": "filtered", "for": "filter"], [HTML]()),
        ]),
      .folded(
        [.tag("b", [:], "Inputs and parameters"), .text(" \(program.inputs.count)")],
        style: "scope",
        program.inputGroups(layoutPlaces).map(drawing.inputs)),
    ]
    for isForward in [true, false] {
      let scope = contents.scopes(isForward: isForward)
      guard !scope.items.isEmpty else { continue }
      let title = isForward ? (contents.trains ? "Forward pass" : "Ops") : "Backward pass and rest"
      content.append(drawing.scope(scope, title: title, isOpen: true))
    }
    let results = program.results.prefix(64).map { id in drawing.link(to: id) }
    let more = program.results.count - results.count
    content.append(
      .tag(
        "p", [:],
        [.text("Results: ")] + Self.joined(results)
          + (more > 0 ? [.text(" and \(more) more")] : [])))
    if !drawing.leftOut.isEmpty {
      content.append(
        .folded(
          [.text("\(drawing.leftOut.count) more ops are only named")],
          [.tag("p", ["class": "names"], drawing.leftOut.joined(separator: ", "))]))
    }
    return content
  }

  /// Parts with commas between them.
  static func joined(_ parts: [HTML]) -> [HTML] {
    parts.enumerated().flatMap { $0 == 0 ? [$1] : [.text(", "), $1] }
  }
}

/// What is written of a program's ops.
private struct ModelDrawing {
  let page: ReportPage
  /// How many ops may still be written.
  var left: Int
  /// The values of ops that are not.
  private(set) var leftOut: [String] = []
  /// By value: whether it is written.
  private var isShown: [Bool]

  init(page: ReportPage, left: Int) {
    (self.page, self.left) = (page, left)
    isShown = page.program.values.map { $0.role != .made }
  }

  /// A fold with what is in a scope.
  mutating func scope(_ scope: Scope, title: String, isOpen: Bool = false) -> HTML {
    let entries = page.contents.entries(of: scope)
    let ops = scope.ops
    let content = entries.map { entry -> HTML in
      switch entry {
      case .op(let op): return self.op(op)
      case .scopes(let group): return alike(group)
      }
    }
    return .folded(
      [.tag("b", [:], title), .tag("small", [:], " \(told(ops))")], style: "scope", isOpen: isOpen,
      content)
  }

  /// Scopes in which the same happens: the first, and the names of the values in the others.
  private mutating func alike(_ group: AlikeScopes) -> HTML {
    guard !group.others.isEmpty else { return scope(group.first, title: group.first.name) }
    let first = scope(group.first, title: "\(group.first.path)")
    let names = group.others.map { other in
      HTML.tag(
        "p", ["class": "names"],
        [
          .tag("b", [:], "\(other.path): "),
          .text(
            other.ops.flatMap { page.program.ops[$0].outputs }
              .map { page.program.values[$0].name }.joined(separator: ", ")),
        ])
    }
    let ops = group.others.reduce(0) { $0 + $1.ops.count }
    return .folded(
      [.tag("b", [:], group.name), .tag("small", [:], " each \(told(group.first.ops))")],
      style: "scope alike",
      [
        .tag(
          "p", ["class": "note"],
          "The same ops on the same shapes with the same placements: \(group.first.path) stands for all."
        ),
        first,
        .folded([.text("The \(ops) ops of the others by the names of their values")], names),
      ])
  }

  /// How many ops there are, how long they take and what they move.
  private func told(_ ops: [Int]) -> String {
    var words = ["\(ops.count) op\(ops.count == 1 ? "" : "s")"]
    let seconds = ops.reduce(0.0) { sum, op in
      sum + (page.seconds[page.program.values[page.program.ops[op].outputs[0]].name] ?? 0)
    }
    if seconds > 0 { words.append(Quantity.seconds.text(seconds)) }
    let bytes = ops.reduce(0) { sum, op in
      page.contents.reshardKinds[op].map {
        sum &+ page.contents.reshards[$0].certificate.received
      } ?? sum
    }
    if bytes > 0 { words.append("moves \(ByteCount(bytes))") }
    return words.joined(separator: ", ")
  }

  /// A line for an input or a parameter, or for several that are alike.
  func inputs(_ group: InputGroup) -> HTML {
    let id = group.inputs[0]
    let role = page.program.values[id].role == .parameter ? "parameter" : "input"
    guard group.inputs.count > 1 else {
      return .tag(
        "div", ["class": "op", "id": "v\(id)"],
        [.tag("b", [:], name(id)), .tag("span", ["class": "kind"], role)] + lies(id))
    }
    let names = group.inputs.map { HTML.tag("span", ["id": "v\($0)"], name($0)) }
    return .folded(
      [
        .tag("b", [:], group.name),
        .tag("span", ["class": "kind"], "\(group.inputs.count) \(role)s"),
      ] + lies(id), style: "op", [.tag("p", ["class": "names"], ReportPage.joined(names))])
  }

  /// A line for an op.
  private mutating func op(_ index: Int) -> HTML {
    let op = page.program.ops[index]
    guard left > 0 else {
      leftOut += op.outputs.map(name)
      return .text("")
    }
    left -= 1
    for id in op.outputs { isShown[id] = true }
    var parts: [HTML] = []
    for (place, id) in op.outputs.enumerated() {
      if place > 0 { parts.append(.text(" ")) }
      parts.append(.tag("b", ["id": "v\(id)"], name(id)))
    }
    let operands = op.operands.map(link)
    parts += [.tag("span", ["class": "kind"], op.name)]
    parts += [
      .text("("), .tag("span", ["class": "operands"], ReportPage.joined(operands)), .text(")"),
    ]
    if let kind = page.contents.reshardKinds[index] {
      parts += Chips.of(page.contents.completed.attrs[op.operands[0]])
      parts.append(.tag("a", ["href": "#r\(kind)", "class": "arrow"], "→"))
    }
    parts += op.outputs.prefix(4).flatMap(lies)
    if let kind = page.contents.reshardKinds[index] {
      let received = page.contents.reshards[kind].certificate.received
      parts.append(.tag("span", ["class": "cost"], "\(ByteCount(received))"))
    }
    if let seconds = page.seconds[name(op.outputs[0])], seconds > 0 {
      parts.append(.tag("span", ["class": "cost"], Quantity.seconds.text(seconds)))
    }
    let style = page.contents.reshardKinds[index] == nil ? "op" : "op reshard"
    return .tag("div", ["class": style], parts)
  }

  private func name(_ id: Program.ID) -> String { page.program.values[id].name }

  /// Type, placements, and the way to the picture.
  private func lies(_ id: Program.ID) -> [HTML] {
    let layout = page.layoutPlaces[id]
    return [.tag("code", [:], page.layouts[layout].tensor)]
      + Chips.of(page.contents.completed.attrs[id])
      + [.tag("a", ["href": "#l\(layout)", "class": "shards"], "shards")]
  }

  /// The name of a value, which leads to it where it has a line of its own above.
  func link(to id: Program.ID) -> HTML {
    isShown[id] ? .tag("a", ["href": "#v\(id)"], name(id)) : .text(name(id))
  }
}
