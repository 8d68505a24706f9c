import CostModel
import Foundation
import PlanningCommands
import Testing

/// Published training steps beside what the model says of them.
///
/// With `TESSERA_RECORD_GOLDENS=1` in the environment the test writes the predictions into the table anew. Read the
/// difference before committing it.
@Suite struct PublishedStepsTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let file = root.appending(path: "Benchmarks/Results/training.csv")

  struct Row {
    let set: String
    let source: String
    let options: String
    let measured: Double
    let predicted: String
    let step: TrainingStep

    var error: Double { step.seconds / measured - 1 }
    var line: String {
      let numbers = [
        String(format: "%.3f", measured), String(format: "%.3f", step.seconds),
        String(format: "%.1f", 100 * error),
      ]
      return ([set, source, options] + numbers).joined(separator: ",")
    }
  }

  static func rows() throws -> (header: String, rows: [Row]) {
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let rows = try lines.dropFirst().map { line -> Row in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let words = cells[2].split(separator: " ").map {
        $0.hasPrefix("Meshes/") ? root.appending(path: String($0)).path : String($0)
      }
      return Row(
        set: cells[0], source: cells[1], options: cells[2],
        measured: try #require(Double(cells[3])),
        predicted: cells[4], step: try SimulateTraining.step(parsing: words))
    }
    return (String(lines[0]), rows)
  }

  @Test func `the recorded predictions are those of the model`() throws {
    let (header, rows) = try Self.rows()
    if ProcessInfo.processInfo.environment["TESSERA_RECORD_GOLDENS"] != nil {
      let text = ([header] + rows.map(\.line)).joined(separator: "\n") + "\n"
      try Data(text.utf8).write(to: Self.file)
    } else {
      for row in rows {
        #expect(row.predicted == String(format: "%.3f", row.step.seconds), "\(row.options)")
      }
    }
  }

  @Test(arguments: [("calibrated", 0.06), ("held out", 0.10)])
  func `the mean error is small`(set: String, most: Double) throws {
    let errors = try Self.rows().rows.filter { $0.set == set }.map { abs($0.error) }
    #expect(errors.count > 40)
    #expect(errors.reduce(0, +) / Double(errors.count) < most)
  }

  @Test func `models are ranked as measured`() throws {
    let rows = try Self.rows().rows.filter { !$0.options.contains("--experts") }
    let pairs = [\Row.measured, \Row.step.seconds].map { key in
      rows.map { row in rows.count { $0[keyPath: key] < row[keyPath: key] } }
    }
    let count = Double(rows.count)
    let squares = zip(pairs[0], pairs[1]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    // Spearman's.
    let correlation: Double = 1 - 6 * Double(squares) / (count * (count * count - 1))
    #expect(correlation > 0.99)
  }

  static let learned = [
    ("h100-96", "--zero 3 --recompute selective --microbatch 2 --global-batch 16", 2.84),
    ("dgx-h100", "--zero 3 --global-batch 128 --dtype fp8", 9.07),
  ]

  @Test(arguments: learned)
  func `Llama 3 8B on 8 ranks takes what was measured, within 15 percent`(
    topology: String, words: String, seconds: Double
  ) throws {
    let step = try TrainingStepTests.step(
      TrainingStepTests.llama + " --dp 8 " + words, on: topology)
    #expect(abs(step.seconds / seconds - 1) < 0.15, "\(step.seconds)")
  }

  @Test func `MPT-13B on 8 ranks makes 38,336 tokens a second, within 15 percent`() throws {
    let step = try TrainingStepTests.step(
      "--model gpt --layers 40 --hidden 5120 --heads 40 --vocab 50368 --sequence 2048 --dp 8 "
        + "--zero 3 --microbatch 2 --global-batch 16")
    #expect(abs(step.tokensPerSecond / 38_336 - 1) < 0.15, "\(step.tokensPerSecond)")
  }
}
