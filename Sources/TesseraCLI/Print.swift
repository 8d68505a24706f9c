import Elements
import PlanningCommands
import ArgumentParser
import Console
import Pictures
import Sharding
import Tensors
import Tessera

/// Prints a full tensor from one rank of the job.
struct Print: WritingCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a sharded tensor in full, from one rank of the job.",
    discussion: """
      Example, on four ranks:
        ./Launch/run print --shape 4,6 --mesh Meshes/pipeline-2x2.yaml \\
          --placement 'S(0)@stage1' --rank 0
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var mesh: MeshOptions
  @OptionGroup var job: JobOptions

  @Option(help: "The tensor's placements, as 'S(0)@stage1', unless the tensor argument has them.")
  var placement: String?

  @Option(
    parsing: .unconditional,
    help: "The rank that prints, in the mesh or not (default: the first of its mesh).")
  var rank: Int?

  @OptionGroup var format: FormatOptions

  @Flag(help: "Also print which rank holds which block.")
  var layout = false

  @Option(
    help: ArgumentHelp("Draw which rank holds which block into this file.", valueName: "file.svg"))
  var svg: String?

  func validate() throws {
    if let rank, rank < 0 {
      throw ValidationError("--rank: a number that is not negative is required, not \(rank)")
    }
  }

  var isSolo: Bool { job.virtual }

  var files: [WrittenFile] {
    [WrittenFile(svg, of: "--svg")].compactMap { $0 }
  }

  func run() throws {
    do {
      let (meshes, cluster) = try job.open(mesh, rank: rank)
      let (source, attr, speaker) = try cluster.together {
        let attr = try meshes.attr(input.placements(or: placement, of: "--placement"))
        try cluster.require(attr.mesh)
        let source = try Input(input, from: attr)
        let speaker = try cluster.speaker(rank, of: attr)
        if !cluster.isVirtual, cluster.residents.contains(speaker) { try checkFiles() }
        try cluster.requireMemory(
          for: attr, shape: source.shape, dtype: source.dtype, full: speaker)
        return (source, attr, speaker)
      }
      let tensor = try cluster.together { try source.tensor(attr, on: cluster) }
      try cluster.together {
        guard let svg, cluster.residents.contains(speaker) else { return }
        let picture = try LayoutPicture(dtype: tensor.dtype, shape: tensor.shape, states: [attr])
        try picture.svg.description.write(to: svg, for: "--svg")
      }
      if layout, cluster.residents.contains(speaker) { try StandardOutput.print(tensor.shardTable) }
      try tensor.print(on: speaker, format.options)
    } catch { throw TesseraError(error) }
  }
}
