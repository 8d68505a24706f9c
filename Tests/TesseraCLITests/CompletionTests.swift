import Foundation
import Testing

@testable import Console

@Suite struct CompletionTests {
  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions know subcommands and options`(shell: String) throws {
    let outcome = try Program.run(["--generate-completion-script", shell])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    for word in ["reshard", "bench", "csv", "exchange"] { #expect(outcome.output.contains(word)) }
  }

  @Test func `a line of progress has a bar, a share and what comes next`() {
    let line = ProgressLine.line(of: 3, 6, "S0->R f32 1.0 MiB")
    #expect(line.hasSuffix("[###############...............] 50% S0->R f32 1.0 MiB"))
  }

  @Test func `where no terminal is, nothing is told of progress`() throws {
    let words = "bench planner --pairs 200 --length 4 --samples 0".words
    let outcome = try Program.run(words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
  }

  @Test func `the launcher says that a terminal is there, and quiet commands stay quiet`() throws {
    let words = ["env", "TESSERA_PROGRESS=1", Program.tessera, "bench", "planner"]
    let slow = words + "--pairs 3000 --length 8 --samples 0".words
    let told = try Program.execute(slow)
    #expect(told.status == 0)
    if told.seconds > 3 { #expect(told.errors.contains("% ")) }
    let quiet = try Program.execute(words + "--pairs 50 --length 4 --samples 0 --quiet".words)
    #expect(quiet.status == 0 && quiet.errors.isEmpty && quiet.output.isEmpty)
  }

  @Test func `completions are installed by one command, and no other word is taken`() throws {
    let outcome = try Program.execute(["./Launch/install-completions", "--all"])
    #expect(outcome.status == 64 && outcome.isOneError, "\(outcome.errors)")
  }
}
