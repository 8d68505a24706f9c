import CostModel
import Elements
import Execution
import Foundation
import SPMDRules
import Synchronization

/// A record of the ops that ran inside a scope.
///
/// Each op is a line: its inputs' placements, the reshards that its rule asked for, and its outputs;
/// so is each reshard that the program asked for.
/// Bytes are those that all ranks receive, as planned.
public final class Trace: Sendable {
  /// One reshard of one input.
  public struct Move: Codable, Sendable {
    /// One beyond the inputs is of values that the op folded itself.
    public let input: Int
    /// The placements before, in the notation.
    public let from: String
    /// The placements after, in the notation.
    public let to: String
    /// The steps of the plan.
    public let steps: [Step]
  }

  /// One step of a reshard's plan.
  public struct Step: Codable, Sendable {
    /// The collective that carried the step out.
    public let collective: String
    /// By all ranks together, as planned.
    public let bytesReceived: Int
    /// By this process's ranks, as counted where it ran; not part of the JSON, which is the same on
    /// every rank.
    public private(set) var bytesCounted = 0
    /// How this process's ranks carried it out, which the table tells and the JSON does not; nil if
    /// nothing had to move, or all ranks are in one process.
    public private(set) var mode: ExchangeMode?

    init(_ collective: String, bytesReceived: Int, _ record: ReshardRecord.Step) {
      (self.collective, self.bytesReceived) = (collective, bytesReceived)
      bytesCounted = record.received.values.reduce(0, +)
      mode = record.mode
    }

    enum CodingKeys: String, CodingKey {
      case collective
      case bytesReceived = "bytes_received"
    }
  }

  /// One op.
  public struct Entry: Codable, Sendable {
    /// The name of the op.
    public let op: String
    /// The operands in the notation.
    public let inputs: [String]
    /// The reshards of operands that had other placements than the rule requires.
    public let moves: [Move]
    /// The results in the notation.
    public let outputs: [String]
  }

  @TaskLocal static var current: Trace?

  private let recorded = Mutex<[Entry]>([])

  /// The time line; nil if the trace does not record times.
  public let timeline: Timeline?

  /// Whether it keeps what ran, and not only how much was moved.
  let isDetailed: Bool

  private let sums = Mutex(Sums())

  /// What was moved, and how long that took.
  public struct Sums: Hashable, Sendable {
    /// By all ranks together, as planned.
    public internal(set) var bytes = 0
    /// Of this process: in reshards, waiting for peers among them.
    public internal(set) var seconds = 0.0

    /// Nothing.
    public init() {}

    /// Adds what was moved later.
    public mutating func add(_ other: Sums) {
      bytes += other.bytes
      seconds += other.seconds
    }
  }

  /// In the order in which the ops ran.
  public var entries: [Entry] { recorded.withLock { $0 } }

  private init(isTimed: Bool, isDetailed: Bool = true) {
    timeline = isTimed ? Timeline() : nil
    self.isDetailed = isDetailed
  }

  /// Runs `body` and records the ops in it.
  ///
  /// - Parameter timed: whether it also records a time line.
  public static func record<R>(timed: Bool = false, _ body: () throws -> R) rethrows -> (
    result: R, trace: Trace
  ) {
    let trace = Trace(isTimed: timed)
    let result = try $current.withValue(trace, operation: body)
    return (result, trace)
  }

  /// Runs `body`, and adds up what its reshards move: this costs next to nothing.
  package static func count<R>(_ body: () throws -> R) rethrows -> (result: R, moved: Sums) {
    let trace = Trace(isTimed: false, isDetailed: false)
    let result = try $current.withValue(trace, operation: body)
    return (result, trace.sums.withLock { $0 })
  }

  private func count(_ tensor: DistTensor, _ moved: DistTensor) {
    guard tensor.attr != moved.attr, let record = moved.record else { return }
    sums.withLock { sums in
      sums.bytes += record.plan.traffic.reduce(0) { $0 + $1.total }
      sums.seconds += record.seconds
    }
  }

