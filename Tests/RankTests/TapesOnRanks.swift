import MPI
import ProgramCases
import Sharding
import Tessera
import Testing

extension Ranks {
  /// Gradients of tapes on the ranks of a job.
  @Suite struct TapesOnRanks {
    @Test(.enabled(if: [2, 3, 4].contains(jobSize)), arguments: TapeTrial.models.indices)
    func `gradients of models on ranks are those of one process`(model: Int) throws {
      let cluster = try Cluster.start()
      for shape in cluster.size == 4 ? [[4], [2, 2]] : [[cluster.size]] {
        let faults = try TapeTrial.faults(of: model, on: ProcessMesh(shape: shape), cluster)
        #expect(faults == [])
      }
    }

    @Test(.enabled(if: [2, 4].contains(jobSize)))
    func `gradients go back over meshes, also on ranks that are on one of them only`() throws {
      let cluster = try Cluster.start()
      let half = cluster.size / 2
      let first = try ProcessMesh(shape: [half])
      let second = try ProcessMesh(shape: [half], ranks: Array(half..<cluster.size))
      let x = try DistTensor(
        fill: .random(seed: 1), shape: [4, 3], dtype: .float64, "S(0)", on: first, in: cluster
      ).tracked("x")
      let v = try DistTensor(
        fill: .random(seed: 2), shape: [4, 3], dtype: .float64, "S(1)", on: second, in: cluster)
      let loss = try Tape.record {
        try (x.square().resharded(to: "S(1)", on: second) * v).sum()
      }
      let gradient = try loss.backward()[x]
      #expect(gradient.attr == x.attr)
      let expected = try (x * v.resharded(to: "S(0)", on: first) * 2).full()
      guard let whole = try gradient.full(), let expected else { return }
      #expect(whole.difference(from: expected, relative: 1e-14, absolute: 0) == nil)
    }

    @Test(.enabled(if: [2, 3, 4].contains(jobSize)))
    func `a gradient of parts is one all-reduce, in MPI too`() throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: false, exchange: .mpi))
      let mesh = try ProcessMesh(shape: [cluster.size])
      let x = try DistTensor(
        fill: .random(seed: 1), shape: [8, 3], dtype: .float64, "S(0)", on: mesh, in: cluster)
      let w = try DistTensor(
        fill: .random(seed: 2), shape: [3, 5], dtype: .float64, "R", on: mesh, in: cluster
      ).tracked("w")
      let loss = try Tape.record { try (x • w + x • w * 2).sum() }
      let (_, trace) = try Trace.record { try loss.backward() }
      let moved = trace.totals.filter { $0.collective != "local" }
      #expect(moved.map(\.collective) == ["all-reduce"] && moved[0].count == 1, "\(trace)")
    }
  }
}
