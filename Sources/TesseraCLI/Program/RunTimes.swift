import Elements
import Foundation
import Programs
import Tessera

/// How long runs of a program take, each on the slowest rank from where all ranks begin it.
struct RunTimes: Encodable, Equatable {
  let count: Int
  let medianSeconds: Double
  let fastestSeconds: Double

  enum CodingKeys: String, CodingKey {
    case count
    case medianSeconds = "median_seconds"
    case fastestSeconds = "fastest_seconds"
  }

  /// Runs a program that ran before so many times. Its parameters are bound, as those of a model are that runs again and
  /// again. All ranks call it.
  init(
    _ compiled: CompiledProgram, _ given: [String: DistTensor], count: Int, on cluster: Cluster
  ) throws {
    let program = compiled.completed.program
    let bound = given.filter { name, _ in
      program.value(named: name).map { program.values[$0].role == .parameter } ?? false
    }
    try compiled.bind(bound)
    let open = given.filter { bound[$0.key] == nil }
    _ = try compiled(open)
    let seconds = try SlowestRank.seconds(count, on: cluster) { _ = try compiled(open) }
    self.count = count
    medianSeconds = seconds[count / 2]
    fastestSeconds = seconds[0]
  }

  var text: String {
    func milliseconds(_ seconds: Double) -> String { String(format: "%.3f ms", 1e3 * seconds) }
    return
      "timed \(count) \(count == 1 ? "run" : "runs"): \(milliseconds(medianSeconds)) in the median, "
      + "\(milliseconds(fastestSeconds)) the fastest"
  }
}
