import ArgumentParser
import Console
import CostModel
import Elements
import PlanningCommands
import Tessera

/// What reshards take, beside the same by MPI's own calls and beside plain copies.
struct ReshardBenchmark: RewritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "reshard",
    abstract: "Time reshards beside raw MPI and memcpy, from 1 KiB to 256 MiB.",
    discussion: """
      Each case is measured in turn with its counterpart of raw MPI calls and a memcpy of the bytes
      received, in the same run; results are compared with each other after timing.

      Example, on two ranks:
        ./Launch/bench -np 2 reshard --cases 'S0->R' --size 4KiB --json reshard.json
      """)

  @Flag(help: "Time all cases and sizes in f32 and bf16, not only a part that takes a minute.")
  var full = false

  @Option(help: ArgumentHelp("Only these cases, as S0->R,P->R.", valueName: "cases"))
  var cases: String?

  @Option(help: "The number of dims of the tensors, 1 to 5.")
  var ndim = 2

  @OptionGroup var measured: CaseOptions

  static let rewritings: [Rewriting] = [
    .renamed("--sizes", to: "--size"), .renamed("--dtypes", to: "--dtype"),
  ]

  func validate() throws {
    guard (1...5).contains(ndim) else {
      throw ValidationError("--ndim: 1 to 5 dims are required, not \(ndim)")
    }
  }

  func run() throws {
    do {
      let chosen = try cases.map { text in
        try text.split(separator: ",").map { try ReshardCase(named: String($0), of: "--cases") }
      }
      try measured.measure(
        chosen ?? (full ? ReshardCase.full : ReshardCase.quick), ndim: ndim,
        sizes: full
          ? stride(from: 10, through: 28, by: 2).map { 1 << $0 }
          : [1 << 12, 1 << 16, 1 << 20, 1 << 26],
        dtypes: full ? [.float32, .bfloat16] : [.float32], for: "reshard")
    } catch { throw TesseraError(error) }
  }
}
