import Resharding
import Sharding
import Tessera
import Testing

extension Ranks {
  /// Every reshard function by its name, on the rows that this job has the ranks for.
  @Suite struct ReshardFunctions {
    private static func fitting(_ cluster: Cluster) throws -> [(ReshardTable.Row, Transition)] {
      try ReshardTable.rows.compactMap { row in
        let transition = Transition(
          shape: ReshardTable.shape, dtype: .float32,
          from: try TensorDistAttr(parsing: row.from, on: ReshardTable.meshes),
          to: try TensorDistAttr(parsing: row.to, on: ReshardTable.meshes))
        return transition.ranks.allSatisfy { $0 < cluster.size } ? (row, transition) : nil
      }
    }

    @Test func `each gives the single-process result, with ranks that agree`() throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      for (row, transition) in try Self.fitting(cluster) {
        let trial = try RankTrial(transition, seed: 1, on: cluster)
        #expect(trial.plan.function == row.function, "\(trial.plan)")
        #expect(trial.fault == nil, "\(row): \(trial.fault ?? "")")
      }
    }

    @Test func `each calls MPI as often as the table says`() throws {
      // Without what checks would add.
      let cluster = try Cluster.start(options: .init(checksAgreement: false, exchange: .mpi))
      for (row, transition) in try Self.fitting(cluster) {
        let trial = try RankTrial(transition, seed: 2, on: cluster)
        let names = Self.counted.union(row.calls.keys).union(trial.calls.keys).sorted()
        let numbers = try cluster.gathered(Self.counted.sorted().map { trial.calls[$0] ?? 0 })
        let unknown = names.filter { !Self.counted.contains($0) }
        #expect(unknown.isEmpty, "\(row)")
        for (index, name) in Self.counted.sorted().enumerated() {
          let total = numbers.reduce(0) { $0 + $1[index] }
          #expect(total == row.calls[name] ?? 0, "\(row): \(name)")
        }
      }
    }

    @Test func `each gives the same in many rounds`() throws {
      let cluster = try Cluster.start(options: .init(stagingBytes: 100, exchange: .mpi))
      for (row, transition) in try Self.fitting(cluster) {
        let trial = try RankTrial(transition, seed: 3, on: cluster)
        #expect(trial.fault == nil, "\(row): \(trial.fault ?? "")")
      }
    }

    @Test func `every function of the list has a row`() {
      #expect(Set(ReshardTable.rows.map(\.function)) == Set(allReshardFunctions.map { $0.name }))
    }

    private static let counted: Set<String> = [
      "MPI_Allgatherv", "MPI_Alltoallv", "MPI_Gatherv", "MPI_Scatterv", "MPI_Bcast", "MPI_Isend",
      "MPI_Irecv", "MPI_Wait",
    ]
  }
}
