/// What stands in a block: its holders, in as many words as find room.
struct BlockLabel {
  enum Token: Hashable {
    case rank(Int)
    case word(String)

    /// The text of it.
    var text: String {
      switch self {
      case .rank(let rank): "\(rank)"
      case .word(let word): word
      }
    }
  }

  /// The same, from the longest text to the shortest; whoever draws takes the first that fits.
  let choices: [[Token]]

  /// - Parameter most: the most ranks that are listed one by one.
  init(_ cell: Panel.Cell, joint: String, most: Int = 16) {
    let ranks = cell.terms.flatMap(\.self)
    var choices: [[Token]] = []
    if cell.blocks == 1, ranks.count <= most {
      let terms = cell.terms.map { $0.map(Token.rank) }
      choices.append(Array(terms.joined(separator: [.word(joint)])))
    }
    if cell.blocks == 1, ranks.count == 1 {
      self.choices = choices
      return
    }
    let noun = cell.blocks > 1 ? "\(cell.blocks) shards" : "\(ranks.count) ranks"
    for shown in [6, 4, 3, 2] where shown < ranks.count || (cell.blocks > 1 && ranks.count <= shown)
    {
      let listed = ranks.prefix(shown).map(Token.rank)
      choices.append(
        [.word(noun + ":")] + listed + (shown < ranks.count ? [.word("…")] : []))
    }
    choices += [[.word(noun)], [.word("\(cell.blocks > 1 ? cell.blocks : ranks.count)×")]]
    self.choices = choices
  }

  /// Tokens in lines, each of at most `width`; nil if one token is wider.
  static func lines(
    _ tokens: [Token], width: Double, gap: Double, measure: (Token) -> Double
  ) -> [[Token]]? {
    var lines: [[Token]] = [[]]
    var used = 0.0
    for token in tokens {
      let size = measure(token)
      guard size <= width else { return nil }
      if used > 0, used + gap + size > width {
        lines.append([])
        used = 0
      }
      used += (used > 0 ? gap : 0) + size
      lines[lines.count - 1].append(token)
    }
    return lines
  }

  /// Tokens in as few lines as `width` allows, the lines as even as they can be.
  static func evenLines(
    _ tokens: [Token], width: Double, gap: Double, measure: (Token) -> Double
  ) -> [[Token]]? {
    guard var best = lines(tokens, width: width, gap: gap, measure: measure) else { return nil }
    var room = width
    while room > width / 2, best.count > 1 {
      room -= max(1, width / 40)
      guard let next = lines(tokens, width: room, gap: gap, measure: measure),
        next.count == best.count
      else { break }
      best = next
    }
    return best
  }
}
