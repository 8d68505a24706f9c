import ArgumentParser
import Foundation
import ReshardCases

/// Feeds every parser with inputs that are nearly right, and tells those at which it traps, takes too long
/// or too much, or ends with an exit code that has no meaning.
///
///     swift run -c release Fuzz                     # all parsers, for ever
///     swift run -c release Fuzz npy --count 10000   # one of them, so many inputs
///     swift run -c release Fuzz npy --seed 7 --from 1234 --count 1   # one input again
@main
struct Fuzz: ParsableCommand {
  @Argument(
    help: "The parsers: \(Parser.all.map(\.name).joined(separator: ", ")); all where none is named."
  )
  var parsers: [String] = []

  @Option(help: "How many inputs of each parser are read; for ever where nothing is said.")
  var count: Int?

  @Option(help: "How many inputs of each parser go through the command line, of a round.")
  var cli = 20

  @Option(help: "The seed; drawn, or as TESSERA_SEED says, where nothing is said.")
  var seed: UInt64?

  @Option(help: "The number of the first input.")
  var from = 0

  @Option(help: .hidden)
  var child: String?

  func run() throws {
    let seed = seed ?? Seed.drawn(part: 0xf022)
    if let child {
      guard let parser = Parser.all.first(where: { $0.name == parsers.first }) else { return }
      let folder = URL(filePath: child)
      let trial = Trial(
        parser: parser, mutator: Mutator(corpus: parser.corpus, seed: seed),
        input: folder.appending(path: "input"), progress: folder.appending(path: "progress"))
      if let fault = try trial.run(from..<from + (count ?? 0)) {
        FileHandle.standardError.write(Data("\(fault)\n".utf8))
        throw ExitCode(1)
      }
      return
    }
    let chosen = parsers.isEmpty ? Parser.all.map(\.name) : parsers
    for name in chosen where !Parser.all.contains(where: { $0.name == name }) {
      throw ValidationError("no parser is named '\(name)'")
    }
    var round = Round(seed: seed, cli: cli, scratch: try Self.scratch())
    defer { try? FileManager.default.removeItem(at: round.scratch) }
    print("seed \(seed)")
    var first = from
    repeat {
      for parser in Parser.all where chosen.contains(parser.name) {
        try round.run(parser, first..<first + (count ?? 10_000))
      }
      first += count ?? 10_000
    } while count == nil
    guard round.faults == 0 else { throw ExitCode(1) }
  }

  private static func scratch() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tessera-fuzz-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
