import Elements
import Foundation
import Programs
import Tessera

/// The times of runs of a program, each from a barrier until the slowest rank has finished.
struct RunTimes: Encodable, Equatable {
  let count: Int
  let medianSeconds: Double
  let fastestSeconds: Double

  enum CodingKeys: String, CodingKey {
    case count
    case medianSeconds = "median_seconds"
    case fastestSeconds = "fastest_seconds"
  }

  /// Binds the parameters, as a server does, and runs the program once untimed and `count` times timed. All ranks call it.
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
