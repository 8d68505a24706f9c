import Elements
import Forecasts
import Programs
import Tessera

/// What a run of training tells.
struct TrainReport: Encodable {
  let program: String
  let parameters: Int
  var firstStep = 1
  var losses: [Double] = []
  var seconds = 0.0
  var received = 0
  /// Seconds of rank 0 in communication.
  var communicating = 0.0
  /// Of the last step's gradients.
  var norm: Double?
  var skipped = 0
  var stages: Stages?
  var memory: Memory?
  /// What the busiest rank holds at most in a step beside the optimiser's state, as it is foretold.
  var peakBytes: Int?
  /// The same as it was measured in the last step; of all ranks together on a virtual cluster.
  var measuredPeakBytes: Int?
  private let isVirtual: Bool

  /// What a bound on memory costs.
  struct Memory: Encodable {
    let peakBytes: Int
    /// Where nothing is made again but what the program says.
    let keptBytes: Int
    let recomputedOps: Int
    let recomputedOperations: Double
    let operations: Double

    /// Of the meshes of all stages; nil where there is no bound. The part of the operations is that of the mesh that
    /// makes most again.
    init?(_ bounds: [MemoryBound]) {
      func part(_ bound: MemoryBound) -> Double { bound.operations / max(1, bound.allOperations) }
      guard let most = bounds.max(by: { part($0) < part($1) }) else { return nil }
      peakBytes = bounds.map(\.peakBytes).max() ?? 0
      keptBytes = bounds.map(\.keptBytes).max() ?? 0
      recomputedOps = bounds.reduce(0) { $0 + $1.recomputedOps }
      (recomputedOperations, operations) = (most.operations, most.allOperations)
    }

    var text: String {
      let part = Int((100 * recomputedOperations / max(1, operations)).rounded())
      return
        "held by the busiest rank: \(ByteCount(peakBytes)), \(ByteCount(keptBytes)) where all waits for gradients; "
        + "made again: \(recomputedOps) ops of \(Int(recomputedOperations)) FLOPs a step, \(part)% of all"
    }

    enum CodingKeys: String, CodingKey {
      case operations
      case peakBytes = "peak_bytes"
      case keptBytes = "kept_bytes"
      case recomputedOps = "recomputed_ops"
      case recomputedOperations = "recomputed_operations"
    }
  }

  /// How the stages of a pipeline took turns.
  struct Stages: Encodable {
    let schedule: String
    let count: Int
    let meshes: Int
    let microbatches: Int
    /// The share of idle time of equal stages.
    let bubble: Double
    /// The mean share of idle time of the ranks in the last step, and in a simulation of its stages' times; nil where they did
    /// not run side by side.
    let measuredBubble, simulatedBubble: Double?
    /// By mesh: the most activations of micro-batches that are kept at once.
    let kept: [Int]

    init(_ schedule: PipelineSchedule, _ measured: PipelineBubble?) {
      self.schedule = schedule.order.rawValue
      (count, meshes, microbatches) = (schedule.stages, schedule.lanes, schedule.microbatches)
      bubble = schedule.idealBubble
      (measuredBubble, simulatedBubble) = (measured?.measured, measured?.simulated)
      kept = (0..<schedule.lanes).map(schedule.mostKept(byLane:))
    }

    enum CodingKeys: String, CodingKey {
      case schedule, count, meshes, microbatches, bubble, kept
      case measuredBubble = "measured_bubble"
      case simulatedBubble = "simulated_bubble"
    }

    var text: String {
      func percent(_ share: Double) -> String { "\(Int((100 * share).rounded()))%" }
      let shares = [
        measuredBubble.map { "\(percent($0)) measured" },
        simulatedBubble.map { "\(percent($0)) simulated with the stages' times" },
        "\(percent(bubble)) where stages take equally long",
      ]
      return
        "\(count) stages on \(meshes) meshes, \(schedule), \(microbatches) micro-batches: idle for "
        + shares.compactMap { $0 }.joined(separator: ", ") + "; activations kept: "
        + kept.map(String.init).joined(separator: ", ")
    }
  }

  init(program: String, parameters: Int, isVirtual: Bool) {
    (self.program, self.parameters, self.isVirtual) = (program, parameters, isVirtual)
  }

  enum CodingKeys: String, CodingKey {
    case program, parameters, losses, seconds, received, communicating, skipped, stages, memory
    case norm = "gradient_norm"
    case peakBytes = "peak_bytes"
    case measuredPeakBytes = "measured_peak_bytes"
    case firstStep = "first_step"
  }

  private var held: String? {
    guard let peakBytes, let measuredPeakBytes else { return nil }
    return
      "held at once by the busiest rank, beside the optimiser's state: \(ByteCount(peakBytes)) foretold, "
      + "\(ByteCount(measuredPeakBytes)) \(isVirtual ? "by all ranks together " : "")measured"
  }

  var text: String {
    guard let first = losses.first, let last = losses.last else {
      return "\(program): all steps were made before"
    }
    let lines = [
      "\(program): \(losses.count) steps of \(parameters) parameters, loss \(first) to \(last)",
      stages?.text, held, memory?.text, norm.map { "gradient norm of the last step: \($0)" },
      skipped > 0 ? "left out, for gradients were not finite: \(skipped)" : nil,
      "moved by all ranks: \(ByteCount(received))",
    ]
    return lines.compactMap { $0 }.joined(separator: "\n")
  }
}
