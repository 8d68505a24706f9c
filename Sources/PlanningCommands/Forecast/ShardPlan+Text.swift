import Autosharding
import Elements
import Forecasts
import Foundation

extension ShardPlan {
  /// One JSON object.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The placements as `--places` takes them.
  package var yaml: String {
    placements.map { "\"\($0.value)\": \"\($0.placements)\"\n" }.joined()
  }

  /// A row for each candidate.
  package var table: TextTable {
    TextTable(
      [
        "placements", "mesh", .init("step", in: "ms"), .init("received", of: .allRanks),
        .init("at the most", of: .busiestRank), "fits", "chosen",
      ],
      candidates.map {
        [
          .words($0.name), .words($0.mesh), .number(1e3 * $0.stepSeconds, digits: 3),
          .bytes($0.receivedBytes), .bytes($0.peakBytesPerRank), .words($0.fits ? "yes" : "no"),
          .words($0 == chosen ? "yes" : ""),
        ]
      })
  }

  package var text: String {
    let gap =
      choice.gap == 0
      ? "optimal" : "within \(String(format: "%.3g", 100 * choice.gap))% of the optimum"
    return
      ([
        "\(program) on \(topology), minimising \(minimise.rawValue), at the most \(ByteCount(limitBytes)) a rank"
      ] + table.lines + [
        "chosen: \(chosen.name) on \(chosen.mesh): \(reason)",
        "certificate: the search is \(gap), among the placements of \(choice.variables) ops and values in \(choice.pairs) pairs",
      ]).joined(separator: "\n")
  }
}
