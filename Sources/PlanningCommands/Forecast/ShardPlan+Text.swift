import Autosharding
import Elements
import Forecasts
import Foundation

extension ShardPlan {
  /// One JSON object, or of several plans a list of them.
  package static func json(_ plans: [ShardPlan]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let data = try plans.count == 1 ? encoder.encode(plans[0]) : encoder.encode(plans)
    return String(decoding: data, as: UTF8.self)
  }

  /// The placements as `--places` takes them; a comment says what stages take beside it.
  package var yaml: String {
    let head = pipeline.map { "# \($0.words)\n" } ?? ""
    return head + placements.map { "\"\($0.value)\": \"\($0.placements)\"\n" }.joined()
  }

  /// A row for each candidate.
  package static func table(_ plans: [ShardPlan]) -> TextTable {
    let hasStages = plans.contains { $0.candidates.contains { $0.stages > 1 } }
    return TextTable(
      ["placements", "mesh", .init("step", in: "ms")] + (hasStages ? ["bubble"] : [])
        + [
          .init("received", of: .allRanks), .init("at the most", of: .busiestRank), "fits",
          "chosen",
        ],
      plans.flatMap { plan in
        plan.candidates.map { candidate in
          [
            .words(candidate.name), .words(candidate.mesh),
            .number(1e3 * candidate.stepSeconds, digits: 3),
          ] + (hasStages ? [.share(candidate.seconds.bubble / candidate.stepSeconds)] : [])
            + [
              .bytes(candidate.receivedBytes), .bytes(candidate.peakBytesPerRank),
              .words(candidate.fits ? "yes" : "no"),
              .words(candidate == plan.chosen ? "yes" : ""),
            ]
        }
      })
  }

  package var text: String {
    let gap =
      choice.gap == 0
      ? "optimal" : "within \(String(format: "%.3g", 100 * choice.gap))% of the optimum"
    return
      ([
        "\(program) on \(topology), minimising \(minimise.rawValue), at the most \(ByteCount(limitBytes)) a rank"
      ] + Self.table([self]).lines + [
        "\(ranks) rank\(ranks == 1 ? "" : "s"): \(chosen.fits ? "it fits" : "it does not fit"), \(time(chosen.stepSeconds)) a step",
        "chosen: \(chosen.name) on \(chosen.mesh): \(reason)",
      ] + (pipeline?.lines ?? []) + [
        "certificate: the search is \(gap), among the placements of \(choice.variables) ops and values in \(choice.pairs) pairs"
      ]).joined(separator: "\n")
  }
}

extension PipelineChoice {
  /// The options that run or simulate the stages, beside `--places`.
  fileprivate var words: String {
    "--mesh '\(meshes)' --schedule \(schedule) --microbatches \(microbatches)"
      + (turns > 1 ? " --turns \(turns)" : "")
  }

  fileprivate var lines: [String] {
    [
      (turns > 1
        ? "stages: \(begins.count) of \(pieces) pieces, about equally long, \(turns) on each mesh"
        : "stages: the best \(begins.count) of \(pieces) pieces")
        + "; they begin with \(begins.joined(separator: ", "))",
      "stages are run with \(words)",
    ]
  }
}
