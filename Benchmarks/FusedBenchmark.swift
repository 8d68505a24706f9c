import ArgumentParser
import Console
import CostModel
import Elements
import Pictures
import PlanningCommands
import Programs
import Sharding
import Tensors
import Tessera

/// What a fused op takes beside the ops that it stands for, in turns in one run.
struct FusedBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fused",
    abstract: "Time programs as they are written beside the same with their fused ops, in turns.",
    discussion: """
      Each case is a program of plain ops that 'program complete --passes fuse' makes one fused op of, or \
      'program quantise' one in integers. Both are compiled, and run one after the other. On several \
      ranks weights of products are cut by columns, and all else by rows.

      Example, on two ranks:
        ./Launch/bench -np 2 fused
      """)

  @Option(help: "The cases to time, with commas between; all without it.")
  var only: String?

  @Option(help: "The dtype of all that is not an index.")
  var dtype = "f32"

  @Option(help: "The number of times that each program is timed.")
  var repeats = 21

  @OptionGroup var output: BenchOptions

  func validate() throws {
    guard repeats > 0 else {
      throw ValidationError("--repeats: at least 1 is required, not \(repeats)")
    }
  }

  func run() throws {
    do { try measure() } catch { throw TesseraError(error) }
  }

  private func measure() throws {
    let cluster = try Cluster.start()
    // Layers are quantised from float32.
    let all = FusedCase.all.filter { !$0.isQuantised || ["f32", "float32"].contains(dtype) }
    let chosen = try cluster.together { try all.chosen(by: only) { $0.name } }
    let mesh = try ProcessMesh(shape: [cluster.size], axes: ["tp"])
    var table = PairTable(
      "case", counts: "ops", "unfused", "fused", title: "Fused ops beside what they stand for")
    var progress = ProgressLine(
      total: chosen.count, isShown: cluster.rank == 0 && !output.told.quiet)
    for each in chosen {
      progress.next(each.name)
      let pair = try FusedPair(each, dtype, on: mesh, in: cluster)
      table.add(each.name, count: pair.ops, try pair.seconds(repeats))
    }
    progress.clear()
    guard cluster.rank == 0 else { return }
    try table.tell(
      "fused",
      legend:
        "Medians of \(repeats) runs that take turns, on rank 0 of \(cluster.size), \(dtype): a program of so many ops, "
        + "and the same after its fusion. A ratio below 1 says that the fused op is faster.",
      ranks: cluster.size, output)
  }
}

/// A program and the same with fused ops, compiled, with their parameters bound.
private struct FusedPair {
  /// How many ops the program has as it is written.
  let ops: Int
  private let programs: [CompiledProgram]
  private let inputs: [String: DistTensor]

  init(_ each: FusedCase, _ dtype: String, on mesh: ProcessMesh, in cluster: Cluster) throws {
    let program = try Program(parsing: each.text(dtype))
    ops = program.ops.count
    var tensors: [String: DenseTensor] = [:]
    for (place, id) in program.inputs.enumerated() {
      let value = program.values[id]
      tensors[value.name] = Self.numbers(of: value, UInt64(place), rows: each.rows)
    }
    var fused = try Fusion(program).program
    if each.isQuantised { fused = try Self.quantised(program, &tensors) }
    guard fused.ops.contains(where: { $0.name == each.op }) else {
      throw TesseraError(.software, "bench fused: \(each.name) is not fused into \(each.op)")
    }
    let complete = try Completion(on: [mesh])
    programs = try [program, fused].map { try CompiledProgram(try complete($0), on: cluster) }
    var inputs: [String: DistTensor] = [:]
    for compiled in programs {
      let program = compiled.completed.program
      var parameters: [String: DistTensor] = [:]
      for id in program.inputs {
        let value = program.values[id]
        guard let full = tensors[value.name] else { continue }
        let tensor = try DistTensor(full, attr: compiled.completed.attrs[id], on: cluster)
        if value.role == .parameter {
          parameters[value.name] = tensor
        } else {
          inputs[value.name] = tensor
        }
      }
      try compiled.bind(parameters)
    }
    self.inputs = inputs
  }

  private static func numbers(of value: ProgramValue, _ seed: UInt64, rows: Int) -> DenseTensor {
    value.dtype == .int64
      ? DenseTensor(
        (0..<value.shape.reduce(1, *)).map { Double($0 * 7919 % rows) }, shape: value.shape
      ).converted(to: .int64)
      : DenseTensor(fill: .random(seed: seed), shape: value.shape, dtype: value.dtype)
  }

  /// The program with layers in integers of 8 bits, by these inputs as the example; its weights are put beside them.
  private static func quantised(_ program: Program, _ tensors: inout [String: DenseTensor]) throws
    -> Program
  {
    let alone = Cluster.virtual(1)
    let quantised = try QuantisedProgram(
      program,
      examples: [
        try tensors.mapValues {
          try DistTensor($0, attr: .replicated(on: .single(0)), on: alone)
        }
      ])
    for (name, tensor) in quantised.parameters { tensors[name] = try tensor.full() }
    var made = quantised.program
    for id in made.inputs {
      if let own = program.value(named: made.values[id].name) {
        made.values[id].annotation = program.values[own].annotation
      }
    }
    return made
  }

  /// Seconds of one run, unfused and fused: medians of runs that take turns.
  func seconds(_ repeats: Int) throws -> [Double] {
    try programs[0].cluster.secondsInTurns(
      programs.map { program in { _ = try program(inputs) } }, repeats: repeats)
  }
}
