import ArgumentParser
import CheckpointFormats
import Checkpoints
import Console
import Elements
import Foundation
import PlanningCommands
import Sharding
import Tessera

/// Loads a checkpoint onto the ranks of a mesh.
struct CheckpointLoad: SoloCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Load a checkpoint onto any mesh, whichever saved it, and show what moved.",
    discussion: """
      Tensors that no pattern suits are replicated on the first mesh.

      Example, on three ranks:
        ./Launch/run checkpoint load Tests/TinyBert/model.safetensors \\
          --mesh 3 --place '*.weight=S(0)' --verify
      """)

  @OptionGroup var source: CheckpointPath
  @OptionGroup var placing: CheckpointPlacing

  @Option(
    help: ArgumentHelp("Write all tensors, whole, to this file.", valueName: "file.safetensors"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write the shards to this folder, each rank's as rank<K>.safetensors.", valueName: "dir"))
  var shards: String?

  @Flag(help: "Compare all checksums before anything is loaded; 65 names what is wrong.")
  var verify = false

  @Option(
    help: ArgumentHelp(
      "A checkpoint or a file whose names, shapes and dtypes are required (default: what the checkpoint has).",
      valueName: "dir-or-file"))
  var expect: String?

  @Flag(help: "Tensors of --expect may be missing.")
  var allowMissing = false

  @Flag(help: "The checkpoint may have tensors that --expect has not.")
  var ignoreUnexpected = false

  @Flag(help: "Convert elements to the dtypes of --expect.")
  var cast = false

  @Option(
    help: ArgumentHelp(
      "A YAML file of old names and new ones, '\"model.*\": \"*\"', one a line.",
      valueName: "file.yaml"))
  var rename: String?

  @Option(
    help: ArgumentHelp(
      "Read an element once per host, once per job, or on each rank that wants it.",
      valueName: "host|job|rank"))
  var readOncePer: ReadSharing = .host

  @Flag(help: "Print what would be read and moved, and what it costs; read no data.")
  var plan = false

  @Flag(help: "Print what each tensor moved.")
  var moves = false

  @OptionGroup var told: ReportOptions

  var isSolo: Bool { placing.job.virtual }

  func validate() throws {
    let needing = [
      ("--allow-missing", allowMissing), ("--ignore-unexpected", ignoreUnexpected),
      ("--cast", cast),
    ]
    if expect == nil, let (name, _) = needing.first(where: \.1) {
      throw ValidationError("\(name): --expect is required beside it, to say what is expected")
    }
    if let output, !output.hasSuffix(".safetensors") {
      throw ValidationError(
        "--output: a name that ends in .safetensors is required, not '\(output)'")
    }
    let writing = [("--output", output != nil), ("--shards", shards != nil), ("--moves", moves)]
    if plan, let (name, _) = writing.first(where: \.1) {
      throw ValidationError("--plan: it reads no data, and \(name) has none to show")
    }
  }

  func run() throws {
    do { try load() } catch { throw TesseraError(error) }
  }

  private func load() throws {
    let (meshes, cluster) = try placing.job.open(placing.mesh)
    let (contents, targets, options) = try cluster.together {
      var options = LoadOptions(
        allowsMissing: allowMissing, ignoresUnexpected: ignoreUnexpected, casts: cast,
        verifies: verify, sharing: readOncePer)
      if let rename { options.renames = try Self.table(rename) }
      let contents = try CheckpointContents(reading: source.path)
      return (contents, try wanted(of: contents, on: meshes, options), options)
    }
    let isShown = cluster.rank == 0 && !told.quiet
    if plan {
      let (_, plan) = try Checkpoint.planned(contents, targets, on: cluster, options: options)
      guard cluster.rank == 0 else { return }
      return try told.tell(
        text: plan.description, json: try CheckpointPlanReport(plan).prettyJSON())
    }
    let meter = ByteMeter()
    let (loaded, trace) = try ProgressLine.during({ "loading \(meter.text)" }, isShown: isShown) {
      try Trace.record {
        try Checkpoint.load(contents, targets, on: cluster, options: options, meter)
      }
    }
    if let output {
      try ProgressLine.during("writing \(output)", isShown: isShown) {
        try Checkpoint.write(loaded.tensors, to: output, on: cluster)
      }
    }
    if let shards { try Checkpoint.writeShards(loaded.tensors, to: shards, on: cluster) }
    guard cluster.rank == 0 else { return }
    let report = CheckpointLoadReport(contents, loaded, trace)
    try told.tell(
      text: report.text, json: try report.prettyJSON(), rest: moves ? trace.description : nil,
      notices: contents.unreadLines)
  }

  private func wanted(
    of contents: CheckpointContents, on meshes: MeshFile, _ options: LoadOptions
  ) throws(TesseraError) -> [String: LoadTarget] {
    var expected: CheckpointContents?
    if let expect { expected = try CheckpointContents(reading: expect) }
    let known: CheckpointContents
    if let expected { known = expected } else { known = try options.renames.applied(to: contents) }
    let attrs = try placing.attrs(of: known.tensors.map(\.name), on: meshes)
    var targets: [String: LoadTarget] = [:]
    for (name, attr) in attrs {
      let tensor = expected?[name]
      targets[name] = LoadTarget(attr, shape: tensor?.shape, dtype: tensor?.dtype)
    }
    return targets
  }

  /// The table of a YAML file.
  private static func table(_ path: String) throws(TesseraError) -> RenameTable {
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw TesseraError(
        .data, "\(path): a file that can be read as UTF-8 is required for --rename")
    }
    return try RenameTable(yaml: text, path: path)
  }
}

extension ReadSharing: ExpressibleByArgument {}
