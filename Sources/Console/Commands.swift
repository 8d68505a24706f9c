import ArgumentParser
import Glibc
import MPI
import Tensors
import Tessera

/// A subcommand that may need one process only; of a job, the first rank then does it alone.
package protocol SoloCommand: ParsableCommand {
  var isSolo: Bool { get }
}

extension ParsableCommand {
  /// What the `main` of a program does: parses the words of the command line, does what they say, and
  /// tells a mistake in one line, `error: …`, from one rank.
  ///
  /// Every rank parses the same words, so that all find the same mistake: the first rank tells it.
  /// Standard output is checked at the end.
  package static func runProgram() {
    StandardStream.occupyClosed()
    StandardStream.outlivePipes()
    let isFirst = (MPIRuntime.launchedRank ?? 0) == 0
    var isSolo = false
    do {
      var command = try parsed(Array(CommandLine.arguments.dropFirst()))
      isSolo = (command as? any SoloCommand)?.isSolo == true
      guard isFirst || !isSolo else { return }
      do {
        try command.run()
      } catch let error where exitCode(for: error) == .failure {
        // None of ArgumentParser's.
        throw TesseraError(error)
      }
      try StandardOutput.finish()
    } catch let error as TesseraError {
      Cluster.end(error, isAlone: isSolo)
    } catch let code as ExitCode {
      // The command has said everything.
      Glibc.exit(code.rawValue)
    } catch {
      guard exitCode(for: error) == .success else {
        Cluster.end(TesseraError(.usage, line(for: error)))
      }
      guard isFirst else { return }
      do throws(TesseraError) {
        try StandardOutput.print(fullMessage(for: error))
        try StandardOutput.finish()
      } catch { Cluster.end(error, isAlone: true) }
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
