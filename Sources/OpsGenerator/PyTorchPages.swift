/// The pages of the book that have a section for each API of PyTorch, and for each call of ATen that is read.
struct PyTorchPages {
  let entries: [Entry]
  let facts: PyTorchFacts

  static let folder = "Sources/Tessera/Tessera.docc"
  static let index = "PyTorchIndex"

  /// A page: its file, its title, and which names stand on it.
  private struct Page {
    let file: String
    let title: String
    let holds: @Sendable (String) -> Bool
  }

  private static let pages = [
    Page(
      file: "PyTorchFunctional", title: "torch.nn.functional",
      holds: { $0.hasPrefix("torch.nn.functional.") }),
    Page(file: "PyTorchModules", title: "torch.nn", holds: { $0.hasPrefix("torch.nn.") }),
    Page(file: "PyTorchMethods", title: "torch.Tensor", holds: { $0.hasPrefix("torch.Tensor.") }),
    Page(file: "PyTorchFunctions", title: "torch", holds: { $0.hasPrefix("torch.") }),
    Page(
      file: "PyTorchCallsAToL", title: "aten, A to L",
      holds: { $0.hasPrefix("aten.") && ("_"..."l").contains(letter($0)) }),
    Page(
      file: "PyTorchCallsMToZ",
      title: "aten, M to Z, and the libraries transformers and torchvision",
      holds: { _ in true }),
  ]

  private static func letter(_ name: String) -> String {
    String(name.dropFirst("aten.".count).drop { $0 == "_" }.prefix(1)).lowercased()
  }

  /// A section: what it is called, how both differ, and its text.
  private struct Section {
    let name: String
    let difference: String
    let here: String
    let text: String
  }

  /// By the name of an API or of a call of ATen: what it is here, in the order of the schema.
  private var mapped: [String: [(entry: Entry, call: Entry.Call)]] {
    var mapped: [String: [(Entry, Entry.Call)]] = [:]
    for entry in entries where entry.uncomputed == nil {
      for call in entry.pytorch {
        for name in call.names { mapped[name, default: []].append((entry, call)) }
      }
    }
    return mapped
  }

