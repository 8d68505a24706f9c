import Elements

extension CommandTable {
  /// The first of `words` that is no subcommand or option, or names a file by nothing, as a message; nil
  /// where all are known.
  func fault(in words: [String]) -> String? {
    var (command, path) = (self, [commandName])
    var index = 0
    while index < words.count, words[index] != "--" {
      let word = words[index]
      index += 1
      if let next = command.subcommand(named: word) {
        command = next
        path.append(word)
      } else if let name = command.defaultSubcommand, command.option(named: word) == nil,
        let next = command.subcommand(named: name)
      {
        command = next
        index -= 1
      } else if word.hasPrefix("-"), word.count > 1 {
        if let fault = command.fault(ofOption: word, before: words, at: &index, path) {
          return fault
        }
      } else if command.subcommands?.isEmpty == false {
        let known = command.subcommands?.map(\.commandName) ?? []
        return Self.unknown("subcommand", word, nearest: word.nearest(among: known), path)
      } else if word.isEmpty,
        let file = command.arguments?.first(where: { $0.kind == "positional" }), file.namesFile
      {
        return Self.unnamed(file.valueName ?? "")
      }
    }
    return nil
  }

  /// - Parameter index: that of the next word, which is passed by where it is the option's value.
  private func fault(
    ofOption word: String, before words: [String], at index: inout Int, _ path: [String]
  ) -> String? {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = option(named: name) else {
      // ArgumentParser's own, and what may be the value of an option, a number below 0.
      if Self.hidden.contains(name) || Double(word) != nil { return nil }
      let names = (arguments ?? []).flatMap(\.words).filter { $0.hasPrefix("--") }
      let launching = ["-np", "-n", "-hosts"].contains(name)
      return Self.unknown(
        "option", name, nearest: name.nearest(among: names, ignoring: "--"), path)
        + (launching ? "; it goes to ./Launch/run, or to mpirun, before the program" : "")
    }
    guard option.kind == "option" else { return nil }
    var value = parts.count > 1 ? String(parts[1]) : nil
    if value == nil, index < words.count, option.takes(words[index]) {
      value = words[index]
      index += 1
    }
    return value == "" && option.namesFile ? Self.unnamed(name) : nil
  }

  private static let hidden: Set<String> = [
    "--experimental-dump-help", "--generate-completion-script", "--help-hidden",
  ]

  private static func unnamed(_ name: String) -> String {
    "\(name): the name of a file or folder is required, '' is given"
  }

  private static func unknown(_ what: String, _ word: String, nearest: [String], _ path: [String])
    -> String
  {
    let hint = nearest.first.map { "; did you mean '\($0)'?" } ?? ""
    return "unknown \(what) '\(word)'\(hint); see '\(path.joined(separator: " ")) --help'"
  }
}
