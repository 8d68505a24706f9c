import Foundation
import Testing
import Waiting

/// `simulate --train`.
@Suite(.waitingForPrograms) struct TrainingCommandTests {
  static let words =
    "--model gpt --layers 96 --hidden 12288 --heads 96 --vocab 51200 --sequence 2048 --tp 8 --pp 8 "
    + "--virtual-stages 3 --microbatch 1 --global-batch 64 --recompute full --dtype bf16 "
    + "--topology Meshes/topology-dgx-a100.yaml"

  @Test func `the flag and the subcommand are the same`() throws {
    let outcomes = [
      ["simulate", "--train"] + Self.words.words, ["simulate"] + Self.words.words + ["--train"],
      ["simulate-training"] + Self.words.words,
    ].map { try? Program.run($0) }
    for outcome in outcomes {
      #expect(outcome?.status == 0 && outcome?.errors == "", "\(outcome?.errors ?? "")")
      #expect(outcome?.output == outcomes[0]?.output)
    }
    #expect(
      try PlanningProgramTests.run(["simulate", "--train"] + Self.words.words).output
        == outcomes[0]?.output)
  }

  @Test func `the report is JSON where that is asked for`() throws {
    let outcome = try Program.run(["simulate", "--train", "--json"] + Self.words.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    #expect((object as? [String: Any])?["step_seconds"] is NSNumber)
  }

  static let mistakes = [
    Mistake("--heads 95", 64, "--heads: a divisor of the width 12288 is required"),
    Mistake("--tp 5", 64, "--tp: a divisor of the 96 heads"),
    Mistake("--global-batch 0", 64, "--global-batch: a whole number from 1"),
    Mistake("--recompute some", 64, "--recompute"),
    Mistake("--dtype fp8", 64, "--dtype: bf16 is required"),
    Mistake("--topology Meshes/topology-torus.yaml", 64, "the key 'device' is required"),
    Mistake("--topology nowhere", 65, "nowhere: "),
    Mistake("--topologies nowhere", 64, "did you mean '--topology'?"),
  ]

  @Test(arguments: mistakes)
  func `a mistake is one clear error`(mistake: Mistake) throws {
    let words = ["simulate", "--train"] + Self.words.words + mistake.words.words
    mistake.expect(try Program.run(words))
  }

  @Test func `a model without layers is no model`() throws {
    let outcome = try Program.run(["simulate", "--train", "--model", "gpt"])
    #expect(outcome.status == 64 && outcome.isOneError, "\(outcome.errors)")
  }
}
