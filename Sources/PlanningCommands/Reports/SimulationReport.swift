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
    dtype = legs[0].dtype.description
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
  ///
  /// - Parameter detailed: whether it also has when each class of ranks was done.
  package func text(detailed: Bool = false) -> String {
    let shape = globalShape.map(String.init).joined(separator: ",")
    var lines = ["\(dtype)[\(shape)]  \(from) -> \(to)"]
    guard !run.steps.isEmpty else { return (lines + ["nothing to do"]).joined(separator: "\n") }
    lines += [ranks] + gaps + steps.lines
    lines.append("\(run.seconds.microseconds) µs in all: \(shares)")
    lines += ["", "critical path"] + criticalPath.lines
    if !run.ports.isEmpty { lines += ["", "busiest ports"] + ports.lines }
    if detailed { lines += ["", "ranks"] + classes.lines }
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

  /// Of each step.
  package var steps: TextTable {
    TextTable(
      [
        "step", "function", "collective", "way", "axes", .init("start", in: "µs"),
        .init("end", in: "µs"), .init("messages", of: .allRanks), .init("sent", of: .allRanks),
        .init("sent", of: .busiestRank), .init("received", of: .busiestRank), "last rank",
      ] + via,
      run.steps.enumerated().map { index, step in
        let row: [TextTable.Cell] = [
          .count(index + 1), .words(step.function), .words(step.collective.rawValue),
          .words(step.way ?? "-"), .words(step.over?.joined(separator: ",") ?? "all"),
          .microseconds(step.start), .microseconds(step.end), .count(step.messages),
          .bytes(step.bytes), .bytes(step.largestSent), .bytes(step.largestReceived),
          .count(step.criticalRank),
        ]
        return row + (via.isEmpty ? [] : step.levelBytes.map { .bytes($0) })
      })
  }

  /// What passes each level's links, where there are several.
  private var via: [TextTable.Column] {
    levels.count > 1 ? levels.map { .init("via \($0)", of: .allRanks) } : []
  }

  private var criticalPath: TextTable {
    TextTable(
      ["step", "cause", .init("start", in: "µs"), .init("time", in: "µs"), "rank", "what"],
      run.criticalPath.map { segment in
        let message = segment.receiver.map { receiver in
          "\(ByteCount(segment.bytes ?? 0)) to rank \(receiver) over \(segment.level ?? "")"
        }
        return [
          .count(segment.step + 1), .words(segment.cause.rawValue), .microseconds(segment.start),
          .microseconds(segment.seconds), .count(segment.rank), .words(message ?? ""),
        ]
      })
  }

  /// The rows of the time line.
  private var classes: TextTable {
    TextTable(
      ["rank", "and alike", .init("busy", in: "µs"), .init("end", in: "µs")],
      run.timeline.map { row in
        [
          .words("\(row.rank)"), .count(row.count - 1),
          .microseconds(row.spans.reduce(0) { $0 + $1.end - $1.start }),
          .microseconds(row.spans.map(\.end).max() ?? 0),
        ]
      })
  }

  private var ports: TextTable {
    TextTable(
      ["level", "direction", "rank", "and alike", "bytes", "in use"],
      run.ports.map { use in
        [
          .words(use.level), .words(use.port.direction.rawValue),
          use.firstRank == use.lastRank
            ? .count(use.firstRank) : .words("\(use.firstRank)-\(use.lastRank)"),
          .count(use.count - 1), .bytes(use.bytes), .share(use.utilisation),
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
