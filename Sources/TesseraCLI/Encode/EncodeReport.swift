import BERT
import Console
import Elements
import PlanningCommands
import Foundation
import Tessera

/// What an encoder did, and what its weights take: the fields that `--json` prints.
struct EncodeReport: Encodable {
  /// One rank's part of one stage.
  struct Part: Encodable {
    let rank: Int
    let stage: String
    /// Ascending, at least one.
    let layers: [Int]
    let isFirst: Bool
    let weightBytes: Int

    enum CodingKeys: String, CodingKey {
      case rank, stage, layers
      case weightBytes = "weight_bytes"
    }
  }

  /// By collective: how often it ran, and what all ranks received.
  struct Moved: Encodable {
    let collective: String
    let count: Int
    let bytesReceived: Int

    enum CodingKeys: String, CodingKey {
      case collective, count
      case bytesReceived = "bytes_received"
    }
  }

  let output: String
  let parts: [Part]
  let moved: [Moved]
  /// Tensors of the weights' file that were skipped; absent where there are none.
  let ignoredTensors: [String]?
  /// Of the slowest rank.
  private(set) var readSeconds = 0.0
  private(set) var encodeSeconds = 0.0
  private(set) var verified: Bool?
  /// How it was verified.
  var equality: Equality? { didSet { verified = equality.map { _ in true } } }
  private(set) var pipeline: PipelineReport?
  var printed: [PrintedTensor] = []
  /// The trace as a table, for the text.
  let table: String?

  enum CodingKeys: String, CodingKey {
    case output, parts, moved, verified, equality, pipeline, printed
    case ignoredTensors = "ignored_tensors"
    case readSeconds = "read_seconds"
    case encodeSeconds = "encode_seconds"
  }

  /// - Parameter tabled: whether the text has the trace.
  init(_ encoder: BertEncoder, _ output: DistTensor, _ trace: Trace, tabled: Bool) {
    self.output = output.description
    parts = encoder.stages.enumerated().flatMap { index, stage in
      stage.mesh.ranks.sorted().map { rank in
        Part(
          rank: rank, stage: stage.mesh.name ?? "\(index)", layers: Array(stage.layers),
          isFirst: stage.isFirst, weightBytes: stage.weightBytes(on: rank))
      }
    }
    moved = trace.totals.filter { $0.collective != "local" }.map {
      Moved(collective: $0.collective, count: $0.count, bytesReceived: $0.bytes)
    }
    ignoredTensors = encoder.ignoredTensors.isEmpty ? nil : encoder.ignoredTensors
    table = tabled ? trace.description : nil
  }

  /// Adds how long it took, of the slowest rank. Collective.
  mutating func add(reading: Duration, encoding: Duration, on cluster: Cluster) throws {
    let all = try cluster.gathered([reading, encoding].map { Int($0 / .nanoseconds(1)) })
    readSeconds = Double(all.map { $0[0] }.max() ?? 0) / 1e9
    encodeSeconds = Double(all.map { $0[1] }.max() ?? 0) / 1e9
  }
}

extension EncodeReport {
  /// Adds how the micro-batches went through the stages, on one rank. Collective.
  mutating func add(_ run: PipelineRun, _ clock: ClockOffset, on rank: Int) throws {
    pipeline = PipelineReport(run.schedule, try run.bubble(on: rank, clock))
  }

  func json() throws -> String { try prettyJSON() }

  /// The trace if it is wanted, what each rank has, what moved, and the activations to be printed.
  var text: String {
    var lines = table.map { [$0] } ?? []
    lines += partTable.lines
    if let ignoredTensors {
      lines.append("ignored: \(ignoredTensors.joined(separator: ", "))")
    }
    let sums = moved.map { "\($0.collective): \($0.count), \(ByteCount($0.bytesReceived))" }
    lines.append(
      "received by all ranks: " + (sums.isEmpty ? "nothing" : sums.joined(separator: "; ")))
    lines.append("seconds to read the weights \(String(format: "%.3f", readSeconds))")
    lines.append("seconds to encode \(String(format: "%.3f", encodeSeconds))")
    if let pipeline { lines += pipeline.lines }
    lines.append("output \(output)")
    if let equality { lines.append(equality.text) }
    return lines.joined(separator: "\n")
  }

  /// What each rank has of the model.
  var partTable: TextTable {
    TextTable(
      ["rank", "stage", "of the model", "weights"],
      parts.map { part in
        let (first, last) = (part.layers[0], part.layers[part.layers.count - 1])
        let layers = first == last ? "layer \(first)" : "layers \(first) to \(last)"
        return [
          .count(part.rank), .words(part.stage),
          .words((part.isFirst ? "embeddings, " : "") + layers), .bytes(part.weightBytes),
        ]
      })
  }

  /// The tensors that are asked for beside the report; nil if none is.
  var rest: String? {
    printed.isEmpty ? nil : printed.map(\.description).joined(separator: "\n")
  }
}
