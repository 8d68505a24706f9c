import ArgumentParser
import Foundation
import MPI
import Tessera

/// The `tessera` command: one file a subcommand.
struct TesseraCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tessera",
    abstract: "Distributed tensors on MPI: reshard them, print them, see what moves.",
    version: "0.1.0",
    subcommands: [
      Reshard.self, Print.self, Plan.self, Simulate.self, Doctor.self, Ranks.self, SPMD.self,
      Op.self, Encode.self, TopologyCommand.self, Bench.self,
    ])
}

/// A subcommand that may need one process only; of a job, the first rank then does it alone.
protocol SoloCommand: ParsableCommand {
  var isSolo: Bool { get }
}

/// Every rank parses the same words, so that all find the same mistake: the first rank tells it.
@main
enum Main {
  static func main() {
    let isFirst = (MPIRuntime.launchedRank ?? 0) == 0
    var isSolo = false
    do {
      var command = try TesseraCommand.parseAsRoot()
      isSolo = (command as? any SoloCommand)?.isSolo == true
      guard isFirst || !isSolo else { return }
      try command.run()
    } catch let error as TesseraError {
      Cluster.end(error, isAlone: isSolo)
    } catch let code as ExitCode {
      // The command has said everything.
      exit(code.rawValue)
    } catch {
      guard TesseraCommand.exitCode(for: error) == .success else {
        Cluster.end(TesseraError(.usage, TesseraCommand.line(for: error)))
      }
      if isFirst { print(TesseraCommand.fullMessage(for: error)) }
    }
  }
}

extension TesseraCommand {
  /// What is wrong with the words of a command, and where its help is, in one line.
  fileprivate static func line(for error: any Error) -> String {
    let text = message(for: error).split(separator: "\n").joined(separator: " ")
    guard let help = fullMessage(for: error).firstMatch(of: /See '(.+)' for more information/)
    else { return text }
    return "\(text); see '\(help.1)'"
  }
}
