import Ops
import Elements
import PlanningCommands
import SPMDRules

/// One op as it was asked for: in words, before anything of it is looked up.
struct OpCall {
  /// What the outputs are called from then on; empty where they have the op's own names.
  var names: [String] = []
  let op: String
  /// Each as `--input` has it, or a name of an output above in a tensor's place.
  let inputs: [String]
  let attributes: [String: AttributeValue]

  /// A copy of the one input.
  static let copy = OpCall(op: "assign", inputs: [], attributes: [:])
}

extension OpCall {
  /// The calls of a file, one a line: `NAME, NAME = OP INPUT … ATTRIBUTE=VALUE …`; the names may be left out.
  /// What follows `#` is a comment. White space within brackets and quotes does not part words.
  ///
  ///     h = matmul f32[8,6]{S(0),R} f32[6,4]{R,S(1)}
  ///     y = softmax h axis=1
  ///
  /// - Throws: `TesseraError.Kind.data` with the line that is none.
  static func calls(ofFile path: String) throws -> [OpCall] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw TesseraError(.data, "\(path): a file of ops is required, it cannot be read")
    }
    var calls: [OpCall] = []
    var known: Set<String> = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let place = "\(path), line \(index + 1)"
      let words = try words(of: line, at: place)
      guard !words.isEmpty else { continue }
      let call = try OpCall(words, at: place)
      for name in call.names {
        guard known.insert(name).inserted else {
          throw TesseraError(.data, "\(place): each name must be given once, '\(name)' is twice")
        }
      }
      calls.append(call)
    }
    guard !calls.isEmpty else {
      throw TesseraError(.data, "\(path): at least one op is required, there is none")
    }
    return calls
  }

  private init(_ words: [String], at place: String) throws {
    var rest = words[...]
    if let sign = words.firstIndex(of: "=") {
      names = words[..<sign].joined(separator: " ").split(whereSeparator: { ", ".contains($0) })
        .map(String.init)
      rest = words[(sign + 1)...]
      guard !names.isEmpty, names.allSatisfy(\.isResultName) else {
        throw TesseraError(
          .data,
          "\(place): before '=' names of letters, digits and _ are required, not "
            + "'\(words[..<sign].joined(separator: " "))'")
      }
    }
    guard let op = rest.first else {
      throw TesseraError(.data, "\(place): an op is required after '=', there is none")
    }
    self.op = op
    var (inputs, attributes): ([String], [String]) = ([], [])
    let declared = OpSchema.named(op)?.inputs.map(\.name) ?? []
    for word in rest.dropFirst() {
      let name = word.prefix { $0 != "=" }
      if name.count < word.count, String(name).isResultName, !declared.contains(String(name)) {
        attributes.append(word)
      } else {
        inputs.append(word)
      }
    }
    self.inputs = inputs
    do { self.attributes = try [String: AttributeValue](parsing: attributes) } catch {
      throw TesseraError(.data, "\(place): \(TesseraError(error).message)")
    }
  }

  /// The words of a line, without quotes and comment.
  private static func words(of line: Substring, at place: String) throws -> [String] {
    var (words, word): ([String], String) = ([], "")
    var (depth, quote): (Int, Character?) = (0, nil)
    for character in line {
      if character == quote {
        quote = nil
      } else if quote != nil {
        word.append(character)
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "#", word.isEmpty {
        break
      } else if character.isWhitespace, depth == 0 {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        if "[{(".contains(character) { depth += 1 }
        if "]})".contains(character) { depth -= 1 }
        if !character.isWhitespace { word.append(character) }
      }
    }
    guard quote == nil, depth == 0 else {
      throw TesseraError(.data, "\(place): each bracket and quote must be closed, one is not")
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}

extension String {
  /// Whether it has letters, digits and `_` only, no digit first.
  fileprivate var isResultName: Bool {
    first?.isNumber == false
      && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
