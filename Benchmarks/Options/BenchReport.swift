import Console
import Elements
import Foundation
import Pictures

/// What was measured, in the forms that people and programs read.
struct BenchReport {
  let machine: Machine
  /// What the numbers mean, in words above the tables.
  var legend: String?
  var tables: [(title: String?, table: TextTable)] = []
  /// Each under the name that goes into its file's.
  var charts: [(name: String, svg: SVG)] = []

  /// The JSON, where it is another than that of the tables.
  var json: String?

  /// What the JSON has beside the tables, each a JSON value, by its key.
  var parts: [String: Data] = [:]

  init(_ machine: Machine, legend: String? = nil) {
    (self.machine, self.legend) = (machine, legend)
  }

  mutating func add(_ title: String?, _ table: TextTable) { tables.append((title, table)) }

  /// Prints the report, and writes its files.
  ///
  /// - Throws: `TesseraError.Kind.data` if a file cannot be written.
  func tell(_ options: BenchOptions) throws {
    if let path = options.table.csv {
      try tables.map(\.table.csv).joined(separator: "\n").write(to: path, for: "--csv")
    }
    if let path = options.svg { try writeCharts(to: path) }
    try options.told.tell(text: text, json: try json ?? tabledJSON())
  }

  private func writeCharts(to path: String) throws {
    let url = URL(filePath: path)
    for (name, svg) in charts {
      let file =
        url.deletingPathExtension().lastPathComponent
        + (charts.count > 1 ? "-\(name.forFiles)" : "") + ".svg"
      let place =
        charts.count > 1
        ? url.deletingLastPathComponent().appending(path: file).path : path
      try svg.description.write(to: place, for: "--svg")
    }
  }

  private var text: String {
    let parts = tables.map { entry in
      ([entry.title].compactMap { $0 } + entry.table.lines).joined(separator: "\n")
    }
    let head = [machine.text, legend].compactMap { $0 }.joined(separator: "\n")
    return ([head] + parts).joined(separator: "\n\n")
  }

  /// One object: the machine, and of each table the rows, by the names that the CSV has for its columns.
  private func tabledJSON() throws -> String {
    let machine = try JSONSerialization.jsonObject(with: JSONEncoder().encode(self.machine))
    var object: [String: Any] = [
      "machine": machine,
      "tables": tables.map { entry -> [String: Any] in
        ["title": entry.title ?? "", "rows": entry.table.objects]
      },
    ]
    for (key, part) in parts { object[key] = try JSONSerialization.jsonObject(with: part) }
    let data = try JSONSerialization.data(
      withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
  }
}

extension TextTable {
  /// The rows as objects, by the names that the CSV has for the columns.
  fileprivate var objects: [[String: Any]] {
    let keys = csv.prefix { $0 != "\n" }.split(separator: ",", omittingEmptySubsequences: false)
    return rows.map { row in
      var object: [String: Any] = [:]
      for (key, cell) in zip(keys, row) {
        switch cell {
        case .words(let text): object[String(key)] = text
        case .bytes(let count), .count(let count): object[String(key)] = count
        case .number(let number, _), .share(let number):
          object[String(key)] = number.isFinite ? number : nil
        case .none: break
        }
      }
      return object
    }
  }
}

extension String {
  /// The text as a part of a file's name.
  var forFiles: String {
    replacing("->", with: "-to-").map { $0.isLetter || $0.isNumber || $0 == "-" ? "\($0)" : "-" }
      .joined()
  }
}
