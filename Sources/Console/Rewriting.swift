import ArgumentParser

/// A word of a command line that stands for others: a former name, which works for one version more, or an
/// option whose value may be left out.
package struct Rewriting: Sendable {
  let word: String
  /// Whether it applies only where no value follows.
  let isBare: Bool
  let meaning: [String]

  /// `word` is a former name of `name`.
  package static func renamed(_ word: String, to name: String) -> Rewriting {
    Rewriting(word: word, isBare: false, meaning: [name])
  }

  /// `word` without a value after it means `words`.
  package static func bare(_ word: String, means words: String...) -> Rewriting {
    Rewriting(word: word, isBare: true, meaning: words)
  }
}

/// A command with words that stand for others.
package protocol RewritingCommand: ParsableCommand {
  static var rewritings: [Rewriting] { get }
}

/// A command of which a flag means another one beside it.
package protocol CommandWithForms: ParsableCommand {
  /// By the flag: the name of the command that is meant.
  static var forms: [String: String] { get }
  /// The name of the command that these words mean, by what they name; nil where they mean this one.
  static func form(of words: ArraySlice<String>) -> String?
}

extension CommandWithForms {
  /// Flags alone tell forms apart, unless a command says otherwise.
  package static func form(of words: ArraySlice<String>) -> String? { nil }
}

extension ParsableCommand {
  /// The words with what they stand for, in the command that they name.
  static func rewritten(_ words: [String]) -> [String] {
    var (command, index): (any ParsableCommand.Type, Int) = (self, 0)
    while !command.configuration.subcommands.isEmpty {
      let next = command.configuration.subcommands
      if words.indices.contains(index), let named = next.first(where: { $0.isCalled(words[index]) })
      {
        (command, index) = (named, index + 1)
      } else if let standard = command.configuration.defaultSubcommand {
        command = standard
      } else {
        return words
      }
    }
    if let form = (command as? any CommandWithForms.Type)?.form(
      of: words[index...].prefix(while: { $0 != "--" }))
    {
      var meant = words
      meant[index - 1] = form
      return rewritten(meant)
    }
    if let forms = (command as? any CommandWithForms.Type)?.forms,
      let other = words[index...].prefix(while: { $0 != "--" }).firstIndex(where: {
        forms[$0] != nil
      })
    {
      var meant = words
      meant[index - 1] = forms[meant.remove(at: other)] ?? meant[index - 1]
      return rewritten(meant)
    }
    let rewritings = (command as? any RewritingCommand.Type)?.rewritings ?? []
    var result = Array(words[..<index])
    for index in index..<words.count {
      let word = words[index]
      if word == "--" { return result + words[index...] }
      let next = words.indices.contains(index + 1) ? words[index + 1] : nil
      let isBare = next?.hasPrefix("-") ?? true
      if word == "--json", !(next.map { namesJSON($0, in: command) } ?? false) {
        result.append("--json=-")
      } else if let found = rewritings.first(where: { $0.word == word && (!$0.isBare || isBare) }) {
        result += found.meaning
      } else if let found = rewritings.first(where: {
        !$0.isBare && word.hasPrefix("\($0.word)=") && $0.meaning.count == 1
      }) {
        result.append(found.meaning[0] + word.dropFirst(found.word.count))
      } else {
        result.append(word)
      }
    }
    return result
  }

  private static func isCalled(_ word: String) -> Bool {
    configuration.commandName == word || configuration.commandName == nil && _commandName == word
  }

  /// Whether the word after `--json` is its file, not an argument of the command's own.
  private static func namesJSON(_ word: String, in command: any ParsableCommand.Type) -> Bool {
    if word.hasPrefix("-") { return word == "-" }
    if word.hasSuffix(".json") || word.isEmpty { return true }
    return CommandTable(of: command)?.arguments?.contains { $0.kind == "positional" } == false
  }
}
