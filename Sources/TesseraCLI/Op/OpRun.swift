import Ops
import Elements
import PlanningCommands
import ArgumentParser
import Console
import SPMDRules
import Sharding
import Tensors
import Tessera

/// Runs one op on real ranks.
struct OpRun: WritingCommand, RewritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run an op on sharded tensors, and show which tensors it moved.",
    usage: "tessera op <op> --mesh <mesh> --input <tensor> ... [--attr <name=value>] [<options>]",
    discussion: """
      Inputs without a file are made where they lie, alike on any mesh: floats in [0, 1), integers in
      -100 ..< 100, and of a look-up places that are there. Otherwise by what follows the tensor, as in
      'i64[4]{R}:below(8)': :zeros, :ones, :iota, :random(SEED), :below(N).

      'tessera op list' names the outputs of each op, and its attributes with types and defaults.

      Example, on four ranks:
        ./Launch/run -np 4 op matmul --mesh Meshes/2x2.yaml --moves --verify \\
          --input 'f32[512,256]{S(0),S(1)}' --input 'f32[256,128]{R,S(0)}'
      """)

  @Argument(help: "The op; 'tessera op list' lists all.")
  var op: String?

  @Option(
    help: ArgumentHelp(
      "Run the ops of this file, one a line: 'y = matmul f32[8,6]{S(0)} f32[6,4]{R}', then "
        + "'z = softmax y axis=1'.", valueName: "file"))
  var file: String?

  @OptionGroup var mesh: MeshOptions
  @OptionGroup var job: JobOptions

  @Option(
    help: ArgumentHelp(
      "An input in call order, or of a name, as w=TENSOR; others that may be absent are left out. A tensor is "
        + "'f32[8,6]{S(0),R}', FILE.npy:'S(0)', or FILE.safetensors:NAME:'S(0)'. Of a list argument "
        + "'T; T; T', or, where the op has one list, an --input for each tensor.",
      valueName: "[name=]tensor"))
  var input: [String] = []

  @Option(
    help: ArgumentHelp(
      "An attribute: axis=1, axis=0,1, keep_dim=true, equation=ij,jk->ik.",
      valueName: "name=value"))
  var attr: [String] = []

  @Option(
    help: ArgumentHelp(
      "Reshard the first output to these placements, or with NAME=PLACEMENTS the one of that name; once "
        + "for each. With --file, those of the last op.", valueName: "[name=]placements"))
  var to: [String] = []

  @Option(
    help: ArgumentHelp(
      "Run the op also with these placements of its inputs, as 'S(0);R', and compare bytes, time and memory "
        + "in one table; may be repeated.", valueName: "placements"))
  var compare: [String] = []

  @OptionGroup var result: OpResultOptions

  @Flag(help: "Print the tensors that the op moved before it computed.")
  var moves = false

  @OptionGroup var timeline: TimelineOptions

  /// `--trace` was the name of `--moves`.
  static let rewritings: [Rewriting] = [.bare("--trace", means: "--moves")]

  var isSolo: Bool { job.virtual }

  var files: [WrittenFile] {
    result.files + timeline.files
  }

  func validate() throws {
    guard (op == nil) != (file == nil) else {
      throw ValidationError(
        "an op, or --file FILE, is required; \(op == nil ? "none" : "both") is given")
    }
    if file != nil, !input.isEmpty || !attr.isEmpty || !compare.isEmpty {
      throw ValidationError(
        "--file: the file says the ops; --input, --attr and --compare do not go with it")
    }
    if !compare.isEmpty,
      !to.isEmpty || result.verify || result.print != nil || !result.output.isEmpty
    {
      throw ValidationError(
        "--compare: only the table is told; --to, --verify, --print and --output do not go "
          + "with it")
    }
    _ = try [String: AttributeValue](parsing: attr)
  }

  func run() throws {
    do { try runOp() } catch { throw TesseraError(error) }
  }

  private func runOp() throws {
    let calls = try calls()
    let (meshes, cluster) = try job.open(mesh, rank: result.rank)
    let (program, given, speaker, wanted) = try cluster.together {
      let program = try OpProgram(calls, to: to, on: meshes, cluster)
      let first = program.steps[0].inputs.flatMap(\.elements)[0].spec
      let speaker = try cluster.speaker(result.rank, of: first.attr)
      let wanted = try OutputNames(program.title, program.results.map(\.name)).wanted(result)
      try cluster.requireFiles(result, by: speaker, timeline)
      for step in program.steps.indices {
        try cluster.requireMemory(
          for: program.steps[step].applied.op, program.inputs(of: step),
          program.steps[step].applied.attributes,
          full: result.print != nil || !result.output.isEmpty ? speaker : nil,
          verified: result.verify)
      }
      return (program, try program.given(on: cluster), speaker, wanted)
    }
    if !compare.isEmpty { return try runComparison(program, on: meshes, cluster, speaker) }
    let clock = timeline.isWanted ? try cluster.alignedClock() : nil
    let isShown = cluster.rank == 0 && !result.told.quiet
    let (made, recorded) = try ProgressLine.during(program.title, isShown: isShown) {
      try Trace.record(timed: timeline.isWanted) { try program.run(given, on: cluster) }
    }
    let outputs = program.results.map { made[$0.step][$0.output] }
    var report = OpReport(
      program, outputs, recorded, tabled: moves || result.detail.verbose)
    if let clock { try timeline.write(recorded, clock, title: program.title, on: cluster) }
    if result.verify { report.equality = try verify(program, made, on: cluster) }
    for file in wanted.files {
      let full = try outputs[file.place].full(on: speaker)
      try cluster.together { if let full { try NpyFile.write(full, to: file.path) } }
    }
    for place in wanted.printed {
      let text = try outputs[place].formatted(on: speaker)
      if let text { report.add(text, of: place) }
    }
    if let folder = result.shards {
      for (name, output) in zip(wanted.names, outputs) {
        try output.writeShards(to: outputs.count > 1 ? "\(folder)/\(name)" : folder)
      }
    }
    if result.layout { report.add(layouts: outputs.map(\.shardTable)) }
    guard cluster.residents.contains(speaker) else { return }
    try result.table.write(recorded.table)
    try result.told.tell(
      text: report.text(detailed: result.detail.verbose), json: try report.json(),
      rest: report.rest)
  }

  /// The op of the command line, or those of the file.
  private func calls() throws -> [OpCall] {
    if let file { return try OpCall.calls(ofFile: file) }
    guard !input.isEmpty || op.flatMap(OpSchema.named)?.inputs.isEmpty == true else {
      throw TesseraError(.usage, "--input: at least one is required, none is given")
    }
    return [
      OpCall(
        op: op ?? "", inputs: input, attributes: try [String: AttributeValue](parsing: attr))
    ]
  }

  /// Holds the outputs of all ops against those of the same ops in one process.
  private func verify(_ program: OpProgram, _ made: [[DistTensor]], on cluster: Cluster) throws
    -> Equality
  {
    var whole: [[DenseTensor]] = []
    var (found, isRounded) = (Equality.exact, false)
    for (index, step) in program.steps.enumerated() {
      let wasReduced = step.targets.keys.contains { step.made[$0].attr.isPartial }
      let verification = try cluster.together {
        try OpVerification(
          step.applied.op, program.inputs(of: index, whole: whole), step.applied.attributes,
          isRounded: isRounded || wasReduced)
      }
      found = found.and(try verification.check(made[index]))
      whole.append(verification.expected)
      // What was rounded once goes on into what is made of it.
      isRounded = found.tolerance != nil
    }
    return found
  }

  /// The op under its placements and each of `--compare`.
  private func runComparison(
    _ program: OpProgram, on meshes: MeshFile, _ cluster: Cluster, _ speaker: Int
  ) throws {
    let step = program.steps[0]
    let inputs = program.inputs(of: 0)
    let variants = try cluster.together {
      try [inputs] + compare.map { try self.inputs(inputs, placed: $0, on: meshes) }
    }
    var comparison = OpComparison(step.call.op)
    for variant in variants { try comparison.add(variant, step.call.attributes, on: cluster) }
    guard cluster.residents.contains(speaker) else { return }
    try result.table.write(comparison.table)
    try result.told.tell(text: comparison.text, json: try comparison.json())
  }

  /// The inputs under other placements, one for each, parted by `;`.
  private func inputs(_ inputs: [Operand<OpInput>], placed text: String, on meshes: MeshFile) throws
    -> [Operand<OpInput>]
  {
    let words = text.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
    let count = inputs.flatMap(\.elements).count { !$0.isAbsent }
    guard words.count == count else {
      throw TesseraError(
        .usage,
        "--compare '\(text)': \(count) placements with ';' between them are required, one of each "
          + "input, not \(words.count)")
    }
    var rest = words[...]
    return try inputs.map { operand in
      try operand.mapped { input in
        input.isAbsent ? input : try input.placed(meshes.attr(rest.removeFirst()))
      }
    }
  }
}
