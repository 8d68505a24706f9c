/// Walks over a text of the notation token by token; white space between tokens is skipped.
///
/// Columns count characters from 1, as an editor shows them.
struct NotationScanner {
  let text: String
  private let characters: [Character]
  private var position = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  /// The next character that is not white space, not consumed; nil at the end.
  mutating func peek() -> Character? {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
    return position < characters.count ? characters[position] : nil
  }

  /// The column of the next token.
  mutating func column() -> Int {
    _ = peek()
    return position + 1
  }

  /// Consumes `character` if it is the next token.
  mutating func skip(_ character: Character) -> Bool {
    guard peek() == character else { return false }
    position += 1
    return true
  }

  /// Consumes `character`, or fails with the words of what stands for it.
  mutating func require(_ character: Character, or others: String? = nil) throws(ShardingError) {
    guard skip(character) else {
      throw unexpected("'\(character)'" + (others.map { " or \($0)" } ?? ""))
    }
  }

  /// Consumes the longest run of letters, digits and `extra`; empty where there is none.
  mutating func word(allowing extra: Set<Character> = ["_"]) -> String {
    _ = peek()
    let start = position
    while position < characters.count, isWordCharacter(characters[position], extra) {
      position += 1
    }
    return String(characters[start..<position])
  }

  /// Consumes a decimal number of at least 0.
  mutating func number(_ meaning: String) throws(ShardingError) -> Int {
    let column = column()
    let start = position
    while position < characters.count, characters[position].isDecimalDigit { position += 1 }
    let digits = String(characters[start..<position])
    guard !digits.isEmpty else { throw unexpected(meaning) }
    guard let value = Int(digits) else {
      throw failure("expected \(meaning) of at most \(Int.max), found '\(digits)'", column: column)
    }
    return value
  }

  /// Numbers with commas between them, at least one.
  mutating func numbers(_ meaning: String) throws(ShardingError) -> [Int] {
    var values = [try number(meaning)]
    while skip(",") { values.append(try number(meaning)) }
    return values
  }

  /// Fails unless everything is consumed.
  mutating func requireEnd(or others: String? = nil) throws(ShardingError) {
    guard peek() == nil else { throw unexpected((others.map { "\($0) or " } ?? "") + "the end") }
  }

  /// The error at the next token, which is not what was expected.
  ///
  /// - Parameter hint: what is likely meant.
  mutating func unexpected(_ expected: String, hint: String? = nil) -> ShardingError {
    let column = column()
    var probe = self
    let word = probe.word()
    let found = word.isEmpty ? peek().map { "'\($0)'" } ?? "the end" : "'\(word)'"
    let question = hint.map { "; is '\($0)' meant?" } ?? ""
    return failure("expected \(expected), found \(found)\(question)", column: column)
  }

  func failure(_ what: String, column: Int) -> ShardingError {
    .notation("notation '\(text)', column \(column): \(what)")
  }

  private func isWordCharacter(_ character: Character, _ extra: Set<Character>) -> Bool {
    character.isLetter || character.isNumber || extra.contains(character)
  }
}

extension Character {
  /// An ASCII digit: the notation's numbers have no others.
  var isDecimalDigit: Bool { isASCII && isNumber }
}
