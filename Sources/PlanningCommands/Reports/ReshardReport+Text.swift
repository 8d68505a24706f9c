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
  package func text(printed: String? = nil) -> String {
    let shape = globalShape.map(String.init).joined(separator: ", ")
    var lines = ["\(dtype)[\(shape)]  \(from) -> \(to)"]
    if steps.isEmpty {
      lines.append("nothing to do")
    } else {
      lines += table.lines
    }
    lines.append(
      "received by all ranks: \(receivedTotal) B"
        + (lowerBoundTotal.map { ", of which \($0) B are necessary" } ?? "")
        + "; held beyond source and target: \(peakExtraBytes) B")
    lines += emptyRanks ?? []
    if !steps.isEmpty { lines += (certificates ?? []).flatMap(\.lines) }
    for plans in alternatives ?? [] where !plans.isEmpty {
      lines += ["", "plans considered, by what is saved first"] + AlternativeReport.lines(plans)
    }
    if let equality { lines.append(equality.text) }
    if let printed { lines.append(printed) }
    return lines.joined(separator: "\n")
  }

  /// Of each step; bytes are those of the rank with most. The way is told where ranks of several processes
  /// moved anything.
  private var table: Table {
    let (tellsWays, isTimed) = (steps.contains { $0.ways != nil }, seconds != nil)
    let via = levels.count > 1 ? levels.map { "via \($0)" } : []
    let header =
      ["step", "function", "collective"] + (tellsWays ? ["way"] : [])
      + ["over", "from", "to", "sent", "received"] + via + (isTimed ? ["ms"] : [])
    let rows = steps.enumerated().map { index, step in
      var row = ["\(index + 1)", step.function, step.collective]
      if tellsWays { row.append(step.ways?.joined(separator: ", ") ?? (isTimed ? "" : "-")) }
      row += [step.axes?.joined(separator: ",") ?? "all", step.from, step.to]
      row += ["\(step.mostSent) B", "\(step.mostReceived) B"]
      for level in via.indices { row.append(step.levelBytes.map { "\($0[level]) B" } ?? "-") }
      if isTimed { row.append(String(format: "%.3f", (step.seconds ?? 0) * 1000)) }
      return row
    }
    return Table(header: header, rows: rows)
  }
}

/// Words in columns; numbers to the right.
package struct Table {
  package let header: [String]
  package let rows: [[String]]

  package init(header: [String], rows: [[String]]) { (self.header, self.rows) = (header, rows) }

  package var lines: [String] {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      let cells = row.indices.map { column -> String in
        let pad = String(repeating: " ", count: widths[column] - row[column].count)
        let isNumber = rows.allSatisfy { $0[column].first?.isNumber ?? false } && column > 0
        return isNumber ? pad + row[column] : row[column] + pad
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
