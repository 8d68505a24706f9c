import CostModel
import Elements
import Files
import Foundation
import Resharding
import Sharding
import Simulation

/// What a simulation found: the fields that `--json` prints.
package struct SimulationReport: Encodable {
  package let globalShape: [Int]
  package let dtype: String
  package let from: String
  package let to: String
  package let run: SimulatedRun
  /// By level: the seconds of a further message, where the topology does not say it.
  package let defaultGaps: [String: Double]?
  private let gaps: [String]
  private let levels: [String]

  package enum CodingKeys: CodingKey {
    case globalShape, dtype, from, to, run, defaultGaps
  }

  package init(_ legs: [Transition], _ run: SimulatedRun, _ topology: Topology) {
    defaultGaps = topology.defaultGaps
    gaps = topology.gapNotes
    levels = topology.levels.map(\.name)
    globalShape = legs[0].shape
    dtype = legs[0].dtype.rawValue
    from = legs[0].from.description
    to = legs[legs.count - 1].to.description
    self.run = run
  }
}

extension SimulationReport {
  /// One JSON object.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The transition, the steps, the critical path, the busiest ports and the shares.
  package func text() -> String {
    let shape = globalShape.map(String.init).joined(separator: ", ")
    var lines = ["\(dtype)[\(shape)]  \(from) -> \(to)"]
    guard !run.steps.isEmpty else { return (lines + ["nothing to do"]).joined(separator: "\n") }
    lines += [ranks] + gaps + steps.lines
    lines.append("\(run.seconds.microseconds) µs in all: \(shares)")
    lines += ["", "critical path"] + criticalPath.lines
    if !run.ports.isEmpty { lines += ["", "busiest ports"] + ports.lines }
    return lines.joined(separator: "\n")
  }

  private var ranks: String {
    let alike = run.classes == 1 ? "1 class" : "\(run.classes) classes"
    let how =
      switch run.method {
      case .ranks: "each by itself"
      case .classes: "in \(alike) of ranks that are alike"
      case .padded: "in \(alike) of ranks, with all dims rounded up to even cuts: an upper estimate"
      }
    return "\(run.ranks) ranks on \(run.topology), \(how)"
  }

  private var shares: String {
    let shares = [
      ("latency", run.shares.latency), ("bandwidth", run.shares.bandwidth),
      ("work", run.shares.work), ("overhead", run.shares.overhead),
    ]
    return shares.map { "\($0) \($1.percent)" }.joined(separator: ", ")
  }

  private var steps: Table {
    Table(
      header: [
        "step", "function", "collective", "way", "over", "start µs", "end µs", "messages",
        "all bytes", "most sent", "most received", "last rank",
      ] + via,
      rows: run.steps.enumerated().map { index, step in
        [
          "\(index + 1)", step.function, step.collective.rawValue, step.way ?? "-",
          step.over?.joined(separator: ",") ?? "all", step.start.microseconds,
          step.end.microseconds, "\(step.messages)", "\(step.bytes) B", "\(step.largestSent) B",
          "\(step.largestReceived) B", "\(step.criticalRank)",
        ] + (via.isEmpty ? [] : step.levelBytes.map { "\($0) B" })
      })
  }

  /// What passes each level's links, where there are several.
  private var via: [String] { levels.count > 1 ? levels.map { "via \($0)" } : [] }

  private var criticalPath: Table {
    Table(
      header: ["step", "cause", "start µs", "µs", "rank", "what"],
      rows: run.criticalPath.map { segment in
        let message = segment.receiver.map { receiver in
          "\(segment.bytes ?? 0) B to rank \(receiver) over \(segment.level ?? "")"
        }
        return [
          "\(segment.step + 1)", segment.cause.rawValue, segment.start.microseconds,
          segment.seconds.microseconds, "\(segment.rank)", message ?? "",
        ]
      })
  }

  private var ports: Table {
    Table(
      header: ["level", "direction", "of rank", "and alike", "bytes", "in use"],
      rows: run.ports.map { use in
        [
          use.level, use.port.direction.rawValue,
          use.firstRank == use.lastRank ? "\(use.firstRank)" : "\(use.firstRank)-\(use.lastRank)",
          "\(use.count - 1)", "\(use.bytes) B", use.utilisation.percent,
        ]
      })
  }
}

extension Double {
  /// Seconds in millionths, to a hundredth of one.
  fileprivate var microseconds: String { String(format: "%.2f", self * 1e6) }

  /// A part of 1, to a tenth of a percent.
  fileprivate var percent: String { String(format: "%.1f%%", self * 100) }
}
