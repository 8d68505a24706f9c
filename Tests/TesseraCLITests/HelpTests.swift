import Testing
import Waiting

@Suite(.waitingForPrograms) struct HelpTests {
  static let subcommands = [
    "reshard", "print", "plan", "simulate", "simulate-program", "simulate-training", "shard",
    "report", "doctor", "ranks", "encode",
    "topology",
    "checkpoint save", "checkpoint load", "checkpoint ls", "checkpoint verify",
    "checkpoint convert", "checkpoint clean",
  ]

  @Test func `the program's help is as recorded`() throws {
    let outcome = try Program.run(["--help"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    try Golden.expect(outcome.output, is: "help")
    #expect(try Program.run([]).output == outcome.output)
  }

  @Test(arguments: subcommands)
  func `a subcommand's help is as recorded`(name: String) throws {
    let outcome = try Program.run(name.words + ["--help"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    try Golden.expect(outcome.output, is: "help-\(name.words.joined(separator: "-"))")
  }

  @Test func `one rank of a job prints the help`() throws {
    let outcome = try Program.run(ranks: 2, ["--help"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    try Golden.expect(outcome.output, is: "help")
  }

  @Test(arguments: subcommands)
  func `the example in a subcommand's help works as printed`(name: String) throws {
    let lines = try Program.run(name.words + ["--help"]).output.split(separator: "\n")
    let first = try #require(lines.firstIndex { $0.hasPrefix("  ./Launch/run ") })
    let end = try #require(lines[first...].firstIndex { !$0.hasSuffix("\\") })
    let example = lines[first...end].joined(separator: "\n")
    let launch = try LaunchFolder()
    let outcome = try Program.execute(["bash", "-c", example], in: launch.folder)
    #expect(outcome.status == 0, "\(example)\n\(outcome.errors)")
    #expect(!outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome.errors)")
  }
}
