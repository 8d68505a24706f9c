import CostModel
import Elements
import PlanningCommands
import Resharding
import ArgumentParser
import Sharding
import Tessera

/// How the job runs and checks itself.
struct JobOptions: ParsableArguments {
  @Flag(help: "Run all ranks in this process, without MPI.")
  var virtual = false

  @Flag(
    inversion: .prefixedNo,
    help: "Ranks compare each call before they communicate.")
  var check = true

  @Option(help: "Seconds that a rank waits for another before the job ends and names the late one.")
  var timeout: Double = 60

  @Option(
    help: ArgumentHelp(
      "How ranks exchange shards: auto takes the cheapest way; shared reads the memory of peers on one "
        + "host; two-level reads within each host and sends between hosts; mpi sends everything by MPI "
        + "(default: the value of TESSERA_EXCHANGE, or auto).",
      valueName: "ways"))
  var exchange: ExchangeChoice?

  func validate() throws {
    guard timeout > 0, timeout <= 1e9 else {
      throw ValidationError(
        "--timeout: a positive number of seconds up to 1e9 is required, not \(timeout)")
    }
  }

  /// The meshes, and the job or the virtual cluster that has their ranks and `rank`.
  func open(_ mesh: MeshOptions, rank: Int? = nil, planning: Planning = Planning()) throws -> (
    meshes: MeshFile, cluster: Cluster
  ) {
    try open(mesh.mesh, rank: rank, planning: planning, isVirtual: virtual)
  }

  /// The same, of a mesh's text.
  func open(
    _ mesh: String, rank: Int? = nil, planning: Planning = Planning(), isVirtual: Bool
  ) throws -> (meshes: MeshFile, cluster: Cluster) {
    let options = Cluster.Options(
      checksAgreement: check, timeout: .seconds(timeout), planning: planning, exchange: exchange)
    if isVirtual {
      let meshes = try MeshFile(argument: mesh)
      try meshes.requirePlayable()
      // A virtual job has as many ranks as it needs, so that it has the rank that prints.
      let last = max(meshes.rankCount - 1, rank ?? 0)
      guard last < MeshFile.mostPlayed else {
        throw TesseraError(
          .usage, "--rank \(last): a virtual job has ranks 0 to \(MeshFile.mostPlayed - 1)")
      }
      return (meshes, .virtual(last + 1, options: options))
    }
    let cluster = try Cluster.start(options: options)
    return (try cluster.together { try MeshFile(argument: mesh) }, cluster)
  }
}
