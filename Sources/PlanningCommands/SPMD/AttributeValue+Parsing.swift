import ArgumentParser
import Elements
import Files
import Foundation
import SPMDRules

extension AttributeValue {
  /// The value that a word of the command line means: `true`, `2`, `0.5`, a list of numbers as
  /// `[0,1]` or `0,1`, a text in double quotes; and any other word, also an empty one, is a text as it stands.
  ///
  /// - Throws: where a list or a quoted text does not end, or holds something else.
  package init(parsing word: String, of name: String) throws(ValidationError) {
    func fail(_ wanted: String) -> ValidationError {
      ValidationError("--attr \(name): \(wanted) is required, not '\(word)'")
    }
    if word.first == "\"" {
      guard let text = try? JSONDecoder().decode(String.self, from: Data(word.utf8)) else {
        throw fail("a text in double quotes, as in JSON,")
      }
      self = .string(text)
    } else if word.first == "[" {
      guard let list = Self.list(word.dropFirst().dropLast()), word.last == "]" else {
        throw fail("a list of numbers, as [0,1],")
      }
      self = list
    } else if let flag = Self.flags[word] {
      self = .bool(flag)
    } else if let number = Int(word) {
      self = .int(number)
    } else if let number = Double(word) {
      self = .double(number)
    } else if word.contains(","), let list = Self.list(word[...]) {
      self = list
    } else {
      self = .string(word)
    }
  }

  /// Also as Python has them.
  private static let flags = ["true": true, "True": true, "false": false, "False": false]

  /// Numbers with commas between them; nil if there is something else.
  private static func list(_ text: Substring) -> AttributeValue? {
    if text.allSatisfy(\.isWhitespace) { return .ints([]) }
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    let integers = words.compactMap { Int($0) }
    if integers.count == words.count { return .ints(integers) }
    let numbers = words.compactMap { Double($0) }
    return numbers.count == words.count ? .doubles(numbers) : nil
  }
}

extension [String: AttributeValue] {
  /// The attributes that words like `axis=1` give.
  ///
  /// - Throws: where a word has no `=`, or a name is there twice.
  package init(parsing words: [String]) throws {
    self.init()
    for text in words {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw ValidationError("--attr: name=value is required, not '\(text)'")
      }
      let name = String(text[..<equals])
      guard self[name] == nil else { throw ValidationError("--attr \(name): it is given twice") }
      self[name] = try AttributeValue(
        parsing: String(text[text.index(after: equals)...]), of: name)
    }
  }
}