  func note(
    _ call: RuleCall, _ inputs: [DistTensor], _ moved: [DistTensor], _ dispatch: Cluster.Dispatch
  ) {
    guard isDetailed else {
      for (tensor, moved) in zip(inputs, moved) { count(tensor, moved) }
      return
    }
    let moves = zip(inputs, moved).enumerated().compactMap { Move($1.0, $1.1, input: $0) }
    let outputs = dispatch.outputs.indices.map { index in
      let shape = dispatch.answer.outputShapes[index].map(String.init).joined(separator: ",")
      return "\(dispatch.dtypes[index].notation)[\(shape)]{\(dispatch.outputs[index])}"
    }
    // What the op folded itself comes after its inputs.
    let count = dispatch.wanted.count
    let entry = Entry(
      op: call.op, inputs: inputs.prefix(count).map(\.description), moves: moves, outputs: outputs)
    recorded.withLock { $0.append(entry) }
  }

  /// A reshard that goes on while other ops run; what it moves is noted where it is waited for.
  func noteBegin(of tensor: DistTensor, to attr: TensorDistAttr) {
    guard isDetailed else { return }
    let shape = tensor.shape.map(String.init).joined(separator: ",")
    let entry = Entry(
      op: "begin reshard", inputs: [tensor.description], moves: [],
      outputs: ["\(tensor.dtype.notation)[\(shape)]{\(attr)}"])
    recorded.withLock { $0.append(entry) }
  }

  /// A reshard that the program asked for itself.
  func note(_ tensor: DistTensor, _ moved: DistTensor) {
    guard isDetailed else { return count(tensor, moved) }
    let move = Move(tensor, moved, input: 0)
    let entry = Entry(
      op: "reshard", inputs: [tensor.description], moves: move.map { [$0] } ?? [],
      outputs: [moved.description])
    recorded.withLock { $0.append(entry) }
  }
}

extension Trace.Move {
  /// What the reshard of an input did; nil if it lay so already.
  fileprivate init?(_ tensor: DistTensor, _ moved: DistTensor, input: Int) {
    guard tensor.attr != moved.attr, let record = moved.record else { return nil }
    let (plan, traffic) = (record.plan, record.plan.traffic)
    self.init(
      input: input, from: tensor.attr.description, to: moved.attr.description,
      steps: plan.steps.indices.map { step in
        Trace.Step(
          plan.steps[step].collective.rawValue, bytesReceived: traffic[step].total,
          record.steps[step])
      })
  }

  /// Those of the steps, in order.
  public var collectives: [String] { steps.map(\.collective) }

  /// The steps' collectives, each with how it was carried out: `all-gather shared`.
  fileprivate var carriedOut: String {
    steps.map { step in step.collective + (step.mode.map { " \($0.rawValue)" } ?? "") }
      .joined(separator: ", ")
  }
}

extension Trace {
  /// By collective: how often it ran, and the bytes that all ranks received.
  public var totals: [(collective: String, count: Int, bytes: Int)] {
    var counts: [String: (count: Int, bytes: Int)] = [:]
    for step in entries.flatMap(\.moves).flatMap(\.steps) {
      counts[step.collective, default: (0, 0)].count += 1
      counts[step.collective, default: (0, 0)].bytes += step.bytesReceived
    }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value.count, $0.value.bytes) }
  }

  /// A JSON array of the entries.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(entries), as: UTF8.self)
  }
}

extension Trace: CustomStringConvertible {
  /// An aligned table, a line for each op and one for each reshard that it needed, and the totals.
  public var description: String {
    let sums = totals.map { "\($0.collective): \($0.count), \(ByteCount($0.bytes))" }
    return
      (table.lines
      + ["in all: " + (sums.isEmpty ? "nothing moved" : sums.joined(separator: "; "))])
      .joined(separator: "\n")
  }

  /// A row for each op, and one below it for each reshard that it needed.
  package var table: TextTable {
    var table = TextTable([
      "op", "inputs", "reshard", .init("received", of: .allRanks), "outputs",
    ])
    for entry in entries {
      table.add([
        .words(entry.op), .words(entry.inputs.joined(separator: " ")), "-", .none,
        .words(entry.outputs.joined(separator: " ")),
      ])
      for move in entry.moves {
        table.add([
          "", .words(move.input < entry.inputs.count ? "input \(move.input)" : "inside"),
          .words("\(move.from) -> \(move.to) (\(move.carriedOut))"),
          .bytes(move.steps.reduce(0) { $0 + $1.bytesReceived }), "",
        ])
      }
    }
    return table
  }
}
