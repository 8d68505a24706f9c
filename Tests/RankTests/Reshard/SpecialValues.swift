import CostModel
import Elements
import ReshardCases
import Resharding
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// Folds have the bits of their definition by whatever way shards are exchanged, NaN and all.
  @Suite struct SpecialValues {
    private static let dtypes: [DType] = [
      .float16, .bfloat16, .float32, .float64, .complex64, .int8, .uint16, .bool,
    ]

    /// MPI knows nothing of hosts that are pretended: there it would do the same again.
    private static let exchanges: [ExchangeChoice] =
      environment["TESSERA_RANKS_PER_HOST"] == nil
      ? [.mpi, .shared, .twoLevel] : [.shared, .twoLevel]

    @Test(arguments: exchanges)
    func `every op of every dtype, from partial and to it`(exchange: ExchangeChoice) throws {
      let cluster = try Cluster.start(options: .init(exchange: exchange))
      let row = try ProcessMesh(shape: [jobSize])
      for dtype in Self.dtypes {
        for op in ReduceOp.allCases where dtype.carries(op) {
          for (from, to) in [
            ("P(\(op))", "R"), ("P(\(op))", "S(0)"), ("R", "P(\(op))"), ("S(0)", "P(\(op))"),
          ] {
            try check(from, to, dtype, on: row, cluster)
          }
        }
      }
    }

    @Test(
      .enabled(if: jobSize % 2 == 0 && jobSize > 2),
      arguments: exchanges)
    func `ops over two mesh dims, rounded once`(exchange: ExchangeChoice) throws {
      let cluster = try Cluster.start(options: .init(exchange: exchange))
      let grid = try ProcessMesh(shape: [jobSize / 2, 2])
      for dtype in Self.dtypes {
        for (outer, inner) in [
          (ReduceOp.sum, ReduceOp.sum), (.avg, .avg), (.sum, .avg), (.max, .sum), (.sum, .prod),
        ] where dtype.carries(outer) && dtype.carries(inner) {
          for to in ["R,R", "S(0),R", "R,S(1)", "S(0),S(1)"] {
            try check("P(\(outer)),P(\(inner))", to, dtype, on: grid, cluster)
          }
        }
      }
    }

    private func check(
      _ from: String, _ to: String, _ dtype: DType, on mesh: ProcessMesh, _ cluster: Cluster
    ) throws {
      let transition = Transition(
        shape: [13, 21], dtype: dtype, from: try TensorDistAttr(parsing: from, on: [mesh]),
        to: try TensorDistAttr(parsing: to, on: [mesh]))
      let trial = try RankTrial(transition, transition.specialShards(seed: 7), on: cluster)
      #expect(trial.fault == nil, "\(trial.plan): \(trial.fault ?? "")")
    }
  }
}
