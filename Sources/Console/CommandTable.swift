import ArgumentParser
import Foundation

/// What a command takes: its subcommands, options and arguments, as ArgumentParser tells them.
struct CommandTable: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String

      /// As it is typed.
      var word: String { (kind == "long" ? "--" : "-") + name }
    }

    /// `positional`, `option` or `flag`.
    let kind: String
    let names: [Name]?
    let valueName: String?
    let parsingStrategy: String?

    var words: [String] { (names ?? []).map(\.word) }

    /// Whether the value is the name of a file or a folder.
    var namesFile: Bool { valueName == "dir" || valueName?.contains("file") == true }

    /// Whether it takes the next word, whatever that is.
    func takes(_ next: String) -> Bool {
      parsingStrategy == "unconditional" || !next.hasPrefix("-") || next == "-"
    }
  }

  let commandName: String
  let subcommands: [CommandTable]?
  let defaultSubcommand: String?
  let arguments: [Argument]?
}

extension CommandTable {
  /// That of a program, from the description that it prints for completion tools.
  init?(of program: any ParsableCommand.Type) {
    struct Description: Decodable {
      let command: CommandTable
    }
    do {
      _ = try program.parseAsRoot(["--experimental-dump-help"])
      return nil
    } catch {
      let text = program.fullMessage(for: error)
      guard let found = try? JSONDecoder().decode(Description.self, from: Data(text.utf8)) else {
        return nil
      }
      self = found.command
    }
  }

  func subcommand(named name: String) -> CommandTable? {
    subcommands?.first { $0.commandName == name }
  }

  func option(named word: String) -> Argument? { arguments?.first { $0.words.contains(word) } }
}
