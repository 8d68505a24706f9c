/// One argument of PyTorch's beside what it becomes here: how both differ, and a pair of calls that shows it.
struct ArgumentMapping {
  let entry: Entry
  let call: Entry.Call
  let argument: Entry.Call.Argument

  /// How far both are apart, the nearest first.
  enum Difference: Int, Comparable {
    case same, renamed, defaultDiffers, converted, narrowed, dropped

    static func < (left: Difference, right: Difference) -> Bool { left.rawValue < right.rawValue }

    var words: String {
      switch self {
      case .same: "same"
      case .renamed: "renamed"
      case .defaultDiffers: "default differs"
      case .converted: "converted"
      case .narrowed: "only one value is carried out"
      case .dropped: "falls away"
      }
    }
  }

  private var attribute: Entry.Attribute? {
    entry.attributes.first { $0.name == argument.target }
  }

  private var input: Entry.Argument? { entry.inputs.first { $0.name == argument.target } }

  var difference: Difference {
    guard let target = argument.target else { return .narrowed }
    if target == "_" { return .dropped }
    if argument.conversion != nil { return .converted }
    if let attribute, let theirs = argument.defaultText, !isDefault(theirs, of: attribute) {
      return .defaultDiffers
    }
    return target == argument.name ? .same : .renamed
  }

  private func isDefault(_ theirs: String, of attribute: Entry.Attribute) -> Bool {
    switch attribute.absence {
    case .value(let words):
      let ours =
        words.first == "[" ? "[" + words.dropFirst().joined(separator: ", ") + "]" : words[0]
      if ours.lowercased() == theirs.lowercased() { return true }
      return Double(ours).map { $0 == Double(theirs) } ?? false
    case .means: return theirs == "None"
    case .refused: return false
    }
  }

  /// The default here.
  private var ownDefault: String {
    if let input { return input.isOptional ? "nil" : "" }
    switch attribute?.absence {
    case .value(let words)?:
      return words.first == "[" ? "[" + words.dropFirst().joined(separator: ", ") + "]" : words[0]
    case .means?: return "nil"
    default: return ""
    }
  }

  /// A row of the table of arguments.
  func row(theirs: String) -> String {
    func code(_ text: String) -> String {
      text.isEmpty ? "" : "`" + text.replacing("|", with: "\\|") + "`"
    }
    let target = argument.target == "_" ? nil : argument.target
    var how = difference.words
    if difference == .converted, let conversion = argument.conversion {
      how = ArgumentConversion.words[conversion] ?? conversion
    } else if difference == .narrowed {
      how = "the op takes \(code(argument.defaultText ?? "")) alone"
    }
    let pair = pair(theirs: theirs)
    let cells = [
      code(argument.name), code(argument.defaultText ?? ""), code(target ?? ""),
      code(target == nil ? "" : ownDefault), how, code(pair?.theirs ?? ""), code(pair?.ours ?? ""),
    ]
    return "| " + cells.joined(separator: " | ") + " |\n"
  }

  /// Two calls that mean the same, where the argument is written otherwise here. Tensors go by place.
  private func pair(theirs: String) -> (theirs: String, ours: String)? {
    guard let target = argument.target else { return nil }
    switch difference {
    case .same, .narrowed: return nil
    case .dropped: return ("\(theirs)(…, \(argument.name)=…)", written(nil))
    case .renamed, .defaultDiffers, .converted: break
    }
    if let conversion = argument.conversion, let sample = ArgumentConversion.samples[conversion] {
      let name = sample.attribute ?? target
      return (
        "\(theirs)(…, \(argument.name)=\(sample.theirs))",
        sample.isWhole ? sample.ours : written((name, sample.ours))
      )
    }
    guard let attribute else { return nil }
    if difference == .defaultDiffers, let fallback = argument.defaultText, fallback != "None" {
      return ("\(theirs)(…)", written((attribute.name, Self.swift(fallback))))
    }
    let word = attribute.type == "choice" ? "'\(attribute.choices.last ?? "")'" : nil
    let sample = word ?? Self.samples[attribute.type] ?? "…"
    return (
      "\(theirs)(…, \(argument.name)=\(sample))", written((attribute.name, Self.swift(sample)))
    )
  }

