import CostModel
import Elements
import Foundation

/// What a training step takes: the fields that `--json` prints.
package struct TrainingReport: Encodable {
  /// Bytes by what they hold.
  package struct Memory: Encodable {
    package let weights, gradients, optimiser, activations: Int
  }

  /// Seconds by what takes them, on the slowest stage.
  package struct Parts: Encodable {
    package let products, attention, elementwise, recomputation, logits: Double
    package let layerMessages, stageMessages, weightGathers, gradientSums, optimiser, bubble: Double
    package let slowestRank: Double
  }

  package let stepSeconds: Double
  package let tokensPerSecond: Double
  package let tokensPerSecondPerRank: Double
  package let mfu: Double
  package let peakBytesPerRank: Int
  package let bytesPerRank: Memory
  package let fits: Bool
  package let exposedCommunicationSeconds: Double
  package let bubble: Double
  package let bubbleSeconds: Double
  package let seconds: Parts
  package let parameters: Int
  package let operationsPerToken: Double
  package let ranks: Int
  package let microbatches: Int
  package let topology: String
  package let framework: String
  package let attention: String
  private let spread: String
  private let capacity: Int

  package enum CodingKeys: CodingKey {
    case stepSeconds, tokensPerSecond, tokensPerSecondPerRank, mfu, peakBytesPerRank, bytesPerRank
    case fits, exposedCommunicationSeconds, bubble, bubbleSeconds, seconds, parameters
    case operationsPerToken, ranks, microbatches, topology, framework, attention
  }

  package init(_ step: TrainingStep) {
    let (plan, memory) = (step.plan, step.memory)
    stepSeconds = step.seconds
    tokensPerSecond = step.tokensPerSecond
    tokensPerSecondPerRank = step.tokensPerSecond / Double(plan.ranks)
    mfu = step.utilisation
    peakBytesPerRank = Int(memory.total)
    bytesPerRank = Memory(
      weights: Int(memory.weights), gradients: Int(memory.gradients),
      optimiser: Int(memory.optimiser), activations: Int(memory.activations))
    capacity = Int(step.topology.device?.memory ?? 0)
    fits = memory.total <= Double(capacity)
    exposedCommunicationSeconds = step.exposedMessages
    bubble = plan.bubble
    bubbleSeconds = step.bubble
    let (forward, backward) = (step.layer.forward, step.layer.backward)
    let times = Double(plan.microbatches) * step.layers
    let inLayers = times * (forward.seconds + backward.seconds)
    seconds = Parts(
      products: times * (forward.products + backward.products),
      attention: times * (forward.attention + backward.attention),
      elementwise: times * (forward.elementwise + backward.elementwise),
      recomputation: times * backward.recomputed, logits: step.computing - inLayers,
      layerMessages: times * (forward.messages + backward.messages),
      stageMessages: step.betweenStages,
      weightGathers: times * (forward.waiting + backward.waiting), gradientSums: step.sharing,
      optimiser: step.optimiser, bubble: step.bubble, slowestRank: step.stragglers)
    parameters = Int(plan.model.parameters)
    operationsPerToken = plan.model.operationsPerToken
    ranks = plan.ranks
    microbatches = plan.microbatches
    topology = step.topology.name
    framework = plan.stackKind.rawValue
    attention = step.attention.rawValue
    spread = plan.spread
  }
}

extension TrainingReport {
  /// One JSON object.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The step, where its time goes, and what a rank holds.
  package var text: String {
    let billions = String(format: "%.2f", Double(parameters) / 1e9)
    let speed = String(format: "%.0f", tokensPerSecond)
    var lines = [
      "\(billions) billion parameters on \(topology): \(spread)",
      "kernels of \(framework), \(attention) attention; micro-batches: \(microbatches)",
      "\(String(format: "%.3f", stepSeconds)) s a step, \(speed) tokens/s, "
        + "\(String(format: "%.1f", 100 * mfu))% of the peak in bf16",
      "",
    ]
    lines += timeTable.lines + [""] + memoryTable.lines
    let room = "\(ByteCount(peakBytesPerRank)) of \(ByteCount(capacity)) a rank"
    lines.append(fits ? room : room + ": it does not fit")
    return lines.joined(separator: "\n")
  }

  private var timeTable: TextTable {
    let parts = [
      ("products", seconds.products), ("attention", seconds.attention),
      ("elementwise", seconds.elementwise), ("recomputation", seconds.recomputation),
      ("logits and loss", seconds.logits), ("messages in layers", seconds.layerMessages),
      ("messages between stages", seconds.stageMessages),
      ("gathers of weights, launches", seconds.weightGathers),
      ("sums of gradients", seconds.gradientSums), ("optimiser", seconds.optimiser),
      ("bubble", seconds.bubble), ("waiting for the slowest rank", seconds.slowestRank),
    ]
    return TextTable(
      ["slowest stage", .init("time", in: "s"), "share"],
      parts.filter { $0.1 > 0 }.map {
        [.words($0.0), .number($0.1, digits: 3), .share($0.1 / stepSeconds)]
      })
  }

  private var memoryTable: TextTable {
    let parts = [
      ("weights", bytesPerRank.weights), ("gradients", bytesPerRank.gradients),
      ("optimiser", bytesPerRank.optimiser), ("activations", bytesPerRank.activations),
    ]
    return TextTable(["a rank holds", "bytes"], parts.map { [.words($0.0), .bytes($0.1)] })
  }
}

extension TrainingPlan {
  /// The ranks, by what they share.
  fileprivate var spread: String {
    let parts = [("dp", dp), ("tp", tp), ("pp", pp), ("cp", cp), ("ep", ep)]
      .filter { $0.1 > 1 || $0.0 == "dp" }.map { "\($0.0) \($0.1)" }
    let turns = virtualStages > 1 ? ", \(virtualStages) parts a stage" : ""
    return "\(ranks) ranks, \(parts.joined(separator: ", "))\(turns)"
  }
}
