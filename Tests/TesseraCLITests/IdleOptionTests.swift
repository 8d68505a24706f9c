import Testing
import Waiting

/// Options that would do nothing are refused.
@Suite(.waitingForPrograms) struct IdleOptionTests {
  private static let machine = "--topology Meshes/topology-dgx-h100.yaml"
  private static let block = "Meshes/block.program --mesh 2x2 \(machine)"

  /// What is given, the option that would do nothing, and what is required for it.
  static let cases: [(words: String, option: String, required: String)] =
    ["simulate", "shard", "report -o page.html"].flatMap { command in
      ["--of y", "--optimizer sgd", "--optimizer adamw"].map {
        ("\(command) \(block) \($0)", String($0.split(separator: " ")[0]), "--train is required")
      }
    } + [
      (
        "simulate \(block) --sweep optimizer=sgd,adam", "--optimizer", "--train is required"
      ),
      ("simulate \(block) --csv rows.csv", "--csv", "--sweep is required"),
      ("simulate \(block) --schedule gpipe", "--schedule", "several meshes"),
      ("simulate \(block) --turns 1", "--turns", "several meshes"),
      ("shard \(block) --schedule gpipe", "--schedule", "a mesh with a dim pp is required"),
      (
        "shard Meshes/block.program --ranks 4 --schedule gpipe \(machine)", "--schedule",
        "--microbatches of 2 or more are required"
      ),
      (
        "report Meshes/block.program --ranks 4 --schedule gpipe -o page.html \(machine)",
        "--schedule", "--microbatches of 2 or more are required"
      ),
      (
        "report \(block) --no-search --minimise time -o page.html", "--minimise",
        "--no-search is given"
      ),
      (
        "report \(block) --no-search --pin x=R,R -o page.html", "--pin",
        "--no-search is given"
      ),
      (
        "report Meshes/classifier.program --train --mesh Meshes/pipeline-2x2.yaml --microbatches 4 "
          + "--minimise bytes -o page.html \(machine)", "--minimise", "placed by hand"
      ),
      (
        "simulate --train --model gpt --layers 2 --hidden 64 --heads 4 --experts-per-token 2 \(machine)",
        "--experts-per-token", "--model moe"
      ),
    ]

  @Test(arguments: cases)
  func `what would do nothing is refused`(words: String, option: String, required: String) throws {
    let outcome = try Program.run(words.words)
    #expect(outcome.status == 64 && outcome.isOneError, "\(outcome.status) \(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.errors.contains(option) && outcome.errors.contains(required), "\(outcome.errors)")
  }
}