  /// The call here, with an attribute.
  private func written(_ given: (name: String, value: String)?) -> String {
    guard let given, let attribute = entry.attributes.first(where: { $0.name == given.name }) else {
      return entry.method.written ?? receiver + "(…)"
    }
    guard entry.method.written == nil else {
      let value = ".\(SwiftText.kind(attribute))(\(given.value))"
      return "DistTensor.apply(\"\(entry.name)\", …, [\"\(given.name)\": \(value)])"
    }
    let label =
      entry.method.unlabeled.contains(given.name) ? "" : "\(attribute.swiftName): "
    return "\(receiver)(…, \(label)\(given.value))"
  }

  private var receiver: String {
    (Signature(entry).isStatic ? "DistTensor." : "x.") + entry.method.name
  }

  /// A value of each type, as Python writes it.
  private static let samples = [
    "bool": "True", "int": "1", "number": "0.5", "ints": "[0, 1]", "numbers": "[0.5]",
    "text": "'…'", "dtype": "torch.float16",
  ]

  /// A value of Python's in Swift.
  private static func swift(_ text: String) -> String {
    switch text {
    case "True": "true"
    case "False": "false"
    case "None": "nil"
    case "torch.float16": ".float16"
    default:
      text.hasPrefix("'")
        ? text.replacing("'", with: "\"")
        : text.first?.isLetter == true ? "\"\(text)\"" : text
    }
  }
}

/// The conversions of arguments, for readers.
enum ArgumentConversion {
  static let words = [
    "list": "one number stands for a list there",
    "only": "a list of one there, a number here",
    "not": "the opposite",
    "negated": "the negative",
    "complement": "one minus it",
    "tanh": "a word there, a truth here",
    "scalar": "a number may stand for the tensor there",
    "dtype": "a dtype",
    "dtypeOf": "the dtype of a tensor",
    "shapeOf": "the shape of a tensor",
    "flatten": "`None` there is the flat tensor",
    "castBefore": "the tensor is cast before",
    "trailing": "sizes there, the first of their dims here",
    "heads": "heads stand before tokens there, behind them here",
    "sizes": "a size there, all sizes here",
    "chunks": "how many there, all sizes here",
    "padding": "the last dim first there, the first one first here",
    "index": "an index there, a range of one here",
    "start": "`None` there is the first",
    "end": "`None` there is the end",
    "reduction": "another word",
    "uppercase": "in capitals here",
    "pair": "a pair there, two attributes here",
  ]

  /// A pair of values.
  struct Sample {
    let theirs: String
    let ours: String
    /// The attribute here, where it is another than the mapping names.
    var attribute: String?
    /// Whether ours is a whole call.
    var isWhole = false
  }

  static let samples: [String: Sample] = [
    "list": Sample(theirs: "1", ours: "[1]"), "only": Sample(theirs: "[1]", ours: "1"),
    "not": Sample(theirs: "True", ours: "false"), "negated": Sample(theirs: "0.5", ours: "-0.5"),
    "complement": Sample(theirs: "0.1", ours: "0.9"),
    "tanh": Sample(theirs: "'tanh'", ours: "true"),
    "scalar": Sample(theirs: "2", ours: "x.scalar(2, dtype: x.dtype)", isWhole: true),
    "dtype": Sample(theirs: "torch.float16", ours: ".float16"),
    "dtypeOf": Sample(theirs: "y", ours: "y.dtype"),
    "shapeOf": Sample(theirs: "y", ours: "y.shape"),
    "flatten": Sample(theirs: "None", ours: "true", attribute: "flatten"),
    "castBefore": Sample(theirs: "torch.float64", ours: "x.cast(.float64)", isWhole: true),
    "trailing": Sample(theirs: "[4]", ours: "x.ndim - 1"),
    "heads": Sample(theirs: "q", ours: "q.swapaxes(1, 2)", isWhole: true),
    "sizes": Sample(theirs: "2", ours: "[2, 2, 1]"),
    "chunks": Sample(theirs: "2", ours: "[3, 2]"),
    "padding": Sample(theirs: "[1, 2]", ours: "[0, 0, 1, 2]"),
    "index": Sample(theirs: "3", ours: "[3]"), "start": Sample(theirs: "None", ours: "[0]"),
    "end": Sample(theirs: "None", ours: "[.max]"),
    "reduction": Sample(theirs: "'sum'", ours: "\"add\""),
    "uppercase": Sample(theirs: "'same'", ours: "\"SAME\""),
  ]
}
