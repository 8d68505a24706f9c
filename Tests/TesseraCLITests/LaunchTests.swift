import Foundation
import Testing

@Suite struct LaunchTests {
  @Test(arguments: [
    ("-np", "error: -np needs a number of ranks, not ''"),
    ("-np 0 plan", "error: -np needs a number of ranks, not '0'"),
    ("-np two plan", "error: -np needs a number of ranks, not 'two'"),
    ("-hosts missing plan", "error: -hosts needs a hostfile that can be read, not 'missing'"),
  ])
  func `run refuses its options in one line`(words: String, message: String) throws {
    let outcome = try Program.execute(["./Launch/run"] + words.words)
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(
      outcome.errors
        == "\(message); usage: ./Launch/run [-np N] [-hosts FILE] [SUBCOMMAND …]\n")
  }

  @Test func `run takes its options at any place`() throws {
    let outcome = try LaunchFolder().run(
      "reshard --shape 3 --mesh 3 --from S(0) -np 4 --to R@job --json --rank 3".words.map {
        $0.replacing("R@job", with: "R")
      })
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try Report(outcome.output).steps.map(\.bytesReceived) == [[8, 8, 8]])
  }

  @Test func `run takes the number of ranks from the mesh`() throws {
    let outcome = try LaunchFolder().run(
      "reshard --shape 3 --mesh 3 --from S(0) --to R --json".words)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try Report(outcome.output).steps.map(\.bytesReceived) == [[8, 8, 8]])
  }

  @Test(arguments: [
    ("-np 2 reshard --shape 3 --mesh 2 --from S(1) --to R", 65 as Int32),
    ("-np 2 reshard --shape 3 --mesh 3 --from S(0) --to R", 69),
    ("-np 2 reshard --bogus", 64),
    ("reshard --bogus --mesh nowhere.yaml", 64),
    ("reshrad --mesh nowhere.yaml", 64),
    ("reshard -np two --mesh 2", 64),
    ("print --shape 4 --mesh 2 --placement R -np 2 --rank 77", 64),
    ("reshard --shape 3 --mesh nowhere.yaml --from S(0) --to R", 65),
  ])
  func `run passes on one error line and the exit status`(words: String, status: Int32) throws {
    let outcome = try LaunchFolder().run(words.words)
    #expect(outcome.status == status && outcome.output.isEmpty)
    #expect(outcome.isOneError, "\(outcome.errors)")
  }

  @Test func `setup is quick and silent where nothing is missing`() throws {
    let outcome = try Program.execute(["./Launch/setup"])
    #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
    #expect(outcome.seconds < 5)
  }
}
