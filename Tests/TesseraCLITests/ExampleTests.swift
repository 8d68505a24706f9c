import Foundation
import Testing
import Waiting

/// The programs of Sources/Examples, and the pages that show them.
@Suite(.waitingForPrograms) struct ExampleTests {
  private func losses(_ name: String = "TrainMLP", ranks: Int) throws -> [Double] {
    let program = Program.built.appending(path: name).path
    let outcome = try Program.run(program, ranks: ranks, [])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    return outcome.output.split(separator: "\n").compactMap { line in
      line.split(separator: " ").last.flatMap { Double($0) }
    }
  }

  @Test func `an MLP learns under data and tensor parallelism as on one rank`() throws {
    let alone = try losses(ranks: 1)
    #expect(alone.count == 20)
    #expect(zip(alone, alone.dropFirst()).allSatisfy { $0 > $1 }, "\(alone)")
    for ranks in [4, 6] {
      let together = try losses(ranks: ranks)
      #expect(together.count == 20)
      for (one, other) in zip(alone, together) { #expect(abs(one - other) < 1e-5) }
    }
  }

  @Test func `two stages learn under 1F1B as one rank does, and as without a pipeline`() throws {
    let alone = try losses("TrainPipeline", ranks: 1)
    // The same model and the same samples.
    for other in [
      try losses("TrainPipeline", ranks: 2), try losses("TrainPipeline", ranks: 4),
      try losses("TrainPipeline", ranks: 5), try losses("TrainMLP", ranks: 1),
    ] {
      #expect(other.count == 20)
      for (one, two) in zip(alone, other) { #expect(abs(one - two) < 1e-5) }
    }
  }

  @Test(arguments: [("TrainingByHand", "TrainMLP"), ("Pipelines", "TrainPipeline")])
  func `a page shows its program as it is`(page: String, program: String) throws {
    let page = try text("Sources/Tessera/Tessera.docc/\(page).md")
    let program = try text("Sources/Examples/\(program)/main.swift")
    let blocks = page.matches(of: /(?s)```swift\n(.*?)```/).map(\.1)
    #expect(!blocks.isEmpty)
    for block in blocks { #expect(program.contains(block), "\(block)") }
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Program.package.appending(path: path), encoding: .utf8)
  }
}
