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

  private static let table = Result { try read() }

  static func rows() throws -> (header: String, rows: [Row]) { try table.get() }

  private static func read() throws -> (header: String, rows: [Row]) {
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

  @Test(arguments: [("calibrated", 0.06), ("held out", 0.08)])
  func `the mean error is small`(set: String, most: Double) throws {
    let errors = try Self.rows().rows.filter { $0.set == set }.map { abs($0.error) }
    #expect(errors.count > 40)
    #expect(errors.reduce(0, +) / Double(errors.count) < most)
  }

  @Test func `models are ranked as measured`() throws {
    let rows = try Self.rows().rows.filter { !$0.options.contains("--experts") }
    #expect(Self.correlation(rows.map(\.measured), rows.map(\.step.seconds)) > 0.99)
  }

  @Test func `the ways to train a dense model are ranked as measured`() throws {
    let rows = try Self.rows().rows.filter { !$0.options.contains("--experts") }
    let models = Dictionary(grouping: rows) { $0.step.plan.model.named }
    #expect(models.values.count { $0.count >= 4 } > 8)
    for (model, rows) in models where rows.count >= 4 {
      // Of one rank and a token.
      let parts = rows.map { row in
        Double(row.step.plan.ranks)
          / Double(row.step.plan.globalBatch * row.step.plan.model.sequence)
      }
      let correlation = Self.correlation(
        zip(rows, parts).map { $0.measured * $1 }, zip(rows, parts).map { $0.step.seconds * $1 })
      #expect(correlation > 0.9, "\(model)")
    }
  }

  /// Spearman's: that of the ranks, where those of equal numbers are the mean.
  static func correlation(_ one: [Double], _ other: [Double]) -> Double {
    func ranks(_ numbers: [Double]) -> [Double] {
      numbers.map { number in
        Double(numbers.count { $0 < number }) + Double(numbers.count { $0 == number } - 1) / 2
      }
    }
    let mean = Double(one.count - 1) / 2
    let (first, second) = (ranks(one).map { $0 - mean }, ranks(other).map { $0 - mean })
    func product(_ one: [Double], _ other: [Double]) -> Double {
      zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return product(first, second)
      / (product(first, first) * product(second, second)).squareRoot()
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

extension TransformerModel {
  /// The same of all lengths of a sequence.
  fileprivate var named: TransformerModel {
    var model = self
    model.sequence = 0
    return model
  }
}
