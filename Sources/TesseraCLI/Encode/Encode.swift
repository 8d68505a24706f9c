import ArgumentParser
import BERT
import Elements
import Console
import PlanningCommands
import Sharding
import Tensors
import Tessera

/// Runs a BERT-family encoder over the ranks of a job.
struct Encode: SoloCommand, RewritingCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a BERT-family encoder over stages and shards, and print any activation.",
    discussion: """
      Every mesh of the mesh file is a stage, in the file's order, with its share of the layers; its \
      axis dp cuts the batch, tp the model. Activations are named embeddings, and for each layer N \
      encoder.N.attention.self, encoder.N.attention, encoder.N.intermediate and encoder.N.output; then \
      pooled and normalized.

      Example, on four ranks:
        ./Launch/run encode --mesh Meshes/encoder-pp2-tp2.yaml \\
          --weights Tests/TinyBert/model.safetensors \\
          --config Tests/TinyBert/config.json \\
          --ids Tests/TinyBert/ids.npy --mask Tests/TinyBert/mask.npy \\
          --pool mean --normalize --print encoder.0.output --rank 3 --verify

      With --microbatches the batch goes through the stages in parts, one behind the other. Where they do \
      not divide it, the first ones have one sample more. An activation is then printed part by part and \
      written as one, --trace and --svg show what every rank did when, and the report says how much of its time a rank \
      was idle: as measured, as a simulation of the schedule says with what each stage took, and of \
      stages that take equally long.
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup var mesh: MeshOptions
  @OptionGroup var pace: ScheduleOptions
  @OptionGroup var job: JobOptions

  @Option(
    help: "One vector for each sample: mean, over the tokens that count, or cls, that of the first."
  )
  var pool: Pooling?

  @Flag(help: "Scale each vector of the result to the length 1.")
  var normalize = false

  @Flag(
    help: "Have fused ops do what they can: whole layers. Activations within layers are not told.")
  var fuse = false

  @Option(
    help: ArgumentHelp(
      "Write the full result from --rank to this file, or with NAME=FILE the activation of that name; may "
        + "be repeated.", valueName: "[name=]file.npy"))
  var output: [String] = []

  @OptionGroup var result: OutputOptions

  @Option(
    help: ArgumentHelp(
      "Print this activation in full from --rank, or the result if no name follows; may be repeated.",
      valueName: "name"))
  var print: [String] = []

  @Option(
    help: ArgumentHelp(
      "Print activations of this micro-batch only, counted from 0.", valueName: "index"))
  var microbatch: Int?

  @Flag(help: "Also print which rank held which block of an activation.")
  var layout = false

  @OptionGroup var format: FormatOptions

  @Flag(help: "Print the tensors that each op moved before it computed.")
  var moves = false

  @OptionGroup var timeline: TimelineOptions

  @OptionGroup var told: ReportOptions
  @OptionGroup var detail: DetailOptions
  @OptionGroup var table: TableOptions

  /// `--shards` was the name of `--layout`; `--print` alone prints the result.
  static let rewritings: [Rewriting] = [
    .bare("--shards", means: "--layout"), .bare("--print", means: "--print", "output"),
  ]

  var isSolo: Bool { job.virtual }

  func run() throws {
    do { try encode(EncodedFiles(output)) } catch { throw TesseraError(error) }
  }

  private func encode(_ files: EncodedFiles) throws {
    let (meshes, cluster) = try job.open(mesh, rank: result.rank)
    let start = ContinuousClock.now
    let isShown = cluster.rank == 0 && !told.quiet
    let (encoder, tokens, parts, speaker) = try ProgressLine.during(
      "reading the weights", isShown: isShown
    ) {
      try cluster.together {
        let (config, tokens) = try model.open()
        let parts = try tokens.microbatches(pace.microbatches)
        try requireNames(config, files)
        for mesh in meshes.meshes { try cluster.require(mesh) }
        let last = TensorDistAttr.replicated(on: meshes.meshes[meshes.meshes.count - 1])
        let speaker = try cluster.speaker(result.rank, of: last)
        let weights = try model.weightFiles()
        let encoder = try BertEncoder(
          safetensors: weights[0], Array(weights.dropFirst()), config: config, on: meshes.meshes,
          in: cluster,
          ignoringUnexpected: model.ignoreUnexpected, fuses: fuse
        ) { memory throws(TesseraError) in
          try need(memory, parts, files, speaker, on: cluster)
        }
        return (encoder, tokens, parts, speaker)
      }
    }
    let reading = ContinuousClock.now - start
    let pipeline = try encoder.pipeline(for: parts, pooling: pool, normalizes: normalize)
    var printed: [PrintedTensor] = []
    try files.collect(from: pipeline, microbatches: parts.count, on: speaker)
    for (name, part) in wanted(of: parts.count) where name != EncodedFiles.result {
      try pipeline.watch(name, microbatch: part, on: speaker, format.options, shards: layout) {
        printed.append($0)
      }
    }
    let clock = try cluster.alignedClock()
    let began = ContinuousClock.now
    let (run, recorded) = try ProgressLine.during("encoding", isShown: isShown) {
      try Trace.record(timed: timeline.isWanted) {
        try encoder.encode(parts, in: pipeline, pace.schedule)
      }
    }
    let output = run.output
    var report = EncodeReport(encoder, output, recorded, tabled: moves || detail.verbose)
    try report.add(reading: reading, encoding: .now - began, on: cluster)
    if parts.count > 1 { try report.add(run.pipeline, clock, on: speaker) }
    if print.contains(EncodedFiles.result) {
      let text = try output.full(on: speaker)?.formatted(format.options)
      if let text {
        printed.append(
          PrintedTensor(
            EncodedFiles.result, output, on: speaker, layout: layout ? output.shardTable : nil, text
          ))
      }
    }
    report.printed = printed
    try draw(recorded, clock, run.pipeline, on: cluster)
    let full = files.haveResult || result.verify ? try output.full(on: speaker) : nil
    try cluster.together {
      if result.verify, let full { report.equality = try check(full, tokens, encoder.config) }
      try files.write(result: full)
    }
    if let folder = result.shards { try output.writeShards(to: folder) }
    guard cluster.residents.contains(speaker) else { return }
    try table.write(report.partTable)
    try told.tell(text: report.text, json: try report.json(), rest: report.rest)
  }

  /// What the command holds at its worst moment: the weights while they are read, all activations with those to
  /// be printed, or the full result with what it is verified against.
  private func need(
    _ memory: BertMemory, _ parts: [TokenBatch], _ files: EncodedFiles, _ speaker: Int,
    on cluster: Cluster
  ) throws(TesseraError) -> MemoryNeed {
    let batch = BertMemory.Batch(parts, pooling: pool)
    var running = try memory.activations(batch)
    for (name, part) in wanted(of: parts.count) where name != EncodedFiles.result {
      running = running + memory.full(name, samples: batch.samples[part], batch, on: speaker)
    }
    // What is written comes in parts, and is joined afterwards.
    let samples = batch.samples.reduce(0, +)
    for name in files.activations {
      let full = memory.full(name, samples: samples, batch, on: speaker)
      running = running + (parts.count > 1 ? 2 * full : full)
    }
    var most = MemoryNeed.max(memory.reading, running)
    if files.haveResult || result.verify || print.contains(EncodedFiles.result) {
      let full = memory.results(batch) + memory.fullResult(batch, on: speaker)
      let alone = result.verify ? try memory.alone(batch, on: speaker) : MemoryNeed()
      most = .max(most, full + alone)
    }
    return memory.weights + most
  }

  /// The activations to be printed, each name in the order of the micro-batches.
  private func wanted(of parts: Int) -> [(name: String, part: Int)] {
    print.flatMap { name in (0..<parts).map { (name, $0) } }
      .filter { microbatch == nil || $0.1 == microbatch }
  }

  /// Has rank 0 write the time line. Collective.
  private func draw(
    _ trace: Trace, _ clock: ClockOffset, _ run: PipelineRun, on cluster: Cluster
  ) throws {
    let (stages, parts) = (run.schedule.stages, run.schedule.microbatches)
    let title =
      "\(parts) micro-batch\(parts == 1 ? "" : "es") through \(stages) "
      + "stage\(stages == 1 ? "" : "s"), \(run.schedule.order.rawValue)"
    try timeline.write(
      trace, clock, title: title, rows: run.rows, stages: run.stageRanks, on: cluster)
  }

  /// - Throws: `TesseraError.Kind.usage` if a name to print or write is not an activation's, or the micro-batch
  ///   is none.
  private func requireNames(_ config: BertConfig, _ files: EncodedFiles) throws {
    if let microbatch, !(0..<pace.microbatches).contains(microbatch) {
      throw TesseraError(
        .usage,
        "--microbatch \(microbatch): micro-batches are counted from 0 and are "
          + "\(pace.microbatches) (--microbatches)")
    }
    let names = print.map { ("--print", $0) } + files.activations.map { ("--output", $0) }
    if fuse,
      let (option, name) = names.first(where: {
        ![EncodedFiles.result, "pooled", "normalized"].contains($0.1)
      })
    {
      throw TesseraError(
        .usage, "\(option) \(name): with --fuse only pooled, normalized and output are told")
    }
    for (option, name) in names
    where name != EncodedFiles.result
      && !BertEncoder.hasActivation(
        named: name, of: config, pooling: pool, normalizes: normalize)
    {
      throw TesseraError(
        .usage,
        "\(option) \(name): the name of an activation is required: embeddings, encoder.N.attention.self, "
          + "encoder.N.attention, encoder.N.intermediate or encoder.N.output with N in "
          + "0..<\(config.layerCount), pooled (with --pool) normalized (with --normalize), or output"
      )
    }
  }

  /// Holds the result against that of the whole model on one virtual rank, which the rank that has the
  /// full result computes alone.
  ///
  /// - Throws: `TesseraError.Kind.software` if they differ by more than rounding in another order.
  private func check(_ full: DenseTensor, _ tokens: TokenBatch, _ config: BertConfig) throws
    -> Equality?
  {
    let weights = try model.weightFiles()
    let alone = try BertEncoder(
      safetensors: weights[0], Array(weights.dropFirst()), config: config,
      on: [ProcessMesh(shape: [1], axes: ["tp"])], in: .virtual(1),
      ignoringUnexpected: model.ignoreUnexpected)
    let whole = try alone.encode(tokens, pooling: pool, normalizes: normalize)
    guard let expected = whole.local else { return nil }
    let tolerance = 1e-5
    if let difference = full.difference(
      from: expected, relative: tolerance, absolute: tolerance)
    {
      throw TesseraError(
        .software, "--verify: the result must equal the single-process result: \(difference)")
    }
    return Equality(
      tolerance: tolerance, greatestDifference: full.greatestDistance(from: expected))
  }
}

extension Pooling: ExpressibleByArgument {}
