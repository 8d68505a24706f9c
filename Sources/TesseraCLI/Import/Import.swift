import ArgumentParser
import Console
import Elements
import Files
import Importing
import PlanningCommands
import Programs
import Sharding
import Tessera

/// Reads a model of PyTorch or ONNX, runs it, and holds it against the numbers of who wrote it.
struct Import: WritingCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Read an exported PyTorch or ONNX model, and hold its results against those of PyTorch or ONNX.",
    discussion: """
      The model is a file of torch.export.save, or of ONNX; neither is needed to read it. Without --input the command
      says what is in the file. With inputs it runs the model, on one rank or on those of --mesh.

      Example:
        tessera import gpt2.pt2 --input ids=ids.npy --expect logits.npy
      """)

  @OptionGroup var file: ProgramFile

  @Option(
    help: ArgumentHelp(
      "An input's values: NAME=FILE.npy, or FILE.npy for the next input in the model's order; once for each.",
      valueName: "[name=]file"))
  var input: [String] = []

  @Option(
    help: ArgumentHelp(
      "What a result must be: NAME=FILE.npy, or FILE.npy for the next result in the model's order; exit with 65 where it "
        + "is not.", valueName: "[name=]file.npy"))
  var expect: [String] = []

  @Option(
    help: ArgumentHelp(
      "What values must be: each tensor of this file whose name is that of a value. The first that differs is named, with "
        + "its module and its line of code.", valueName: "file.safetensors"))
  var expectValues: String?

  @Option(
    help: ArgumentHelp(
      "What the ranks of another system's job held: a folder with shards.json, which says how values lie on which mesh, and "
        + "a rank0.safetensors for each rank. The first value, rank and region that is wrong is named, and the collective "
        + "that would make it right.", valueName: "dir"))
  var expectShards: String?

  @Option(
    help: ArgumentHelp(
      "By how much numbers may differ, in parts of the tensor's largest (default: 1e-4, or 2e-2 of a model with 16-bit "
        + "floats).", valueName: "part"))
  var tolerance: Double?

  @Option(
    help: ArgumentHelp(
      "Take the parameters from this file, each by its name.", valueName: "file.safetensors"))
  var parameters: String?

  @Option(help: ArgumentHelp("The mesh to run on (default: one rank).", valueName: "mesh"))
  var mesh: String?

  @OptionGroup var placement: PlacementOptions
  @OptionGroup var job: JobOptions
  @OptionGroup var told: ReportOptions

  var isSolo: Bool { job.virtual || mesh == nil }

  var files: [WrittenFile] {
    told.files
  }

  func validate() throws {
    if let tolerance, !(tolerance >= 0) {
      throw ValidationError("--tolerance: a number that is not negative is required")
    }
  }

  func run() throws {
    do { try importModel() } catch { throw TesseraError(error) }
  }

  private func importModel() throws {
    let isRun = !input.isEmpty || !expect.isEmpty || expectValues != nil || expectShards != nil
    guard isRun || mesh != nil else {
      let source = try file.source()
      guard let model = source.model else { throw notAModel() }
      let report = ImportReport(model)
      return try told.tell(
        text: report.text, json: try report.prettyJSON(), notices: report.notices)
    }
    let (meshes, cluster) = try job.open(mesh ?? "1", isVirtual: isSolo)
    let (model, compiled, inputs, results, shards) = try cluster.together {
      let source = try file.source(input)
      guard let model = source.model else { throw notAModel() }
      var program = source.program
      let results = program.results.map { program.values[$0].name }
      // What is compared is kept as results are.
      program.results += try watched(model).compactMap(program.value(named:))
      let shards = try expectShards.map { try WatchedShards(ShardDump($0), in: program) }
      program.results += shards?.wanted.compactMap(program.value(named:)) ?? []
      let completed = try placement.complete(
        program, on: meshes, beside: [ConstantFolding.self],
        passes: expectValues == nil && expectShards == nil ? nil : "none")
      return (
        model, try CompiledProgram(completed, on: cluster),
        try ProgramInputs(input, parameters: parameters, model: model, of: completed), results,
        shards
      )
    }
    let speaker = compiled.completed.attrs[compiled.completed.program.results[0]].mesh.rankOrder[0]
    let given = try cluster.together {
      try cluster.requireFiles(told, by: speaker)
      return try inputs.tensors(on: cluster)
    }
    let isShown = cluster.rank == 0 && !told.quiet
    let made = try ProgressLine.during(model.program.name, isShown: isShown) {
      try compiled(given)
    }
    var report = ImportReport(model)
    let comparison = Comparison(
      tolerance: tolerance ?? model.program.tolerance, speaker: speaker, cluster: cluster)
    for (name, path) in try cluster.together({ try expectations(results) }) {
      let place = results.firstIndex(of: name) ?? 0
      report.comparisons.append(
        try comparison.compare(made[place], with: path, tensor: nil, as: name, from: model))
    }
    if let expectValues {
      for (name, tensor) in zip(try watched(model), made.dropFirst(results.count)) {
        report.comparisons.append(
          try comparison.compare(
            tensor, with: expectValues, tensor: name, as: name, from: model))
      }
    }
    if let shards {
      report.comparisons += try shards.comparisons(
        made.suffix(shards.wanted.count), comparison, model)
    }
    report.results = Dictionary(
      zip(results, made.map(\.description)), uniquingKeysWith: { first, _ in first })
    guard cluster.residents.contains(speaker) else { return }
    try told.tell(
      text: report.text, json: try report.prettyJSON(), notices: report.notices)
  }

  private func notAModel() -> TesseraError {
    TesseraError(
      .usage,
      "import \(file.file): a model of torch.export.save (MODEL.pt2) or of ONNX (MODEL.onnx) is required; 'program run' runs programs"
    )
  }

  /// The values of the program whose names are in the file of `--expect-values`, in the order of the program.
  private func watched(_ model: ImportedModel) throws -> [String] {
    guard let expectValues else { return [] }
    let names = Set(try SafetensorsFile(expectValues).names)
    let wanted = model.program.values.map(\.name).filter(names.contains)
    guard !wanted.isEmpty else {
      throw TesseraError(
        .data,
        "--expect-values \(expectValues): a tensor with the name of a value is required, of \(names.count) none has one"
      )
    }
    return wanted
  }

  /// Which result is held against which file.
  private func expectations(_ results: [String]) throws -> [(name: String, path: String)] {
    var rest = results[...]
    return try expect.map { word in
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2, results.contains(parts[0]) { return (parts[0], parts[1]) }
      guard let next = rest.popFirst() else {
        throw TesseraError(
          .usage, "--expect \(word): the results are \(results.joined(separator: ", "))")
      }
      return (next, word)
    }
  }
}

extension Program {
  /// What rounding leaves of the narrowest floats in it.
  fileprivate var tolerance: Double {
    values.contains { [.float16, .bfloat16].contains($0.dtype) } ? 2e-2 : 1e-4
  }
}