  func files() -> [(path: String, text: String)] {
    let mapped = mapped
    let composed = Dictionary(facts.calls.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    var sections = facts.apis.map { api in
      mapped[api.name].map { section(api.name, api.arguments, $0) }
        ?? section(api, mapped, composed)
    }
    let calls = mapped.keys.filter { $0.hasPrefix("aten.") }
    sections += calls.map { section($0, nil, mapped[$0] ?? []) }
    sections += facts.calls.filter { mapped[$0.name] == nil }.map(section)
    sections.sort { ($0.name.lowercased(), $0.name) < ($1.name.lowercased(), $1.name) }
    var files: [(path: String, text: String)] = []
    var rows: [(name: String, row: String)] = []
    var rest = sections
    for page in Self.pages {
      let own = rest.filter { page.holds($0.name) }
      rest.removeAll { page.holds($0.name) }
      files.append((Self.path(page.file), Self.text(page, own)))
      rows += own.map { section in
        let link = "<doc:\(page.file)#\(Self.anchor(section.name))>"
        return (section.name, "| \(link) | \(section.difference) | \(section.here) |\n")
      }
    }
    rows.sort { ($0.name.lowercased(), $0.name) < ($1.name.lowercased(), $1.name) }
    files.append((Self.path(Self.index), indexText(rows.map(\.row), of: sections)))
    return files
  }

  private static func path(_ page: String) -> String { "\(folder)/\(page).md" }

  /// The heading of a section as a link names it.
  private static func anchor(_ name: String) -> String { name }

  private static let mark = "<!-- ./Launch/generate writes this page. -->\n"

  private static func text(_ page: Page, _ sections: [Section]) -> String {
    """
    # PyTorch: \(page.title)

    What each of \(sections.count) names of \(page.title) is here: its arguments, how they differ, and calls that mean the same.

    \(mark)
    <doc:\(index)> lists all of them by name, and says what the columns mean.

    """ + sections.map { "\n### \($0.name)\n\n\($0.text)" }.joined()
  }

  private func indexText(_ rows: [String], of sections: [Section]) -> String {
    let missing = sections.count { $0.difference == "missing" }
    return """
      # PyTorch by name

      Every API of PyTorch that models use most, and every call of ATen that is read, with what it is here.

      \(Self.mark)
      \(facts.apis.count) APIs and \(sections.count - facts.apis.count) calls, \(missing) of which have nothing here. A name leads to its section: both
      signatures, and a row for each argument with its default there and here, how both differ, and a pair of calls that mean
      the same. A `…` stands for arguments that are written alike.

      Where an API is no op by itself, its section names the calls of ATen that `torch.export` writes for it, which
      <doc:PyTorchModels> reads.

      | PyTorch | difference | here |
      |---|---|---|

      """ + rows.joined()
  }

  // MARK: One section

  private static let head =
    "| argument | default | here | default | how they differ | PyTorch | Tessera |\n|---|---|---|---|---|---|---|\n"

  /// Of what ops are by their mappings.
  private func section(
    _ name: String, _ arguments: String?, _ owners: [(entry: Entry, call: Entry.Call)]
  ) -> Section {
    let given =
      arguments ?? owners.first?.call.arguments.map(Self.word).joined(separator: ", ") ?? ""
    let (text, difference) = Self.tables(Self.call(name), owners)
    return Section(
      name: name, difference: difference.words,
      here: owners.map { "`\($0.entry.name)`" }.joined(separator: ", "),
      text: "`\(name)(\(given))`\n\n" + text)
  }

  /// The tables of arguments of each op that a call may be, and the farthest difference in the first.
  ///
  /// - Parameter theirs: how PyTorch's side of a pair begins.
  private static func tables(_ theirs: String, _ owners: [(entry: Entry, call: Entry.Call)]) -> (
    String, ArgumentMapping.Difference
  ) {
    var worst = ArgumentMapping.Difference.same
    var texts: [String] = []
    for (place, (entry, call)) in owners.enumerated() {
      var text = "Here: \(signature(entry)), the op `\(entry.name)`"
      if let dims = call.dims { text += ", of tensors of \(dims) dims" }
      if !call.sets.isEmpty {
        let words = call.sets.map {
          "`\($0.attribute.name)` = `\($0.value.joined(separator: " "))`"
        }
        text += ", with \(words.joined(separator: ", "))"
      }
      if let results = call.results, results.count < entry.outputs.count {
        text += "; of its outputs \(results.map { "`\($0)`" }.joined(separator: ", "))"
      }
      let mappings = call.arguments.map {
        ArgumentMapping(entry: entry, call: call, argument: $0)
      }
      if place == 0 {
        worst = mappings.map(\.difference).filter { $0 != .dropped }.max() ?? .same
      }
      let rows = mappings.map { $0.row(theirs: theirs) }
      texts.append(text + ".\n" + (rows.isEmpty ? "" : "\n" + head + rows.joined()))
    }
    return (texts.joined(separator: "\nOr, where that does not fit:\n\n"), worst)
  }

  /// Of an API that is what torch.export makes of it.
  private func section(
    _ api: PyTorchFacts.API, _ mapped: [String: [(entry: Entry, call: Entry.Call)]],
    _ composed: [String: PyTorchFacts.Call]
  ) -> Section {
    var text = "`\(api.name)(\(api.arguments))`\n\n"
    let difference: String
    var here = api.here.isEmpty ? "" : "`\(api.here)`"
    if !api.exported.isEmpty {
      let exported = api.exported.map(Self.plain)
      let words = exported.map { name -> String in
        let link = Self.pages.first { $0.holds(name) }.map {
          "<doc:\($0.file)#\(Self.anchor(name))>"
        }
        return mapped[name] != nil || composed[name] != nil ? link ?? name : "`\(name)`"
      }
      text += "When a model is exported: \(words.joined(separator: ", ")).\n"
      if exported.count == 1, let owners = mapped[exported[0]] {
        text += "\n" + Self.tables(Self.call(exported[0]), owners).0
      }
      difference = exported.count == 1 ? "through ATen" : "composed"
      here = exported.map { "`\($0)`" }.joined(separator: ", ")
    } else if api.kind == "missing" {
      (difference, here) = ("missing", "")
      text += "There is nothing here for it. \(api.note)\n"
    } else if api.kind == "otherwise" {
      difference = "otherwise"
      text += here.isEmpty ? "\(api.note)\n" : "Here: \(here). \(api.note)\n"
    } else {
      difference = "falls away"
      text += "It changes no value: `torch.export` writes no call of ATen for it.\n"
    }
    return Section(name: api.name, difference: difference, here: here, text: text)
  }

  /// Of a call of ATen that is no op.
  private func section(_ call: PyTorchFacts.Call) -> Section {
    Section(
      name: call.name, difference: call.kind == "checked" ? "dropped" : call.kind, here: "",
      text: "`\(call.name)\(call.signature)`\n\nHere: \(PyTorchFacts.kinds[call.kind] ?? "").\n")
  }

  /// The call that makes a new tensor, of one that writes: `aten.add.Tensor` of `aten.add_.Tensor`.
  private static func plain(_ name: String) -> String {
    name.contains("__") ? name : name.replacing("_.", with: ".")
  }

  private static func word(_ argument: Entry.Call.Argument) -> String {
    argument.name + (argument.defaultText.map { "=\($0)" } ?? "")
  }

  /// How PyTorch's side of a pair begins.
  private static func call(_ name: String) -> String {
    if name.hasPrefix("torch.Tensor.") { return "x." + name.dropFirst("torch.Tensor.".count) }
    return name.hasPrefix("aten.") ? "torch.ops." + name : name
  }

  private static func signature(_ entry: Entry) -> String {
    if let written = entry.method.written { return "`\(written)`" }
    let signature = Signature(entry)
    let receiver = signature.isStatic ? "DistTensor." : "x."
    return
      "`\(receiver)\(entry.method.name)(\(signature.parameters.map(\.text).joined(separator: ", ")))`"
  }
}
