import ArgumentParser
import Console
import Elements
import Files
import PlanningCommands
import Programs
import Sharding
import Tensors
import Tessera

/// Runs a program on real ranks.
struct ProgramRun: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Complete a program, run it on the ranks of a mesh, and show what it moved.",
    discussion: """
      Inputs without a file are made where they lie, alike on any mesh: floats in [0, 1), integers in
      -100 ..< 100. Otherwise by a word: --input ids=:below(8); :zeros, :ones, :iota, :random(SEED), :below(N).

      Example, on four ranks:
        ./Launch/run -np 4 program run Meshes/mlp.program --mesh Meshes/2x2.yaml \\
          --print y --rank 3 --verify
      """)

  @OptionGroup var file: ProgramFile
  @OptionGroup var completion: CompletionOptions
  @OptionGroup var job: JobOptions

  @Option(
    help: ArgumentHelp(
      "An input's values: a .npy file, FILE.safetensors for the tensor of its name, FILE.safetensors:NAME, or how "
        + "they are made, as :iota; once for each input.",
      valueName: "name=file"))
  var input: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take the parameters from this file, each by its name.", valueName: "file.safetensors"))
  var parameters: String?

  @OptionGroup var result: OpResultOptions
  @Flag(help: "Print what each op moved, and where its results lie.")
  var moves = false
  @Option(
    help: ArgumentHelp(
      "Run the program this many times more, with its parameters bound, and print how long a run takes.",
      valueName: "count"))
  var repeats: Int?
  @OptionGroup var timeline: TimelineOptions

  var isSolo: Bool { job.virtual }

  var files: [WrittenFile] {
    result.files + timeline.files
  }

  func validate() throws {
    if let repeats, repeats < 1 {
      throw ValidationError("--repeats: a positive number is required, not \(repeats)")
    }
  }

  func run() throws {
    do { try runProgram() } catch { throw TesseraError(error) }
  }

  private func runProgram() throws {
    let (meshes, cluster) = try job.open(completion.mesh, rank: result.rank)
    let (model, compiled, inputs, results, watched, lost) = try cluster.together {
      let source = try file.source(input)
      var program = source.program
      let results = program.results.count
      let watched = try printedNames(program)
      // What is printed is kept by the passes as results are.
      program.results += watched.compactMap(program.value(named:))
      let completed = try completion.complete(program, on: meshes, beside: [ConstantFolding.self])
      let compiled = try CompiledProgram(completed, on: cluster)
      return (
        source.model, compiled,
        try ProgramInputs(input, parameters: parameters, model: source.model, of: completed),
        results, watched, try completion.lost(program, in: completed, on: meshes)
      )
    }
    let program = compiled.completed.program
    let names = program.results.prefix(results).map { program.values[$0].name }
    let (speaker, wanted) = try cluster.together {
      let first = compiled.completed.attrs[program.results[0]]
      let speaker = try cluster.speaker(result.rank, of: first)
      let wanted = try OutputNames(program.name, names).files(result)
      try cluster.requireFiles(result, by: speaker, timeline)
      return (speaker, wanted)
    }
    if cluster.rank == 0 { model?.notices(missing: inputs.missing).forEach(ErrorLine.notice) }
    let given = try cluster.together { try inputs.tensors(on: cluster) }
    let clock = timeline.isWanted ? try cluster.alignedClock() : nil
    let isShown = cluster.rank == 0 && !result.told.quiet
    let foretold = try compiled.peakBytes()
    let ((all, recorded), own) = try compiled.measuringPeak {
      try ProgressLine.during(program.name, isShown: isShown) {
        try Trace.record(timed: timeline.isWanted) { try compiled(given) }
      }
    }
    let peaks = try cluster.gathered([own.tensors, own.kernels, foretold])
    let outputs = Array(all.prefix(results))
    if let clock { try timeline.write(recorded, clock, title: program.name, on: cluster) }
    var report = ProgramRunReport(compiled, outputs, recorded, tabled: moves)
    if !lost.isEmpty { report.notes = lost }
    report.measuredPeakBytes = peaks.map { $0[0] }.max() ?? 0
    report.kernelBytes = peaks.map { $0[1] }.max() ?? 0
    report.peakBytes = peaks.map { $0[2] }.max() ?? 0
    report.times = try repeats.map { try RunTimes(compiled, given, count: $0, on: cluster) }
    if result.verify { report.equality = try verify(outputs, inputs, on: cluster) }
    for file in wanted {
      let full = try outputs[file.place].full(on: speaker)
      try cluster.together { if let full { try NpyFile.write(full, to: file.path) } }
    }
    for (name, tensor) in zip(watched, all.dropFirst(results)) {
      if let text = try tensor.formatted(on: speaker) { report.printed.append("\(name): \(text)") }
    }
    if let folder = result.shards {
      for (name, output) in zip(names, outputs) {
        try output.writeShards(to: outputs.count > 1 ? "\(folder)/\(name)" : folder)
      }
    }
    if result.layout { report.layouts = zip(names, outputs).map { "\($0):\n\($1.shardTable)" } }
    guard cluster.residents.contains(speaker) else { return }
    try result.table.write(recorded.table)
    try result.told.tell(
      text: report.text(detailed: result.detail.verbose), json: try report.json(),
      rest: report.rest)
  }

  /// The names of the values that are printed: all results, or those of the words.
  private func printedNames(_ program: Program) throws(TesseraError) -> [String] {
    switch result.print {
    case nil: return []
    case .all: return program.results.map { program.values[$0].name }
    case .named(let names):
      for name in names where program.value(named: name) == nil {
        let near = name.nearest(among: program.values.map(\.name)).prefix(3)
        throw TesseraError(
          .usage,
          "--print \(name): program \(program.name) has no such value"
            + (near.isEmpty ? "" : "; near are \(near.joined(separator: ", "))"))
      }
      return names
    }
  }

  /// Holds the results against those of the same program in one process.
  private func verify(_ outputs: [DistTensor], _ inputs: ProgramInputs, on cluster: Cluster) throws
    -> Equality
  {
    let expected = try cluster.together { () throws -> [DenseTensor] in
      let alone = Cluster.virtual(1)
      let whole = try inputs.completed.unsharded()
      let given = try inputs.on(whole).tensors(on: alone)
      return try CompiledProgram(whole, on: alone)(given).compactMap { $0.shards[0] }
    }
    let isExact = inputs.completed.isExact
    return try outputs.enumerated().reduce(.exact) { found, entry in
      let (number, output) = entry
      let tolerance = isExact ? nil : 64 * output.dtype.precision
      return found.and(
        try output.requireEqual(tolerance, of: "result \(number), \(output),") { box in
          expected[number].slice(offsets: box.offsets, sizes: box.sizes)
        })
    }
  }
}

extension OutputNames {
  /// Which result goes to which file, of the words of `--output`.
  func files(_ result: OpResultOptions) throws(TesseraError) -> [(place: Int, path: String)] {
    var plain = result
    plain.print = nil
    return try wanted(plain).files
  }
}
