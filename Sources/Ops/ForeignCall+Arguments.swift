extension ForeignCall {
  /// The arguments, in the order of the call. Complexity: O(length of their text), which is read each time.
  ///
  /// The text is `NAME=DEFAULT: OURS by CONVERSION`, with commas between them, and `*` before those that are given
  /// by name only. Without `: OURS` an argument must be its default; `: _` is ignored; `NAME==WORD` must be that
  /// word. The generator has found it right.
  public var arguments: [Argument] {
    var isKeyword = false
    var arguments: [Argument] = []
    for word in words {
      if word == "*" {
        isKeyword = true
      } else {
        arguments.append(Argument(word, isKeyword: isKeyword))
      }
    }
    return arguments
  }

  /// The text, cut at commas outside brackets.
  private var words: [Substring] {
    var depth = 0
    let words = text.split { letter in
      if letter == "[" || letter == "(" { depth += 1 }
      if letter == "]" || letter == ")" { depth -= 1 }
      return letter == "," && depth == 0
    }
    return words.map { $0.drop { $0 == " " } }
  }
}

extension ForeignCall.Argument {
  fileprivate init(_ word: Substring, isKeyword: Bool) {
    if let same = word.firstRange(of: "==") {
      self.init(
        String(word[..<same.lowerBound]), String(word[same.upperBound...]), .fixed,
        isKeyword: isKeyword)
      return
    }
    let colon = word.firstRange(of: ": ")
    let left = word[..<(colon?.lowerBound ?? word.endIndex)]
    let parts = colon.map { word[$0.upperBound...].split(separator: " ") } ?? []
    let target: Target =
      switch parts.first {
      case nil: .fixed
      case "_": .ignored
      case let ours?:
        .ours(
          String(ours),
          by: parts.count == 3 ? ForeignCall.Conversion(rawValue: String(parts[2])) : nil)
      }
    let equals = left.firstIndex(of: "=")
    self.init(
      String(left[..<(equals ?? left.endIndex)]),
      equals.map { String(left[left.index(after: $0)...]) }, target, isKeyword: isKeyword)
  }
}
