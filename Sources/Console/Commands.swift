import ArgumentParser
import Elements
import Files
import Glibc

/// A subcommand that may need one process only; of a job, the first rank then does it alone.
package protocol SoloCommand: ParsableCommand {
  var isSolo: Bool { get }
}

/// A subcommand that writes files. Where one process does all the work, it checks them before it begins; in an MPI job
/// the ranks that write them do.
package protocol WritingCommand: SoloCommand, FileOptions {}

/// How a program ends that several processes may run together.
package struct Ending: Sendable {
  /// Whether this process speaks for all.
  let isFirst: Bool
  let end: @Sendable (TesseraError, _ isAlone: Bool) -> Never

  package init(isFirst: Bool, end: @escaping @Sendable (TesseraError, _ isAlone: Bool) -> Never) {
    (self.isFirst, self.end) = (isFirst, end)
  }

  /// Of a program that is one process.
  package static let ofOneProcess = Ending(isFirst: true) { error, _ in
    if !error.isSilent { ErrorLine.tell(error.message) }
    Glibc.exit(error.exitCode)
  }
}

extension ParsableCommand {
  /// What the `main` of a program does: parses the words of the command line, does what they say, and
  /// tells a mistake in one line, `error: …`, from one rank.
  ///
  /// Every rank parses the same words, so that all find the same mistake: the first rank tells it.
  /// Standard output is checked at the end.
  package static func runProgram(_ ending: Ending = .ofOneProcess) {
    StandardStream.occupyClosed()
    StandardStream.outliveWrites()
    let isFirst = ending.isFirst
    var isSolo = false
    do {
      var command = try parsed(rewritten(Array(CommandLine.arguments.dropFirst())))
      isSolo = (command as? any SoloCommand)?.isSolo == true
      guard isFirst || !isSolo else { return }
      do {
        if isSolo { try (command as? any WritingCommand)?.checkFiles() }
        try command.run()
      } catch let error where exitCode(for: error) == .failure {
        // None of ArgumentParser's.
        throw TesseraError(error)
      }
      try StandardOutput.finish()
    } catch let error as TesseraError {
      ending.end(error, isSolo)
    } catch let code as ExitCode {
      // The command has said everything.
      Glibc.exit(code.rawValue)
    } catch {
      guard exitCode(for: error) == .success else {
        ending.end(TesseraError(.usage, line(for: error)), false)
      }
      guard isFirst else { return }
      do throws(TesseraError) {
        try StandardOutput.print(fullMessage(for: error))
        try StandardOutput.finish()
      } catch { ending.end(error, true) }
    }
  }

  /// The command that `words` mean. What is unknown among them, and a file without a name, is told before
  /// anything else that may be wrong with them.
  private static func parsed(_ words: [String]) throws -> any ParsableCommand {
    if words.contains(where: { $0.isEmpty || $0.hasSuffix("=") }), let fault = fault(in: words) {
      throw TesseraError(.usage, fault)
    }
    do { return try parseAsRoot(words) } catch {
      guard exitCode(for: error) != .success, let fault = fault(in: words) else { throw error }
      throw TesseraError(.usage, fault)
    }
  }

  private static func fault(in words: [String]) -> String? {
    CommandTable(of: self)?.fault(in: words)
  }

  /// What is wrong with the words of a command, and where its help is, in one line.
  private static func line(for error: any Error) -> String {
    let text = message(for: error).split(separator: "\n").joined(separator: " ")
    guard let help = fullMessage(for: error).firstMatch(of: /See '(.+)' for more information/)
    else { return text }
    return "\(text); see '\(help.1)'"
  }
}
