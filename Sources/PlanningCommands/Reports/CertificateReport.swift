import CostModel
import Elements
import Files
import Foundation
import Resharding

/// What one leg's plan is worth, as `tessera plan` shows it.
package struct CertificateReport: Codable {
  /// Received over the fewest bytes that any plan moves; null where these are not known.
  package let ratio: Double?
  package let busiestReceived: Int
  package let messages: Int
  package let peakExtraBytes: Int
  package let sourceBytes: Int
  package let targetBytes: Int
  package let minimised: String
  package let topology: String
  package let predicted: Price
  package let predictedSeconds: Double
  /// By level: the seconds of a further message, where the topology does not say it.
  package let defaultGaps: [String: Double]?
  /// A plan that moves more and is predicted to take much less, where bytes are minimised.
  package var faster: FasterPlan?
  private var gaps: [String] = []

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case ratio, messages, minimised, topology, predicted, faster
    case defaultGaps = "default_gaps"
    case busiestReceived = "busiest_received"
    case peakExtraBytes = "peak_extra_bytes"
    case sourceBytes = "source_bytes"
    case targetBytes = "target_bytes"
    case predictedSeconds = "predicted_seconds"
  }

  package init(_ certificate: Certificate, _ planning: Planning) {
    ratio = certificate.ratio
    busiestReceived = certificate.busiestReceived
    messages = certificate.messages
    peakExtraBytes = certificate.peakExtraBytes
    sourceBytes = certificate.sourceBytes
    targetBytes = certificate.targetBytes
    minimised = planning.minimise.rawValue
    topology = planning.costs.topology.name
    predicted = certificate.price
    predictedSeconds = certificate.price.seconds
    defaultGaps = planning.costs.topology.defaultGaps
    gaps = planning.costs.topology.gapNotes
  }

  /// Against the bound, of the busiest rank, and in time.
  package var lines: [String] {
    let bound = ratio.map { String(format: "%.2f times the lower bound", $0) }
    let parts = [
      ("overhead", predicted.overhead), ("latency", predicted.latency),
      ("transfer", predicted.transfer), ("work", predicted.work),
    ].map { "\($0) \(Self.percent($1, of: predictedSeconds))" }
    return [
      "certificate: \(bound ?? "the lower bound is not known"), minimising \(minimised)",
      "  busiest rank: \(messages) \(messages == 1 ? "message" : "messages"), \(ByteCount(busiestReceived)) received; "
        + "\(ByteCount(sourceBytes)) source + \(ByteCount(targetBytes)) target + "
        + "\(ByteCount(peakExtraBytes)) at the most",
      "  predicted on \(topology): \(String(format: "%.3f", predictedSeconds * 1000)) ms "
        + "(\(parts.joined(separator: ", ")))",
    ] + gaps.map { "  \($0)" } + (faster.map { [$0.line(insteadOf: predictedSeconds)] } ?? [])
  }

  private static func percent(_ part: Double, of whole: Double) -> String {
    whole > 0 ? "\(Int((100 * part / whole).rounded()))%" : "0%"
  }
}

/// A plan that was considered.
package struct AlternativeReport: Codable {
  package let seconds: Double
  package let bytes: Int
  package let messages: Int
  package let memory: Int
  package let steps: [String]

  package init(_ alternative: Planner.Alternative) {
    seconds = alternative.seconds
    bytes = alternative.bytes
    messages = alternative.messages
    memory = alternative.memory
    steps = alternative.steps.map(\.description)
  }

  /// A table of several, the best first.
  package static func table(_ alternatives: [AlternativeReport]) -> TextTable {
    TextTable(
      [
        "plan", .init("time", in: "ms"), .init("received", of: .allRanks),
        .init("messages", of: .busiestRank), .init("memory", of: .busiestRank), "steps",
      ],
      alternatives.enumerated().map { index, one in
        [
          .count(index + 1), .milliseconds(one.seconds), .bytes(one.bytes), .count(one.messages),
          .bytes(one.memory), .words(one.steps.joined(separator: "; ")),
        ]
      })
  }
}
