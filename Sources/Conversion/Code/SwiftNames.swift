/// Names of Swift, made of those of a model.
struct SwiftNames {
  private var used: Set<String>

  /// - Parameter used: names that stand for something else.
  init(_ used: Set<String> = []) { self.used = used }

  /// A name that nothing else has: the name itself, or with the next number behind it.
  mutating func unique(_ name: String) -> String {
    let name = Self.keywords.contains(name) ? name + "Value" : name
    var candidate = name
    var count = 1
    while !used.insert(candidate).inserted {
      count += 1
      candidate = name.last?.isNumber == true ? "\(name)_\(count)" : "\(name)\(count)"
    }
    return candidate
  }

  /// `ln_1` is `ln1`, `c_attn` is `cAttn`, `0` is `_0`.
  static func camel(_ name: String) -> String {
    let words = name.split { !$0.isLetter && !$0.isNumber }
    let joined = words.enumerated().map { place, word in
      place == 0 ? lowered(String(word)) : word.prefix(1).uppercased() + word.dropFirst()
    }.joined()
    guard let first = joined.first else { return "_" }
    return first.isNumber ? "_" + joined : joined
  }

  /// `GPT2Block` of `gpt2_block` and of itself.
  static func type(_ name: String) -> String {
    let words = name.split { !$0.isLetter && !$0.isNumber }
    let joined = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    guard let first = joined.first else { return "Model" }
    return first.isNumber ? "Model" + joined : joined
  }

  /// `BasicBlock` is `basicBlock`, `GPT2Block` `gpt2Block`, `MLP` `mlp`.
  static func lowered(_ name: String) -> String {
    let capitals = name.prefix { $0.isUppercase || $0.isNumber }
    if capitals.isEmpty { return name }
    if capitals.count == name.count { return name.lowercased() }
    // The last capital begins the next word, but for the first letter and for digits.
    let isWord = capitals.count > 1 && capitals.last?.isNumber == false
    let head = capitals.dropLast(isWord ? 1 : 0)
    return head.lowercased() + name.dropFirst(head.count)
  }

  /// The last word of a type's name, small: `block` of `GPT2Block`.
  static func lastWord(_ type: String) -> String {
    let letters = String(type.reversed().drop { $0.isNumber }.reversed())
    guard let start = letters.lastIndex(where: \.isUppercase) else { return lowered(letters) }
    let word = String(letters[start...])
    return word.count > 1 ? word.lowercased() : lowered(letters)
  }

  /// A name that may be one of the language's words, as it stands in code.
  static func quoted(_ name: String) -> String {
    keywords.contains(name) ? "`\(name)`" : name
  }

  private static let keywords: Set<String> = [
    "as", "any", "break", "case", "catch", "class", "continue", "default", "defer", "do", "else",
    "enum", "extension", "fallthrough", "false", "for", "func", "guard", "if", "import", "in",
    "init", "inout", "internal", "is", "let", "nil", "operator", "private", "protocol", "public",
    "repeat", "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch",
    "throw", "throws", "true", "try", "typealias", "var", "where", "while",
  ]

  /// Types that a struct's name would hide.
  static let types: Set<String> = [
    "Any", "Array", "Bool", "Cluster", "DType", "DistTensor", "Double", "Int", "ModelRun",
    "ModuleWeights", "Operand", "Optional", "Self", "String", "Tensor", "TensorSlice",
    "TensorValue", "TesseraError", "Type", "Value", "Void",
  ]
}
