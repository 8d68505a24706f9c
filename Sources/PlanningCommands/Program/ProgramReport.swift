import Elements
import Programs
import Resharding
import Sharding

extension Program {
  /// The text without the last line feed, as it is printed.
  package var text: String { String(description.dropLast()) }
}

/// A program as JSON.
struct ProgramReport: Encodable {
  struct Value: Encodable {
    let name: String
    let shape: [Int]
    let dtype: String
    let placements: String?
  }

  struct Op: Encodable {
    let op: String
    let text: String
    let inputs: [String]
    let outputs: [Value]
  }

  let name: String
  let inputs: [Value]
  let ops: [Op]
  let results: [String]

  init(_ program: Program) {
    func value(_ id: Program.ID) -> Value {
      let value = program.values[id]
      return Value(
        name: value.name, shape: value.shape, dtype: value.dtype.notation,
        placements: value.annotation?.description)
    }
    name = program.name
    inputs = program.inputs.map(value)
    ops = program.ops.map { op in
      Op(
        op: op.name, text: program.line(of: op),
        inputs: op.operands.map { program.values[$0].name }, outputs: op.outputs.map(value))
    }
    results = program.results.map { program.values[$0].name }
  }

  func json() throws -> String { try prettyJSON() }
}

/// What a run of a program moves and holds.
struct ProgramPlanReport: Encodable {
  struct Reshard: Encodable {
    let value: String
    let tensor: String
    let from: String
    let to: String
    let function: String?
    let collectives: [String]
    let received: Int
    let lowerBound: Int?
    let busiestReceived: Int
    let peakExtraBytes: Int
    let predictedSeconds: Double

    enum CodingKeys: String, CodingKey {
      case value, tensor, from, to, function, collectives, received
      case lowerBound = "lower_bound"
      case busiestReceived = "busiest_received"
      case peakExtraBytes = "peak_extra_bytes"
      case predictedSeconds = "predicted_seconds"
    }
  }

  let program: String
  let reshards: [Reshard]
  let received: Int
  let lowerBound: Int?
  let peakBytes: Int
  let parameterBytes: Int
  let predictedSeconds: Double

  enum CodingKeys: String, CodingKey {
    case program, reshards, received
    case lowerBound = "lower_bound"
    case peakBytes = "peak_bytes"
    case parameterBytes = "parameter_bytes"
    case predictedSeconds = "predicted_seconds"
  }

  init(_ name: String, _ plan: ProgramPlan) {
    program = name
    reshards = plan.steps.map { step in
      let transition = step.plan.transition
      let shape = transition.shape.map(String.init).joined(separator: ",")
      return Reshard(
        value: step.value, tensor: "\(transition.dtype.notation)[\(shape)]",
        from: transition.from.description, to: transition.to.description,
        function: step.plan.function, collectives: step.plan.steps.map(\.collective.rawValue),
        received: step.certificate.received, lowerBound: step.certificate.lowerBound,
        busiestReceived: step.certificate.busiestReceived,
        peakExtraBytes: step.certificate.peakExtraBytes,
        predictedSeconds: step.certificate.price.seconds)
    }
    received = plan.receivedBytes
    lowerBound = plan.lowerBound
    peakBytes = plan.peakBytes
    parameterBytes = plan.parameterBytes
    predictedSeconds = plan.seconds
  }

  /// A row for each reshard.
  var table: TextTable {
    var table = TextTable([
      "value", "tensor", "from", "to", "function", "collectives",
      .init("received", of: .allRanks), .init("at least", of: .allRanks),
      .init("received", of: .busiestRank),
    ])
    for reshard in reshards {
      table.add([
        .words(reshard.value), .words(reshard.tensor), .words(reshard.from), .words(reshard.to),
        .words(reshard.function ?? "-"), .words(reshard.collectives.joined(separator: ", ")),
        .bytes(reshard.received), reshard.lowerBound.map { .bytes($0) } ?? .none,
        .bytes(reshard.busiestReceived),
      ])
    }
    return table
  }

  var text: String {
    let count = reshards.count
    let least = lowerBound.map { ", of which \(ByteCount($0)) are necessary" } ?? ""
    let lines =
      count == 0
      ? ["nothing moves: every operand lies as its op wants it"]
      : table.lines + ["received by all ranks: \(ByteCount(received))\(least)"]
    return
      (lines + [
        "held at once by the busiest rank: \(ByteCount(peakBytes)), of which \(ByteCount(parameterBytes)) are parameters"
      ]).joined(separator: "\n")
  }

  func json() throws -> String { try prettyJSON() }
}
