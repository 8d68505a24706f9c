import Foundation
import Pictures

/// The results in the forms that people and programs read.
struct ReshardReport: Encodable {
  let machine: Machine
  var results: [ReshardResult] = []

  /// How the columns are to be read.
  static let legend = """
    Times are of the slowest rank, microseconds. Bandwidths as nccl-tests defines them: algorithm = bytes /
    time; bus = algorithm x (n-1)/n, for an all-reduce x 2(n-1)/n; bytes are the global tensor's, for an
    all-to-all a rank's shard, for a send what one rank sends. memcpy copies, on all ranks at once, the bytes
    that the busiest rank receives. "least" is the quickest, or the ratio of the quickest. Raw calls pack and unpack where the layouts need it.
    """

  static let header = [
    "case", "dtype", "ranks", "bytes", "by", "median", "p99", "least", "raw", "ratio", "least",
    "memcpy", "ratio", "least", "alg GB/s", "bus GB/s", "raw bus",
  ]

  /// A row of the table on the terminal.
  static func row(_ result: ReshardResult) -> [String] {
    func number(_ value: Double) -> String { String(format: value < 100 ? "%.2f" : "%.0f", value) }
    func ratio(_ own: Double, _ other: Double) -> String {
      other > 0 && result.raw != "none" ? number(own / other) : "-"
    }
    return [
      result.name, result.dtype, "\(result.ranks)", Quantity.bytes.text(Double(result.bytes)),
      result.mode, number(result.median), number(result.p99), number(result.least),
      result.raw == "none" ? "-" : number(result.rawMedian),
      ratio(result.median, result.rawMedian), ratio(result.least, result.rawLeast),
      number(result.copyMedian), ratio(result.median, result.copyMedian),
      ratio(result.least, result.copyLeast),
      number(result.algorithmBandwidth), number(result.busBandwidth),
      number(result.rawBusBandwidth),
    ]
  }

  static let widths = [10, 8, 5, 7, 6, 7, 7, 7, 7, 5, 5, 7, 5, 5, 8, 8, 7]

  static func line(_ cells: [String]) -> String {
    zip(cells, widths).map { cell, width in
      cell.count >= width ? cell : cell + String(repeating: " ", count: width - cell.count)
    }.joined(separator: " ")
  }
}

extension ReshardReport {
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  var csv: String {
    let head =
      "case,dtype,ranks,bytes,mode,median_us,p99_us,least_us,raw,raw_us,raw_p99_us,raw_least_us,"
      + "memcpy_bytes,memcpy_us,memcpy_least_us,algorithm_gb_s,bus_gb_s,raw_bus_gb_s"
    let lines = results.map { result in
      func text(_ numbers: Double...) -> [String] {
        numbers.map { String(format: "%.3f", $0) }
      }
      return
        ([result.name, result.dtype, "\(result.ranks)", "\(result.bytes)", result.mode]
        + text(result.median, result.p99, result.least) + [result.raw]
        + text(result.rawMedian, result.rawP99, result.rawLeast) + ["\(result.copied)"]
        + text(
          result.copyMedian, result.copyLeast, result.algorithmBandwidth, result.busBandwidth,
          result.rawBusBandwidth)).joined(separator: ",")
    }
    return ([head] + lines).joined(separator: "\n") + "\n"
  }

  /// Time over size, each case's ours beside raw and the plain copy; one chart below the other.
  func charts() -> [(name: String, svg: String)] {
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
        x: ("global tensor", .bytes, .logarithmic), y: ("time", .seconds, .logarithmic),
        series: lines)
      return (title, chart.svg.description)
    }
  }
}
