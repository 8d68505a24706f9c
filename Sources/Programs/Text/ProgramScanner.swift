/// Walks over the text of a program token by token; white space and comments (`#` to the end of the line) between
/// tokens are skipped.
struct ProgramScanner {
  private let characters: [Character]
  private var position = 0
  private var line = 1
  /// Where the current line starts.
  private var lineStart = 0

  /// A place in the text; lines and columns count from 1.
  struct Place {
    let line: Int
    let column: Int
  }

  init(_ text: String) { characters = Array(text) }

  private mutating func skipSpace() {
    while position < characters.count {
      let character = characters[position]
      if character.isNewline {
        position += 1
        (line, lineStart) = (line + 1, position)
      } else if character.isWhitespace {
        position += 1
      } else if character == "#" {
        while position < characters.count, !characters[position].isNewline { position += 1 }
      } else {
        return
      }
    }
  }

  /// The next character of a token, not consumed; nil at the end.
  mutating func peek() -> Character? {
    skipSpace()
    return position < characters.count ? characters[position] : nil
  }

  /// Where the next token starts.
  mutating func place() -> Place {
    skipSpace()
    return Place(line: line, column: position - lineStart + 1)
  }

  /// Consumes `character` if it is the next token.
  mutating func skip(_ character: Character) -> Bool {
    guard peek() == character else { return false }
    position += 1
    return true
  }

  mutating func require(_ character: Character, or others: String? = nil) throws(ProgramError) {
    guard skip(character) else {
      throw unexpected("'\(character)'" + (others.map { " or \($0)" } ?? ""))
    }
  }

  /// Consumes a word of letters, digits, `_` and `.`; empty where there is none.
  mutating func word() -> String {
    guard let first = peek(), ProgramText.isNameStart(first) else { return "" }
    let start = position
    while position < characters.count, ProgramText.isNamePart(characters[position]) {
      position += 1
    }
    return String(characters[start..<position])
  }

  /// The next word, not consumed.
  mutating func peekWord() -> String {
    var probe = self
    return probe.word()
  }

  /// Consumes `word` if it is the next one.
  mutating func skip(word: String) -> Bool {
    var probe = self
    guard probe.word() == word else { return false }
    self = probe
    return true
  }

  /// A name: a word that is none of the language's, or any text in double quotes.
  mutating func name(_ meaning: String) throws(ProgramError) -> String {
    if peek() == "\"" { return try quoted() }
    let word = peekWord()
    guard !word.isEmpty, !ProgramText.keywords.contains(word) else { throw unexpected(meaning) }
    _ = self.word()
    return word
  }

  /// A text in double quotes.
  mutating func quoted() throws(ProgramError) -> String {
    let start = place()
    try require("\"")
    var text = ""
    while position < characters.count, characters[position] != "\"" {
      var character = characters[position]
      position += 1
      if character.isNewline { break }
      if character == "\\" {
        guard position < characters.count else { break }
        character = characters[position]
        position += 1
        switch character {
        case "n": character = "\n"
        case "t": character = "\t"
        case "r": character = "\r"
        case "\"", "\\": break
        default:
          throw failure(
            "expected \\\", \\\\, \\n, \\t or \\r, found '\\\(character)'",
            Place(line: line, column: position - lineStart - 1))
        }
      }
      text.append(character)
    }
    guard position < characters.count, characters[position] == "\"" else {
      throw failure("expected '\"' at the end of the text, found the end of the line", start)
    }
    position += 1
    return text
  }

  /// The characters of a number; empty where none begins.
  mutating func numeral() -> String {
    guard let first = peek() else { return "" }
    let start = position
    if first == "-" || first == "+" { position += 1 }
    let allowed: (Character) -> Bool = { character in
      character.isASCII && (character.isNumber || character.isLetter || character == ".")
    }
    guard position < characters.count, allowed(characters[position]) else {
      position = start
      return ""
    }
    while position < characters.count {
      let character = characters[position]
      let isSign = character == "-" || character == "+"
      let follows = characters[position - 1] == "e" || characters[position - 1] == "E"
      guard allowed(character) || isSign && follows else { break }
      position += 1
    }
    return String(characters[start..<position])
  }

  /// All up to `end`, which is consumed too, and where it starts.
  mutating func raw(until end: Character) throws(ProgramError) -> (text: String, start: Place) {
    let start = Place(line: line, column: position - lineStart + 1)
    var text = ""
    while position < characters.count, characters[position] != end, !characters[position].isNewline
    {
      text.append(characters[position])
      position += 1
    }
    guard position < characters.count, characters[position] == end else {
      throw failure("expected '\(end)', found the end of the line", place())
    }
    position += 1
    return (text, start)
  }

  /// The error at the next token, which is not what was expected.
  mutating func unexpected(_ expected: String) -> ProgramError {
    let place = place()
    let word = peekWord()
    let found = word.isEmpty ? peek().map { "'\($0)'" } ?? "the end" : "'\(word)'"
    return failure("expected \(expected), found \(found)", place)
  }

  func failure(_ message: String, _ place: Place) -> ProgramError {
    .text(line: place.line, column: place.column, message)
  }
}
