import CostModel
import Elements
import Forecasts
import Glibc
import Programs
import Resharding
import SPMDRules
import Sharding
import Tensors
import Tessera

/// A held-out program on the ranks of the job: what it does there, and what that was foretold to be.
struct ProgramTrial {
  /// What a run moves and holds.
  struct Amounts: Codable, Hashable {
    /// The bytes that all ranks receive.
    var received = 0
    /// The steps of reshards, and of folds within ops, that each rank takes part in.
    var calls = 0
    /// The most bytes that the busiest rank holds at once.
    var peakBytes = 0
  }

  let held: HeldOutProgram
  let cluster: Cluster
  private let compiled: CompiledProgram
  private let inputs: [String: DistTensor]

  /// Completes the program on a mesh, compiles it, and makes its inputs. Nothing is communicated.
  init(_ held: HeldOutProgram, on mesh: ProcessMesh, in cluster: Cluster) throws {
    (self.held, self.cluster) = (held, cluster)
    let completed = try Completion(on: [mesh])(held.program).applying()
    compiled = try CompiledProgram(completed, on: cluster)
    var inputs: [String: DistTensor] = [:]
    for (place, id) in completed.program.inputs.enumerated() {
      let value = completed.program.values[id]
      inputs[value.name] = try Self.tensor(value, completed.attrs[id], seed: place, on: cluster)
    }
    self.inputs = inputs
  }

  /// Numbers of both signs, weights so small that products of them keep their size, as those of models do; or places of
  /// words and classes.
  private static func tensor(
    _ value: ProgramValue, _ attr: TensorDistAttr, seed: Int, on cluster: Cluster
  ) throws -> DistTensor {
    guard value.dtype.isInteger else {
      let isMatrix = value.role == .parameter && value.shape.count > 1
      let terms = value.shape.count == 2 ? value.shape[0] : value.shape.dropFirst().reduce(1, *)
      let most = isMatrix ? (3 / Double(terms)).squareRoot() : 1
      return try DistTensor(shape: value.shape, dtype: value.dtype, attr: attr, on: cluster) {
        let numbers = DenseTensor(
          fill: .random(seed: UInt64(seed)), globalShape: value.shape, offsets: $0.offsets,
          sizes: $0.sizes, dtype: .float32)
        let scaled = try LocalOp(
          "scale", [.one(numbers)], ["scale": .double(2 * most), "bias": .double(-most)])()
        return scaled[0].converted(to: value.dtype)
      }
    }
    let below = value.name == "ids" ? ProgramText.words : ProgramText.classes
    return try DistTensor(shape: value.shape, dtype: value.dtype, attr: attr, on: cluster) { box in
      let count = box.sizes.reduce(1, *)
      let numbers = (0..<count).map { Double($0 * 7919 % below) }
      return DenseTensor(numbers, shape: box.sizes).converted(to: value.dtype)
    }
  }

  /// The seconds of runs, from a barrier to the slowest rank's end.
  ///
  /// - Parameter ofProcessor: whether only time of the processor counts. What other programs take of it does not then.
  func seconds(_ stopwatch: Stopwatch, repeats: Int, ofProcessor: Bool) throws -> [Double] {
    let wall = ContinuousClock()
    return try stopwatch.seconds(on: Array(0..<cluster.size), repeats: repeats) {
    } run: { _ in
      let (start, processor) = (wall.now, clock())
      _ = try compiled(inputs)
      let taken = Double(clock() - processor) / Double(CLOCKS_PER_SEC)
      return ofProcessor ? taken : (wall.now - start) / .seconds(1)
    }
  }

  /// What a run of all ranks moves and holds, as each counts it. All ranks of the job call it.
  func counted() throws -> Amounts {
    // Once before, so that nothing is made for the first time.
    _ = try compiled(inputs)
    let (run, held) = try compiled.measuringPeak { try Trace.record { try compiled(inputs) } }
    let steps = run.trace.entries.flatMap(\.moves).flatMap(\.steps)
    let own = [steps.reduce(0) { $0 + $1.bytesCounted }, steps.count, held.tensors]
    let all = try cluster.gathered(own)
    return Amounts(
      received: all.reduce(0) { $0 + $1[0] }, calls: all.map { $0[1] }.max() ?? 0,
      peakBytes: all.map { $0[2] }.max() ?? 0)
  }

  /// What the plan of the program says of it. All ranks of the job call it.
  func foretold() throws -> Amounts {
    let plan = try ProgramPlan(compiled.completed, Planner(cluster.options.planning))
    let peaks = try cluster.gathered([try compiled.peakBytes()])
    return Amounts(
      received: plan.receivedBytes, calls: plan.steps.reduce(0) { $0 + $1.plan.steps.count },
      peakBytes: peaks.map { $0[0] }.max() ?? 0)
  }

  /// What a run takes on the machine of `prices`, whose ranks wait for each reshard.
  func forecast(_ prices: ProgramPrices) throws -> ProgramForecast {
    var setup = StepSetup()
    setup.overlaps = false
    return try ProgramForecast(compiled.completed, setup, prices)
  }

  /// The ops that each rank computes, in order, each with the shapes of rank 0's operands and the name of its first result.
  var computed: [(name: String, value: String)] {
    let program = compiled.completed.program
    return program.ops.compactMap { op in
      guard case .op(let name, _) = op.action else { return nil }
      let attrs = compiled.completed.attrs
      let shapes = op.operands.map { id in
        let origin = [Int](repeating: 0, count: attrs[id].mesh.ndim)
        let sizes = attrs[id].box(at: origin, shape: program.values[id].shape).sizes
        return " [" + sizes.map(String.init).joined(separator: ",") + "]"
      }
      return (name + shapes.joined(), program.values[op.outputs[0]].name)
    }
  }

  /// The seconds of these in a run. All ranks of the job call it.
  func opSeconds() throws -> [Double] {
    let trace = try Trace.record(timed: true) { try compiled(inputs) }.trace
    return (trace.timeline?.spans ?? [])
      .filter { $0.category == .compute && OpSchema.named($0.name) != nil }
      .map { ($0.end - $0.start) / .seconds(1) }
  }

  /// How many ops it has, reshards among them.
  var opCount: Int { compiled.completed.program.ops.count }
}
