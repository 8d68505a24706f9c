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
      Each case is a program of plain ops that 'program complete --passes fuse' makes one fused op of. Both are compiled, \
      and run one after the other. On several ranks weights of products are cut by columns, and all else by rows.

      Example, on two ranks:
        ./Launch/bench -np 2 fused
      """)

  @Option(help: "The cases to time; all without it.")
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
    let chosen = try cluster.together { try FusedCase.all.chosen(by: only) { $0.name } }
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

/// A program and the same with fused ops, compiled.
private struct FusedPair {
  /// How many ops the program has as it is written.
  let ops: Int
  private let programs: [CompiledProgram]
  private let inputs: [String: DistTensor]

  init(_ each: FusedCase, _ dtype: String, on mesh: ProcessMesh, in cluster: Cluster) throws {
    let program = try Program(parsing: each.text(dtype))
    let fusion = try Fusion(program)
    guard fusion.program.ops.contains(where: { $0.name == each.op }) else {
      throw TesseraError(.software, "bench fused: \(each.name) is not fused into \(each.op)")
    }
    ops = program.ops.count
    let complete = try Completion(on: [mesh])
    programs = try [program, fusion.program].map {
      try CompiledProgram(try complete($0), on: cluster)
    }
    var inputs: [String: DistTensor] = [:]
    for (place, id) in program.inputs.enumerated() {
      let value = program.values[id]
      let attr = programs[0].completed.attrs[id]
      let full =
        value.dtype == .int64
        ? DenseTensor(
          (0..<value.shape.reduce(1, *)).map { Double($0 * 7919 % each.rows) }, shape: value.shape
        ).converted(to: .int64)
        : DenseTensor(fill: .random(seed: UInt64(place)), shape: value.shape, dtype: value.dtype)
      inputs[value.name] = try DistTensor(full, attr: attr, on: cluster)
    }
    self.inputs = inputs
  }

  /// Seconds of one run, unfused and fused: medians of runs that take turns.
  func seconds(_ repeats: Int) throws -> [Double] {
    try programs[0].cluster.secondsInTurns(
      programs.map { program in { _ = try program(inputs) } }, repeats: repeats)
  }
}
