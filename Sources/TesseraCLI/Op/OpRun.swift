import ArgumentParser
import Console
import Ops
import PlanningCommands
import SPMDRules
import Sharding
import Tensors
import Tessera

/// Runs one op on real ranks.
struct OpRun: SoloCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run an op on sharded tensors, and show what it moved.",
    usage: "tessera op <op> --mesh <mesh> --input <tensor> ... [--attr <name=value>] [<options>]",
    discussion: """
      Inputs without a file are made where they lie, alike on any mesh: floats in [0, 1), integers in
      -100 ..< 100, and of a look-up places that are there. Otherwise by what follows the tensor, as in
      'i64[4]{R}:below(8)': :zeros, :ones, :iota, :random(SEED), :below(N).

      'tessera op list' names the outputs of each op, and its attributes with types and defaults.

      Example, on four ranks:
        ./Launch/run -np 4 op matmul --mesh Meshes/2x2.yaml --trace --verify \\
          --input 'f32[512,256]{S(0),S(1)}' --input 'f32[256,128]{R,S(0)}'
      """)

  @Argument(help: "The op; 'tessera op list' lists all.")
  var op: String

  @OptionGroup var mesh: MeshOptions
  @OptionGroup var job: JobOptions

  @Option(
    help: ArgumentHelp(
      "An input in call order, as 'f32[8,6]{S(0),R}', FILE.npy:'S(0)', or "
        + "FILE.safetensors:NAME:'S(0)'. Of a list argument "
        + "'T; T; T', or, where the op has one list, an --input for each tensor.",
      valueName: "tensor"))
  var input: [String] = []

  @Option(
    help: ArgumentHelp(
      "An attribute: axis=1, axis=0,1, keep_dim=true, equation=ij,jk->ik.",
      valueName: "name=value"))
  var attr: [String] = []

  @OptionGroup var result: OpResultOptions

  @Flag(help: "Print what the op moved before it computed.")
  var trace = false

  var isSolo: Bool { job.virtual }

  func validate() throws {
    _ = try [String: AttributeValue](parsing: attr)
  }

  func run() throws {
    do { try runOp() } catch { throw TesseraError(error) }
  }

  private func runOp() throws {
    let attributes = try [String: AttributeValue](parsing: attr)
    let (meshes, cluster) = try job.open(mesh, rank: result.rank)
    let (inputs, tensors, speaker, wanted) = try cluster.together {
      let inputs = try parsedInputs(on: meshes, attributes)
      let all = inputs.flatMap(\.elements)
      guard let first = all.first else {
        throw TesseraError(.usage, "--input: at least one is required, none is given")
      }
      let speaker = try cluster.speaker(result.rank, of: first.attr)
      let specs = inputs.map { $0.map(\.spec) }
      let names = OutputNames(of: op, count: try cluster.outputs(of: op, specs, attributes).count)
      let wanted = try names.wanted(result)
      try cluster.requireMemory(
        for: op, inputs, attributes,
        full: result.print != nil || !result.output.isEmpty ? speaker : nil,
        verified: result.verify)
      return (inputs, try placed(inputs, on: cluster), speaker, wanted)
    }
    let (outputs, recorded) = try Trace.record {
      try cluster.together { try cluster.apply(op, tensors, attributes) }
    }
    var report = OpReport(
      op, tensors.flatMap(\.elements), outputs, wanted.names, recorded, tabled: trace)
    if result.verify {
      let verification = try cluster.together { try OpVerification(op, inputs, attributes) }
      report.equality = try verification.check(outputs)
    }
    for file in wanted.files {
      let full = try outputs[file.place].full(on: speaker)
      try cluster.together { if let full { try NpyFile.write(full, to: file.path) } }
    }
    for place in wanted.printed {
      let text = try outputs[place].formatted(on: speaker)
      if let text { report.add(text, of: place) }
    }
    guard cluster.residents.contains(speaker) else { return }
    try StandardOutput.print(result.json ? report.json() : report.text)
  }

  private func parsedInputs(on meshes: MeshFile, _ attributes: [String: AttributeValue]) throws
    -> [Operand<OpInput>]
  {
    // Names that are near, where there is no such op.
    _ = try Inference.rule(named: op)
    let schema = OpSchema.named(op)
    let given = try input.map { text -> Operand<OpInput> in
      guard text.contains(";") else {
        return .one(try OpInput(parsing: text, on: meshes.meshes))
      }
      let words = text.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
      return .list(
        try words.filter { !$0.isEmpty }.map { try OpInput(parsing: $0, on: meshes.meshes) })
    }
    let arranged = CallOptions.arranged(given, as: schema?.inputs ?? [])
    let shapes = arranged.map { $0.elements.map(\.shape) }
    var number = 0
    return arranged.enumerated().map { place, operand in
      var element = 0
      return operand.map { input in
        var settled = input
        settled.settle(
          number: number,
          limit: schema?.indexLimit(place, element: element, shapes: shapes, attributes))
        number += 1
        element += 1
        return settled
      }
    }
  }

  private func placed(_ inputs: [Operand<OpInput>], on cluster: Cluster) throws
    -> [Operand<DistTensor>]
  {
    try inputs.map { operand in
      switch operand {
      case .one(let input): .one(try input.tensor(input.attr, on: cluster))
      case .list(let list): .list(try list.map { try $0.tensor($0.attr, on: cluster) })
      }
    }
  }
}
