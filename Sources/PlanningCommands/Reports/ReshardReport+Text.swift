import Elements
import Files
import Foundation

extension ReshardReport {
  /// One JSON object.
  package func json(printed: String? = nil) throws -> String {
    var report = self
    report.printed = printed
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }

  /// The transition, a table of its steps, and the bytes against the least possible.
  ///
  /// - Parameter detailed: whether it has the bytes of each rank too.
  package func text(printed: String? = nil, detailed: Bool = false) -> String {
    let shape = globalShape.map(String.init).joined(separator: ",")
    var lines = ["\(dtype)[\(shape)]  \(from) -> \(to)"]
    if steps.isEmpty {
      lines.append("nothing to do")
    } else {
      lines += table.lines
    }
    lines.append(
      "received by all ranks: \(ByteCount(receivedTotal))"
        + (lowerBoundTotal.map { ", of which \(ByteCount($0)) are necessary" } ?? "")
        + "; held beyond source and target: \(ByteCount(peakExtraBytes))")
    lines += emptyRanks ?? []
    if !steps.isEmpty { lines += (certificates ?? []).flatMap(\.lines) }
    if detailed, let ranks { lines += ["", "bytes by rank"] + ranks.lines }
    for plans in alternatives ?? [] where !plans.isEmpty {
      lines += ["", "plans considered, by what is saved first"]
      lines += AlternativeReport.table(plans).lines
    }
    if let equality { lines.append(equality.text) }
    if let printed { lines.append(printed) }
    return lines.joined(separator: "\n")
  }

  /// Of each step. The way is told where ranks of several processes moved anything.
  package var table: TextTable {
    let (tellsWays, isTimed) = (steps.contains { $0.ways != nil }, seconds != nil)
    let via = levels.count > 1 ? levels.map { "via \($0)" } : []
    let columns: [TextTable.Column] =
      ["step", "function", "collective"] + (tellsWays ? ["way"] : []) + ["axes", "from", "to"]
      + [.init("sent", of: .busiestRank), .init("received", of: .busiestRank)]
      + via.map { .init($0, of: .allRanks) }
      + (isTimed ? [.init("time", of: .slowestRank, in: "ms")] : [])
    let rows = steps.enumerated().map { index, step in
      var row: [TextTable.Cell] = [
        .count(index + 1), .words(step.function), .words(step.collective),
      ]
      if tellsWays {
        row.append(.words(step.ways?.joined(separator: ", ") ?? (isTimed ? "" : "-")))
      }
      row += [
        .words(step.axes?.joined(separator: ",") ?? "all"), .words(step.from), .words(step.to),
      ]
      row += [.bytes(step.mostSent), .bytes(step.mostReceived)]
      for level in via.indices { row.append(.bytes(step.levelBytes?[level])) }
      if isTimed { row.append(.milliseconds(step.seconds ?? 0)) }
      return row
    }
    return TextTable(columns, rows)
  }

  /// What each rank sends and receives over all steps, at most 64 ranks; nil if they are not known one by
  /// one.
  private var ranks: TextTable? {
    let sent = steps.compactMap(\.bytesSent)
    let received = steps.compactMap(\.bytesReceived)
    guard sent.count == steps.count, received.count == steps.count, let first = sent.first else {
      return nil
    }
    return TextTable(
      ["rank", "sent", "received"],
      first.indices.prefix(64).map { rank in
        [
          .count(rank), .bytes(sent.reduce(0) { $0 + $1[rank] }),
          .bytes(received.reduce(0) { $0 + $1[rank] }),
        ]
      })
  }
}
