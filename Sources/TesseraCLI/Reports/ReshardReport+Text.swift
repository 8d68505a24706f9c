import Foundation

extension ReshardReport {
  /// One JSON object.
  func json(printed: String? = nil) throws -> String {
    var report = self
    report.printed = printed
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }

  /// The transition, a table of its steps, and the bytes against the least possible.
  func text(printed: String? = nil) -> String {
    let shape = globalShape.map(String.init).joined(separator: ", ")
    var lines = ["\(dtype)[\(shape)]  \(from) -> \(to)"]
    if steps.isEmpty {
      lines.append("nothing to do")
    } else {
      lines += Table(header: Self.header(timed: seconds != nil), rows: rows()).lines
    }
    lines.append(
      "received by all ranks: \(receivedTotal) B"
        + (lowerBoundTotal.map { ", of which \($0) B are necessary" } ?? "")
        + "; held beyond source and target: \(peakExtraBytes) B")
    if !steps.isEmpty { lines += (certificates ?? []).flatMap(\.lines) }
    for plans in alternatives ?? [] where !plans.isEmpty {
      lines += ["", "plans considered, by what is saved first"] + AlternativeReport.lines(plans)
    }
    if verified == true { lines.append("verified: equal to the single-process result") }
    if let printed { lines.append(printed) }
    return lines.joined(separator: "\n")
  }

  private static func header(timed: Bool) -> [String] {
    ["step", "function", "collective", "over", "from", "to", "sent", "received"]
      + (timed ? ["ms"] : [])
  }

  /// Of each step; bytes are those of the rank with most.
  private func rows() -> [[String]] {
    steps.enumerated().map { index, step in
      [
        "\(index + 1)", step.function, step.collective, step.axes?.joined(separator: ",") ?? "all",
        step.from, step.to, "\(step.mostSent) B", "\(step.mostReceived) B",
      ] + (step.seconds.map { [String(format: "%.3f", $0 * 1000)] } ?? [])
    }
  }
}

/// Words in columns; numbers to the right.
struct Table {
  let header: [String]
  let rows: [[String]]

  var lines: [String] {
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
