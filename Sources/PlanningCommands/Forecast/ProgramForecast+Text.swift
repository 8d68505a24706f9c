import CostModel
import Elements
import Forecasts
import Foundation

extension ProgramForecast {
  /// One JSON object: its own fields, and what follows from them.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(ForecastObject(self)), as: UTF8.self)
  }

  /// The step, where its time goes, and what a rank holds.
  package var text: String {
    var lines = [
      "\(program): \(ranks) rank\(ranks == 1 ? "" : "s") on \(topology)",
      "\(time(stepSeconds)) a step, \(rate), \(String(format: "%.1f", 100 * utilisation))% of the peak in bf16",
      "",
    ]
    lines += timeTable.lines + [""]
    if !calls.isEmpty { lines += callTable.lines + [""] }
    lines += linkTable.lines + [""] + memoryTable.lines
    let room = "\(ByteCount(peakBytesPerRank)) of \(ByteCount(capacityBytes)) a rank"
    lines.append(fits ? "it fits: \(room)" : "it does not fit: \(room)")
    let costs = [
      joules.map { "\(String(format: "%.3g", $0 / 3600)) Wh" },
      price.map { "a price of \(String(format: "%.3g", $0))" },
    ].compactMap { $0 }
    if !costs.isEmpty { lines.append("a step takes \(costs.joined(separator: ", "))") }
    return lines.joined(separator: "\n")
  }

  private var rate: String {
    if let tokensPerSecond { return "\(String(format: "%.0f", tokensPerSecond)) tokens/s" }
    return "\(String(format: "%.4g", samplesPerSecond)) samples/s"
  }

  private var timeTable: TextTable {
    let rows = [
      ("kernels", seconds.computing), ("messages that nothing hides", seconds.exposedCommunication),
      ("waiting for other stages", seconds.bubble), ("optimiser", seconds.optimiser),
      ("messages beside kernels", seconds.hiddenCommunication),
    ]
    return TextTable(
      ["busiest stage", .init("time", in: "ms"), "share"],
      rows.filter { $0.1 > 1e-9 * stepSeconds }.map {
        [.words($0.0), .number(1e3 * $0.1, digits: 3), .share($0.1 / stepSeconds)]
      })
  }

  private var callTable: TextTable {
    TextTable(
      ["collective", "calls", .init("received", of: .allRanks), .init("alone", in: "ms")],
      calls.map {
        [
          .words($0.collective), .count($0.count), .bytes($0.bytes),
          .number(1e3 * $0.seconds, digits: 3),
        ]
      })
  }

  private var linkTable: TextTable {
    TextTable(
      ["links", .init("received", of: .allRanks), "in use"],
      links.map {
        [.words($0.level), $0.bytes.map { .bytes($0) } ?? .none, .share($0.share)]
      })
  }

  private var memoryTable: TextTable {
    let names = memory.count == 1 ? ["holds"] : memory.map(\.stage)
    var table = TextTable(["at the peak"] + names.map { .init($0, of: .busiestRank) })
    for kind in MemoryKind.allCases {
      let bytes = memory.map { $0.peak.bytes(of: kind) }
      if bytes.contains(where: { $0 > 0 }) {
        table.add([.words(kind.rawValue)] + bytes.map { .bytes($0) })
      }
    }
    table.add([.words("in all")] + memory.map { .bytes($0.peak.total) })
    return table
  }
}

/// Seconds in the unit in which they are read best.
func time(_ seconds: Double) -> String {
  switch seconds {
  case 1...: String(format: "%.3f s", seconds)
  case 1e-3...: String(format: "%.3f ms", 1e3 * seconds)
  default: String(format: "%.3f µs", 1e6 * seconds)
  }
}

/// A forecast with what follows from its fields.
private struct ForecastObject: Encodable {
  let forecast: ProgramForecast

  init(_ forecast: ProgramForecast) { self.forecast = forecast }

  private enum Key: CodingKey { case fits, samplesPerSecond, tokensPerSecond, mfu }

  func encode(to encoder: any Encoder) throws {
    try forecast.encode(to: encoder)
    var more = encoder.container(keyedBy: Key.self)
    try more.encode(forecast.fits, forKey: .fits)
    try more.encode(forecast.utilisation, forKey: .mfu)
    try more.encode(forecast.samplesPerSecond, forKey: .samplesPerSecond)
    try more.encodeIfPresent(forecast.tokensPerSecond, forKey: .tokensPerSecond)
  }
}
