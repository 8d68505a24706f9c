import Foundation
import PlanningCommands
import Tessera

/// How micro-batches went through stages: the fields that `--json` prints.
struct PipelineReport: Encodable {
  /// Shares of the time in which a rank had nothing to do, the mean over the ranks.
  struct Bubble: Encodable {
    /// Nil where stages did not run side by side.
    let measured: Double?
    let simulated: Double?
    let ideal: Double
  }

  let schedule: String
  let stages: Int
  let microbatches: Int
  let bubble: Bubble

  init(_ schedule: PipelineSchedule, _ bubble: PipelineBubble?) {
    self.schedule = schedule.order.rawValue
    (stages, microbatches) = (schedule.stages, schedule.microbatches)
    self.bubble = Bubble(
      measured: bubble?.measured, simulated: bubble?.simulated, ideal: schedule.idealBubble)
  }

  var lines: [String] {
    func percent(_ share: Double) -> String { String(format: "%.1f%%", 100 * share) }
    let shares = [
      bubble.measured.map { "\(percent($0)) measured" },
      bubble.simulated.map { "\(percent($0)) simulated" },
      "\(percent(bubble.ideal)) by (p-1)/(m+p-1)",
    ]
    return [
      "schedule \(schedule): \(microbatches) micro-batches through \(stages) "
        + (stages == 1 ? "stage" : "stages"),
      "bubble " + shares.compactMap { $0 }.joined(separator: ", "),
    ]
  }
}

extension PrintedTensor: Encodable {
  enum CodingKeys: String, CodingKey {
    case name, microbatch, rank, tensor, shards, text
  }

  /// Writes the report as JSON.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(name, forKey: .name)
    try fields.encodeIfPresent(microbatch, forKey: .microbatch)
    try fields.encode(rank, forKey: .rank)
    try fields.encode(tensor, forKey: .tensor)
    try fields.encodeIfPresent(shards, forKey: .shards)
    try fields.encode(numbers, forKey: .text)
  }
}
