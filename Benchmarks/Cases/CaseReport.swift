import Console
import Elements
import Foundation
import Pictures

/// The results of cases, in the forms that people and programs read.
struct CaseReport {
  let machine: Machine
  var results: [ReshardResult] = []

  /// How the columns are to be read.
  static let legend = """
    Times are medians of the slowest rank. size, count, algbw and busbw as nccl-tests defines them: algbw =
    bytes / time; busbw = algbw x (n-1)/n, for an all-reduce x 2(n-1)/n; bytes are the whole tensor's, for an
    all-to-all a rank's shard, for a send what one rank sends. #wrong counts elements other than MPI's. MPI is
    the same by its own calls in the same run, with pack and unpack where the layouts need it; memcpy copies,
    on all ranks at once, the bytes that the busiest rank receives. "of" is our time over theirs.
    """

  /// A row for each case, dtype and size.
  ///
  /// - Parameter detailed: whether it also has tails and the quickest times, and names MPI's calls.
  func table(detailed: Bool) -> TextTable {
    let quick: [TextTable.Column] = [
      "case", "size", "count", "type", "redop", "way", .init("time", in: "µs"),
      .init("algbw", in: "GB/s"), .init("busbw", in: "GB/s"), "#wrong", .init("MPI time", in: "µs"),
      .init("MPI busbw", in: "GB/s"), "of MPI", .init("memcpy", in: "µs"), "of memcpy",
    ]
    let more: [TextTable.Column] = [
      .init("p99", in: "µs"), .init("least", in: "µs"), .init("MPI p99", in: "µs"),
      .init("MPI least", in: "µs"), .init("memcpy least", in: "µs"), "least of MPI",
      "least of memcpy", "MPI call",
    ]
    return TextTable(
      quick + (detailed ? more : []),
      results.map { result in
        func ratio(_ own: Double, _ other: Double) -> TextTable.Cell {
          other > 0 && result.raw != "none" ? .number(own / other, digits: 2) : .none
        }
        func raw(_ value: Double) -> TextTable.Cell {
          result.raw == "none" ? .none : .number(value, digits: 2)
        }
        let row: [TextTable.Cell] = [
          .words(result.name), .bytes(result.bytes), .count(result.count),
          .words(result.dtype), .words(result.reduceOp),
          .words(result.mode), .number(result.median, digits: 2),
          .number(result.algorithmBandwidth, digits: 2), .number(result.busBandwidth, digits: 2),
          .count(result.wrong), raw(result.rawMedian), raw(result.rawBusBandwidth),
          ratio(result.median, result.rawMedian), .number(result.copyMedian, digits: 2),
          ratio(result.median, result.copyMedian),
        ]
        guard detailed else { return row }
        return row + [
          .number(result.p99, digits: 2), .number(result.least, digits: 2), raw(result.rawP99),
          raw(result.rawLeast), .number(result.copyLeast, digits: 2),
          ratio(result.least, result.rawLeast), ratio(result.least, result.copyLeast),
          .words(result.raw),
        ]
      })
  }

  /// Prints the report, and writes its files.
  func tell(_ options: BenchOptions) throws {
    var report = BenchReport(machine, legend: Self.legend)
    report.add(nil, table(detailed: options.detail.verbose))
    report.charts = charts()
    report.json = try json()
    try report.tell(options)
  }

  private func json() throws -> String {
    struct Object: Encodable {
      let machine: Machine
      let results: [ReshardResult]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let object = Object(machine: machine, results: results)
    return String(decoding: try encoder.encode(object), as: UTF8.self)
  }

  /// Time over size, of each case and dtype ours beside MPI and the plain copy.
  private func charts() -> [(name: String, svg: SVG)] {
    var seen: [String] = []
    for result in results where !seen.contains("\(result.name) \(result.dtype)") {
      seen.append("\(result.name) \(result.dtype)")
    }
    return seen.map { title in
      let rows = results.filter { "\($0.name) \($0.dtype)" == title }
      func series(_ name: String, _ value: (ReshardResult) -> Double) -> LineChart.Series {
        .init(name, rows.map { .init(x: Double($0.bytes), y: value($0) * 1e-6) })
      }
      var lines = [series("Tessera") { $0.median }]
      if let raw = rows.first?.raw, raw != "none" { lines.append(series(raw) { $0.rawMedian }) }
      lines.append(series("memcpy of the bytes received") { $0.copyMedian })
      let chart = LineChart(
        title: "\(title) on \(machine.ranks) ranks",
        x: ("whole tensor", .bytes, .logarithmic), y: ("time", .seconds, .logarithmic),
        series: lines)
      return (title, chart.svg)
    }
  }
}
