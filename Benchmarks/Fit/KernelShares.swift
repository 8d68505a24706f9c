import Elements
import Forecasts
import Programs
import Tessera

/// What the ops of programs take by kernel, predicted beside measured: which of them the error comes from.
struct KernelShares {
  private struct Share {
    var calls = 0
    var predicted = 0.0
    var measured = 0.0
  }

  private var shares: [String: Share] = [:]

  /// Adds the ops of a program: of each the least of several runs on this rank, in which each op's clock is read.
  ///
  /// All ranks of the job call it.
  mutating func add(_ trial: ProgramTrial, _ prices: ProgramPrices, runs: Int) throws {
    var least: [Double] = []
    for _ in 0..<runs {
      let seconds = try trial.opSeconds()
      least = least.isEmpty ? seconds : zip(least, seconds).map { min($0, $1) }
    }
    let spans = try trial.forecast(prices).spans
    let predicted = Dictionary(
      spans.map { ($0.name, $0.end - $0.begin) }, uniquingKeysWith: { one, _ in one })
    for (op, seconds) in zip(trial.computed, least) {
      shares[op.name, default: Share()].calls += 1
      shares[op.name, default: Share()].predicted += predicted[op.value] ?? 0
      shares[op.name, default: Share()].measured += seconds
    }
  }

  /// A row for each op, from the greatest difference.
  var table: TextTable {
    func difference(_ share: Share) -> Double { abs(share.predicted - share.measured) }
    return TextTable(
      [
        "op", "calls", .init("predicted", in: "µs"), .init("measured", in: "µs"), "error",
      ],
      shares.sorted { difference($0.value) > difference($1.value) }.map { name, share in
        [
          .words(name), .count(share.calls), .microseconds(share.predicted),
          .microseconds(share.measured),
          .share((share.predicted - share.measured) / max(1e-9, share.measured)),
        ]
      })
  }
}
