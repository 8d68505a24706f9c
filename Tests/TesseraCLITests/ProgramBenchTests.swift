@testable import Benchmarks
import CostModel
import Elements
import Execution
import Foundation
import Testing
import Waiting

/// Kernels that `bench fit` measures, and programs that `bench predict` prices by them.
@Suite(.waitingForPrograms) struct ProgramBenchTests {
  @Test func `programs stand beside what was foretold of them`() throws {
    let scratch = try Scratch()
    let (file, samples, csv) = (
      scratch.path("machine.yaml"), scratch.path("kernels.json"), scratch.path("a.csv")
    )
    let fit = try Program.run(
      ranks: 2,
      ["bench", "fit", "--quiet", "--output", file, "--kernel-samples", samples] + BenchTests.quick)
    #expect(fit.status == 0 && fit.output.isEmpty && fit.errors.isEmpty, "\(fit.errors)")
    let kernels = try #require(try Topology(contentsOf: file).device?.kernels)
    #expect(kernels.kinds["elementwise"]?[.float32] != nil && kernels.kinds["product"] != nil)
    let lines = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: samples)))
    let rows = try #require(lines as? [[String: Any]])
    #expect(rows.count > 100 && rows.allSatisfy { ($0["measured"] as? Double ?? 0) > 0 })
    let predict = try Program.run(
      ranks: 2,
      "bench predict --only programs --json".words + ["--topology", file, "--csv", csv]
        + BenchTests.quick)
    #expect(predict.status == 0 && predict.errors.isEmpty, "\(predict.errors)")
    struct Report: Decodable {
      let ranks: Int
      let programs: ProgramsReport
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let report = try decoder.decode(Report.self, from: Data(predict.output.utf8))
    #expect(report.ranks == 2 && report.programs.rows.count > 4)
    for row in report.programs.rows {
      #expect(row.predictedSeconds > 0 && row.measuredSeconds > 0)
      let error = (row.predictedSeconds - row.measuredSeconds) / row.measuredSeconds
      #expect(abs(row.relativeError - error) < 1e-9)
      #expect(row.foretold.received == row.counted.received, "\(row.program)")
      #expect(row.foretold.calls == row.counted.calls, "\(row.program)")
    }
    let table = try String(contentsOfFile: csv, encoding: .utf8)
    #expect(table.hasPrefix("program,ops,predicted_us,slowest_rank_measured_us,error,"))
    let byOp = try Program.run(
      ranks: 2,
      "bench predict --only programs --by-op --processor-time".words + ["--topology", file]
        + BenchTests.quick)
    #expect(byOp.status == 0 && byOp.output.contains("\nmatmul ["), "\(byOp.errors)")
    // A program is simulated on the machine that was fitted.
    let simulated = try Program.run(
      ["simulate", "Meshes/mlp.program", "--mesh", "Meshes/2x2.yaml", "--topology", file])
    #expect(simulated.status == 0 && simulated.output.contains("a step"), "\(simulated.errors)")
  }

  @Test func `programs need a device`() throws {
    let scratch = try Scratch()
    let file = try scratch.file("a.yaml", Topology.oneHost.yaml)
    let outcome = try Program.run(
      ranks: 2,
      "bench predict --only programs".words + ["--topology", file] + BenchTests.quick)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("a topology with the key 'device' is required for programs"))
    let both = try Program.run(
      ranks: 2, ["bench", "predict", "--topology", file] + BenchTests.quick)
    #expect(both.status == 0 && both.output.contains(" reshards on 2 ranks"), "\(both.errors)")
    #expect(!both.output.contains("programs"))
  }

  @Test func `what is predicted is one of two things`() throws {
    let outcome = try Program.run(ranks: 2, "bench predict --only kernels".words)
    #expect(outcome.status == 64 && outcome.errors.contains("--only"), "\(outcome.errors)")
  }

  @Test func `kernels that are fitted fit into the tensors that are asked for`() {
    let (small, large) = (KernelTrials(largest: 8192).all, KernelTrials(largest: 1 << 24).all)
    #expect(small.count > 100 && large.count > small.count)
    for trial in small {
      for operand in trial.call.tensors {
        #expect(operand.shape.reduce(4, *) <= 1 << 17, "\(trial.name)")
      }
    }
    for op in ["add", "gelu", "softmax", "layer_norm", "embedding", "matmul", "conv2d"] {
      let dtypes = Set(large.filter { $0.call.op == op }.map(\.dtype))
      #expect(dtypes == [.float32, .bfloat16], "\(op)")
    }
  }

  @Test func `held-out programs are placed over any number of ranks`() throws {
    for ranks in [2, 3, 4] {
      let programs = try HeldOutProgram.all(ranks: ranks, largest: 1 << 24)
      #expect(programs.count > 20)
      #expect(Set(programs.map(\.name)).count == programs.count)
    }
  }
}
