import Sharding

/// Where a value lies, by colour and by words: one chip for each mesh dim.
enum Chips {
  /// The chips of a dist attr; the mesh's name behind them where it has one.
  static func of(_ attr: TensorDistAttr) -> [HTML] {
    let words = words(attr)
    var chips = zip(attr.mesh.axes, words).map { axis, word in
      HTML.tag("span", ["class": "chip \(style(of: word))"], "\(axis) \(word)")
    }
    if attr.mesh.axes.isEmpty { chips.append(.tag("span", ["class": "chip r"], "one rank")) }
    if let name = attr.mesh.name { chips.append(.tag("span", ["class": "mesh"], "@\(name)")) }
    return chips
  }

  /// The placement of each mesh dim in the notation: what stands between commas outside of parentheses.
  private static func words(_ attr: TensorDistAttr) -> [String] {
    var (words, depth) = ([""], 0)
    for character in attr.description {
      if character == "@", depth == 0 { break }
      if character == "(" { depth += 1 } else if character == ")" { depth -= 1 }
      if character == ",", depth == 0 {
        words.append("")
      } else {
        words[words.count - 1].append(character)
      }
    }
    return words
  }

  /// `r`, `p`, or `s0` to `s5` by the tensor dim that is cut.
  private static func style(of word: String) -> String {
    switch word.first {
    case "P": return "p"
    case "S":
      let digits = word.dropFirst(2).prefix { $0.isNumber }
      return "s\((Int(digits) ?? 0) % 6)"
    default: return "r"
    }
  }

  /// What the colours mean, for tensors of so many dims.
  static func legend(dims: Int) -> HTML {
    let cuts = (0..<max(1, min(6, dims))).map { dim in
      HTML.tag(
        "li", [:],
        [.tag("span", ["class": "chip s\(dim)"], "S(\(dim))"), .text(" dim \(dim) is cut")])
    }
    return .tag(
      "ul", ["class": "legend"],
      cuts + [
        .tag(
          "li", [:],
          [.tag("span", ["class": "chip r"], "R"), .text(" every rank has all of it")]),
        .tag(
          "li", [:],
          [.tag("span", ["class": "chip p"], "P"), .text(" ranks have parts to be folded")]),
      ])
  }
}
