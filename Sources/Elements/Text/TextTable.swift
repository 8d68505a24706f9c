/// Rows under a header: columns of words to the left, of numbers to the right.
///
/// As text, bytes are readable (`4.0 GiB`) and numbers have the digits of their column; as CSV, bytes are exact
/// integers and the header has the same words joined by `_`.
package struct TextTable: Sendable {
  /// What a column is called, whose numbers it has, and in which unit.
  package struct Column: Hashable, Sendable {
    /// Of which ranks a number is.
    package enum Scope: String, Sendable {
      case busiestRank = "busiest rank"
      case slowestRank = "slowest rank"
      case allRanks = "all ranks"
    }

    package let name: String
    package let scope: Scope?
    package let unit: String?

    package init(_ name: String, of scope: Scope? = nil, in unit: String? = nil) {
      (self.name, self.scope, self.unit) = (name, scope, unit)
    }
  }

  /// What stands in a row under a column.
  package enum Cell: Sendable {
    case words(String)
    case bytes(Int)
    case count(Int)
    case number(Double, digits: Int)
    /// A part of 1, written in percent.
    case share(Double)
    /// There is no such number here.
    case none
  }

  package let columns: [Column]
  package private(set) var rows: [[Cell]]

  /// - Precondition: each row has a cell for each column.
  package init(_ columns: [Column], _ rows: [[Cell]] = []) {
    precondition(rows.allSatisfy { $0.count == columns.count }, "a row has a cell for each column")
    (self.columns, self.rows) = (columns, rows)
  }

  /// A table of words alone.
  package init(header: [String], rows: [[String]]) {
    self.init(header.map { Column($0) }, rows.map { $0.map { .words($0) } })
  }

  package mutating func add(_ row: [Cell]) {
    precondition(row.count == columns.count, "a row has a cell for each column")
    rows.append(row)
  }
}

extension TextTable.Column: ExpressibleByStringLiteral {
  package init(stringLiteral name: String) { self.init(name) }

  /// The lines of the header: whose numbers they are above the name with the unit.
  fileprivate var lines: [String] {
    (scope.map { [$0.rawValue] } ?? []) + [unit.map { "\(name) \($0)" } ?? name]
  }

  /// As a program reads it: `all_ranks_received_bytes`.
  fileprivate func key(isBytes: Bool) -> String {
    let parts = [scope?.rawValue, name, unit ?? (isBytes ? "bytes" : nil)].compactMap { $0 }
    return parts.joined(separator: " ").lowercased().replacing("µ", with: "u")
      .replacing("#", with: "").map { $0.isLetter || $0.isNumber ? "\($0)" : "_" }.joined()
  }
}

extension TextTable.Cell: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self = .words(text) }

  package static func microseconds(_ seconds: Double, digits: Int = 2) -> Self {
    .number(seconds * 1e6, digits: digits)
  }

  package static func milliseconds(_ seconds: Double) -> Self { .number(seconds * 1e3, digits: 3) }

  package static func bytes(_ bytes: Int?) -> Self { bytes.map { .bytes($0) } ?? .none }

  package static func count(_ count: Int?) -> Self { count.map { .count($0) } ?? .none }

  fileprivate var text: String {
    switch self {
    case .words(let text): text
    case .bytes(let bytes): "\(ByteCount(bytes))"
    case .count(let count): "\(count)"
    case .number(let number, let digits): number.fixed(digits)
    case .share(let share): (share * 100).fixed(1) + "%"
    case .none: "-"
    }
  }

  fileprivate var exact: String {
    switch self {
    case .bytes(let bytes): "\(bytes)"
    case .number(let number, let digits): number.fixed(max(3, digits))
    case .share(let share): share.fixed(6)
    case .none: ""
    default: text
    }
  }

  fileprivate var isBytes: Bool { if case .bytes = self { true } else { false } }

  /// Whether it stands to the right; nil if it may stand on either side.
  fileprivate var isNumber: Bool? {
    switch self {
    case .none, .words("-"), .words(""): nil
    case .words: false
    default: true
    }
  }
}

extension TextTable {
  /// The header and the rows, aligned, with no white space at their ends.
  package var lines: [String] {
    let heads = columns.map(\.lines)
    let height = heads.map(\.count).max() ?? 0
    let header = (0..<height).map { line in
      heads.map { $0.count + line >= height ? $0[line - height + $0.count] : "" }
    }
    let all = header + rows.map { $0.map(\.text) }
    let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let areNumbers = columns.indices.map { column in
      let sides = rows.compactMap { $0[column].isNumber }
      return column > 0 && !sides.isEmpty && sides.allSatisfy { $0 }
    }
    return all.map { row in
      let cells = row.indices.map { column -> String in
        let pad = String(repeating: " ", count: widths[column] - row[column].count)
        return areNumbers[column] ? pad + row[column] : row[column] + pad
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The lines, one below the other.
  package var text: String { lines.joined(separator: "\n") }

  /// Comma-separated values with a header (RFC 4180), numbers exact.
  package var csv: String {
    func quoted(_ field: String) -> String {
      field.contains { ",\"\n\r".contains($0) }
        ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
    }
    let keys = columns.indices.map { column in
      columns[column].key(isBytes: rows.contains { $0[column].isBytes })
    }
    return ([keys] + rows.map { $0.map(\.exact) })
      .map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }
}

extension Double {
  /// With so many digits after the point, as C's `%.Nf`.
  package func fixed(_ digits: Int) -> String {
    guard isFinite, magnitude < 1e15 else { return "\(self)" }
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (magnitude * scale).rounded()
    guard scaled < 9e15 else { return "\(self)" }
    let whole = Int(scaled)
    let sign = self < 0 && whole > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(whole)" }
    let fraction = "\(whole % Int(scale))"
    return "\(sign)\(whole / Int(scale))."
      + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
