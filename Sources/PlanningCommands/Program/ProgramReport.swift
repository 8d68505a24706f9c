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
  /// What the program places and passes dropped, a line each; nil where that is nothing.
  var notes: [String]?

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
    let isWithinOp: Bool
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
      case isWithinOp = "within_op"
      case lowerBound = "lower_bound"
      case busiestReceived = "busiest_received"
      case peakExtraBytes = "peak_extra_bytes"
      case predictedSeconds = "predicted_seconds"
    }
  }

  /// Where the gradient by an input is folded.
  struct Gradient: Encodable {
    struct Fold: Encodable {
      let value: String
      let axes: [String]
      let ranks: Int
    }

    let input: String
    let placements: String
    let gradient: String
    let folds: [Fold]
    /// The mesh dims along which it is returned in parts.
    let partial: [String]

    init(_ found: GradientFold) {
      input = found.input
      placements = found.home.description
      gradient = found.result.description
      folds = found.folds.map { fold in
        Fold(value: fold.value, axes: fold.dims.map { fold.mesh.axes[$0] }, ranks: fold.ranks)
      }
      partial = found.open.map { found.result.mesh.axes[$0] }
    }

    /// Who folds it: `dp by grad.w`.
    var told: String {
      let open = partial.isEmpty ? [] : ["\(partial.joined(separator: ",")) by who takes it"]
      let all = folds.map { "\($0.axes.joined(separator: ",")) by \($0.value)" } + open
      return all.isEmpty ? "-" : all.joined(separator: "; ")
    }
  }

  let program: String
  let reshards: [Reshard]
  let gradients: [Gradient]
  let received: Int
  let lowerBound: Int?
  let peakBytes: Int
  let parameterBytes: Int
  let predictedSeconds: Double
  /// What the program places and passes dropped, a line each; nil where that is nothing.
  var notes: [String]?

  enum CodingKeys: String, CodingKey {
    case notes, program, reshards, gradients, received
    case lowerBound = "lower_bound"
    case peakBytes = "peak_bytes"
    case parameterBytes = "parameter_bytes"
    case predictedSeconds = "predicted_seconds"
  }

  init(_ name: String, _ plan: ProgramPlan, _ folds: [GradientFold]) {
    program = name
    gradients = folds.map(Gradient.init)
    reshards = plan.steps.map { step in
      let transition = step.plan.transition
      let shape = transition.shape.map(String.init).joined(separator: ",")
      return Reshard(
        value: step.value, isWithinOp: step.isWithinOp,
        tensor: "\(transition.dtype.notation)[\(shape)]",
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
        .words(reshard.isWithinOp ? "within \(reshard.value)" : reshard.value),
        .words(reshard.tensor), .words(reshard.from), .words(reshard.to),
        .words(reshard.function ?? "-"), .words(reshard.collectives.joined(separator: ", ")),
        .bytes(reshard.received), reshard.lowerBound.map { .bytes($0) } ?? .none,
        .bytes(reshard.busiestReceived),
      ])
    }
    return table
  }

  /// A row for each gradient.
  private var foldTable: TextTable {
    var table = TextTable(["gradient by", "which lies", "comes to lie", "parts are folded over"])
    for gradient in gradients {
      table.add([
        .words(gradient.input), .words(gradient.placements), .words(gradient.gradient),
        .words(gradient.told),
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
    let folds = gradients.isEmpty ? [] : foldTable.lines
    return
      (lines + folds + [
        "held at once by the busiest rank: \(ByteCount(peakBytes)), of which \(ByteCount(parameterBytes)) are parameters"
      ] + (notes ?? [])).joined(separator: "\n")
  }

  func json() throws -> String { try prettyJSON() }
}
