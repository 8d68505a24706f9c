/// The page of the book that lists all ops.
struct OperatorsPage {
  let entries: [Entry]
  /// Titles of the kinds, in order.
  static let titles: KeyValuePairs<String, String> = [
    "elementwise": "Elementwise", "movement": "Shapes and places", "product": "Products",
    "convolution": "Convolutions", "attention": "Attention", "softmax": "Softmax",
    "loss": "Losses", "normalization": "Normalizations", "reduction": "Reductions",
    "cumulative": "Running folds", "search": "Searches and sorts", "look_up": "Look-ups",
    "scatter": "Writes at indices", "random": "Draws", "routing": "Experts", "sampling": "Vision",
    "optimizer": "Optimizers",
  ]

  static let path = "Sources/Tessera/Tessera.docc/Operators.md"
  /// What stands before this line is written by hand.
  static let mark = "<!-- From here on ./Launch/generate writes this page. -->"

  /// - Parameter page: the page as it is.
  func text(_ page: String) throws -> String {
    guard let mark = page.range(of: Self.mark) else {
      throw GeneratorError("\(Self.path): the line '\(Self.mark)' is missing")
    }
    return page[..<mark.upperBound] + "\n\n" + list()
  }

  private func list() -> String {
    let computed = entries.filter { $0.uncomputed == nil }
    let count = computed.reduce(0) { $0 + 1 + $1.aliases.count }
    var text = """
      ## Every op

      \(computed.count) ops under \(count) names. A method is Swift's name of it, or the call itself where it is written by
      hand. `x*` is a list of tensors, `x?` one that may be absent. An attribute is written NAME:TYPE=DEFAULT,
      NAME:TYPE where it must be given, NAME:TYPE? where it may be left out and then has no value; in
      parentheses where nothing hangs on it here. How arguments are mapped, `Sources/Ops/ops.yaml` says.

      """
    for (kind, title) in Self.titles {
      let own = computed.filter { $0.kind == kind }
      guard !own.isEmpty else { continue }
      text +=
        "\n### \(title)\n\n| op | method | inputs | outputs | attributes | PyTorch | Paddle | ONNX |\n|---|---|---|---|---|---|---|---|\n"
      text += own.map(row).joined()
    }
    let others = entries.filter { $0.uncomputed != nil }
    text += "\n### Ops that have a rule only\n\n| op | why nothing computes it |\n|---|---|\n"
    for entry in others {
      text += "| \(names(entry)) | \(entry.uncomputed ?? "") |\n"
    }
    return text
  }

  private func names(_ entry: Entry) -> String {
    "`\(entry.name)`"
      + (entry.aliases.isEmpty
        ? "" : " (" + entry.aliases.map { "`\($0)`" }.joined(separator: ", ") + ")")
  }

  private func row(_ entry: Entry) -> String {
    func words(_ words: [String]) -> String {
      words.isEmpty ? "" : "`" + words.joined(separator: " ").replacing("|", with: "\\|") + "`"
    }
    func calls(_ calls: [Entry.Call]) -> String {
      var seen: Set<String> = []
      let names = calls.flatMap(\.names).filter { seen.insert($0).inserted }
      return names.map { "`\($0)`" }.joined(separator: " ")
    }
    let method = (entry.method.written ?? MethodFile.name(entry)).replacing("|", with: "\\|")
    let cells = [
      names(entry) + ": " + entry.documentation.replacing("|", with: "\\|"), "`\(method)`",
      words(entry.inputs.map(\.word)),
      words(entry.outputs.map(\.word)), words(entry.attributes.map(attribute)),
      calls(entry.pytorch), calls(entry.paddle), calls(entry.onnx),
    ]
    return "| " + cells.joined(separator: " | ") + " |\n"
  }

  private func attribute(_ attribute: Entry.Attribute) -> String {
    let type =
      attribute.type == "choice"
      ? attribute.choices.filter { !$0.isEmpty }.joined(separator: "|") : attribute.type
    let text =
      switch attribute.absence {
      case .value(let words):
        "\(attribute.name):\(type)="
          + (attribute.type == "ints"
            ? "[" + words.dropFirst().joined(separator: ",") + "]"
            : words[0].isEmpty ? "\"\"" : words[0])
      case .means: "\(attribute.name):\(type)?"
      case .refused: "\(attribute.name):\(type)"
      }
    return attribute.idle == nil ? text : "(\(text))"
  }
}
