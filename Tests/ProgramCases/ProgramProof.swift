import Programs
import Resharding
import Sharding
import Tessera

/// Random programs, one after the other, on virtual ranks: run through no pass, each, and all, they equal themselves in
/// one process, and move the bytes that are predicted.
package enum ProgramProof {
  /// The ranks that the programs are spread over.
  package static let ranks = 8

  /// What is wrong with the program of a seed, made as small as it can be; nil where nothing is.
  package static func failure(ofSeed seed: UInt64) -> String? {
    let cluster = Cluster.virtual(ranks)
    let random = RandomProgram(seed: seed, ranks: ranks)
    for passes in [[]] + ProgramPasses.all.map({ [$0] }) + [ProgramPasses.all] {
      func wrong(_ random: RandomProgram) -> String? {
        ProgramTrial(random).mismatch(passes, on: cluster)
      }
      guard let first = wrong(random) else { continue }
      let smallest = random.shrunk { wrong($0) != nil }
      let meshes = smallest.meshes.map { mesh in
        "\(mesh.name ?? ""): {shape: \(mesh.shape), ranks: \(mesh.ranks)}"
      }
      return """
        seed \(seed), passes \(passes.map { $0.name }.joined(separator: ",")): \(wrong(smallest) ?? first)
        --mesh '{meshes: {\(meshes.joined(separator: ", "))}}'
        \(smallest.program)
        """
    }
    return nil
  }
}
