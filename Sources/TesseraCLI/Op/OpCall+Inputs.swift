import Elements
import Ops
import PlanningCommands
import SPMDRules

extension OpCall {
  /// The words of an argument; none where it is left out.
  typealias Words = Operand<String>?

  /// What is given for each argument of an op, in call order. A word may name its argument, as in `w=f32[4,2]{R}`;
  /// the others are for the arguments that are left, in order. A list has `;` between its tensors.
  ///
  /// Arguments that are left out at the end are not there; nil stands for one before.
  /// - Throws: `TesseraError.Kind.usage` if there is no argument of a name, one is given twice, or one that must be
  ///   given is not.
  func arranged(as declared: [OpArgument]) throws(TesseraError) -> [Words] {
    var named: [String: Operand<String>] = [:]
    var rest: [Operand<String>] = []
    for word in inputs {
      guard let (name, text) = Self.named(word) else {
        rest.append(Self.operand(word))
        continue
      }
      guard let argument = declared.first(where: { $0.name == name }) else {
        let names = declared.map(\.description).joined(separator: ", ")
        throw TesseraError(.usage, "--input \(word): the inputs of \(op) are \(names)")
      }
      let operand = Self.operand(text)
      let list = argument.isList ? Operand.list(operand.elements) : operand
      guard named.updateValue(list, forKey: name) == nil else {
        throw TesseraError(.usage, "--input \(name): each input must be given once, it is twice")
      }
    }
    guard !named.isEmpty else {
      return CallOptions.arranged(rest, as: declared).map { $0 }
    }
    let others = CallOptions.arranged(rest, as: declared.filter { named[$0.name] == nil })
    var words: [Words] = []
    var next = others[...]
    for argument in declared { words.append(named[argument.name] ?? next.popFirst()) }
    words += next.map { $0 }
    let count = (words.lastIndex { $0 != nil } ?? -1) + 1
    for (argument, given) in zip(declared, words) where given == nil && !argument.isOptional {
      throw TesseraError(
        .usage, "\(op): input '\(argument.name)' is required, it is not given")
    }
    return Array(words.prefix(count))
  }

  /// A name and what follows its `=`; nil of a word that has none.
  private static func named(_ word: String) -> (name: String, text: String)? {
    guard let match = word.wholeMatch(of: /([A-Za-z_][A-Za-z_0-9]*)=(.*)/) else { return nil }
    return (String(match.1), String(match.2))
  }

  private static func operand(_ text: String) -> Operand<String> {
    guard text.contains(";") else { return .one(text) }
    let words = text.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
    return .list(words.filter { !$0.isEmpty })
  }
}
