import Elements
import Resharding
import Sharding

/// What a run of a completed program moves and holds, found before anything runs: a plan and a certificate for each
/// reshard and each fold within an op, and the most that a rank holds at once.
public struct ProgramPlan: Sendable {
  /// One reshard of the program, or one fold within an op of it.
  public struct Step: Sendable {
    /// The name of the value that it makes: of a fold, that of the op's first result.
    public let value: String
    /// Whether an op makes it within itself.
    public let isWithinOp: Bool
    /// What it does.
    public let plan: ReshardPlan
    /// What that is worth.
    public let certificate: Certificate
  }

  /// In the program's order.
  public let steps: [Step]
  /// The order in which a run does them, beside its ops.
  public let schedule: ProgramSchedule
  /// The most bytes of shards that the busiest rank holds at once, inputs and parameters among them, and what a reshard
  /// holds beyond them. What kernels take for themselves is not in it.
  public var peakBytes: Int { schedule.peakBytes }
  /// The bytes of the parameters' shards on the busiest rank.
  public let parameterBytes: Int

  /// Plans every reshard of a program, and every fold within its ops.
  ///
  /// - Throws: `TesseraError` where no plan keeps to the memory limit.
  public init(_ completed: CompletedProgram, _ planner: Planner = Planner()) throws(TesseraError) {
    var known: [Transition: (ReshardPlan, Certificate)] = [:]
    var steps: [Step] = []
    var reshards: [Int: ProgramSchedule.Reshard] = [:]
    let moves = completed.reshards.map { ($0.op, $0.transition, false) }
    let folds = try completed.innerFolds().map { ($0.op, $0.transition, true) }
    for (index, transition, isWithinOp) in (moves + folds).sorted(by: { $0.0 < $1.0 }) {
      let found: (ReshardPlan, Certificate)
      if let planned = known[transition] {
        found = planned
      } else {
        let plan = try translated { try planner.plan(transition) }
        found = (plan, planner.certificate(of: plan))
        known[transition] = found
      }
      // What a kernel takes for itself is not counted.
      if !isWithinOp {
        reshards[index] = .init(found.0, extraBytes: found.1.peakExtraBytes)
      }
      let output = completed.program.ops[index].outputs[0]
      steps.append(
        Step(
          value: completed.program.values[output].name, isWithinOp: isWithinOp, plan: found.0,
          certificate: found.1))
    }
    self.steps = steps
    schedule = ProgramSchedule(completed, reshards)
    let parameters = completed.program.inputs.filter {
      completed.program.values[$0].role == .parameter
    }
    parameterBytes =
      completed.busyRanks.map { rank in
        parameters.reduce(0) { $0.addingSaturated(completed.bytes(of: $1, on: rank)) }
      }.max() ?? 0
  }

  /// The bytes that all ranks receive in a run.
  public var receivedBytes: Int {
    steps.reduce(0) { $0.addingSaturated($1.certificate.received) }
  }

  /// The fewest that plans of these reshards receive; nil where that is not known of one.
  public var lowerBound: Int? {
    steps.reduce(0) { sum, step in
      sum.flatMap { sum in step.certificate.lowerBound.map { sum.addingSaturated($0) } }
    }
  }

  /// The seconds that the cost model predicts for all reshards and folds, one after the other.
  public var seconds: Double { steps.reduce(0) { $0 + $1.certificate.price.seconds } }
}
