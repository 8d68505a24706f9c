/// One op of the YAML, as it stands there and found right.
struct Entry {
  struct Argument {
    enum Arity { case one, optional, list, optionalList }

    let name: String
    let arity: Arity
    /// `x`, `x?`, `x*`, `x*?`.
    let word: String
    /// In Swift: `attn_mask` is `attnMask`.
    var swiftName: String { Entry.camel(name) }
    var isOptional: Bool { arity == .optional || arity == .optionalList }
  }

  struct Attribute {
    enum Absence {
      /// Its default, as YAML has it, a list taken apart.
      case value([String])
      case means(String)
      case refused
    }

    let name: String
    /// `bool`, `int`, `number`, `ints`, `numbers`, `text`, `choice` or `dtype`.
    let type: String
    /// The words of a choice, or the dtypes.
    let choices: [String]
    let absence: Absence
    let alias: String?
    let idle: String?
    /// Of a bool, other words for false and true.
    let words: [String]
    var swiftName: String { Entry.camel(name) }
  }

  enum Gradient {
    case formula, writtenOut
    /// Why.
    case zero(String), missing(String)
  }

  struct Bound {
    let input: String
    /// The input or attribute that is counted, and which of its dims.
    let counted: [String: String]
  }

  struct Call {
    struct Argument {
      let name: String
      let defaultText: String?
      /// An input or attribute; `_` is ignored; nil must be its default.
      let target: String?
      let conversion: String?
      let isKeyword: Bool
    }

    let names: [String]
    let arguments: [Argument]
    /// The arguments as they are written.
    let text: String
    let dims: String?
    /// With each attribute's type.
    let sets: [(attribute: Attribute, value: [String])]
    let results: [String]?
  }

  struct Method {
    var name: String
    var written: String?
    /// The input that the method is of.
    var selfInput: String?
    var unlabeled: [String] = []
  }

  var name = ""
  var aliases: [String] = []
  var documentation = ""
  var kind = ""
  var inputs: [Argument] = []
  var outputs: [Argument] = []
  var attributes: [Attribute] = []
  var bounds: [Bound] = []
  var rule = ""
  var dtypes: String?
  var kernel: String?
  /// Empty where nothing is said.
  var scratch: [String] = []
  var uncomputed: String?
  var wraps = false
  var gradient = Gradient.formula
  var method = Method(name: "")
  var knownAs: [String] = []
  var pytorch: [Call] = []
  var paddle: [Call] = []
  var onnx: [Call] = []

  /// `log_softmax` is `logSoftmax`.
  static func camel(_ name: String) -> String {
    let words = name.split(separator: "_")
    return words.enumerated().map { place, word in
      place == 0 ? String(word) : word.prefix(1).uppercased() + word.dropFirst()
    }.joined()
  }
}
