import CostModel
import Execution
import Foundation
import Testing

@Suite struct BenchTests {
  static let quick = "--largest 8192 --passes 1 --repeats 2".words

  @Test func `a fit writes a file that reads back, with residuals`() throws {
    let scratch = try Scratch()
    let (file, samples) = (scratch.path("machine.yaml"), scratch.path("samples.json"))
    let outcome = try Program.run(
      ranks: 3, ["bench", "fit", "--output", file, "--samples", samples] + Self.quick)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let topology = try Topology(contentsOf: file)
    #expect(topology.levels.count == 1 && topology.engine.cores != nil)
    let measured: [Collective] = [
      .local, .allGather, .allToAll, .reduceScatter, .allReduce, .sendReceive, .gather, .scatter,
      .broadcast,
    ]
    #expect(Set(topology.collectives.keys) == Set(measured))
    #expect(topology.collectives.values.allSatisfy { ($0.residual?.samples ?? 0) > 0 })
    // What is printed is what is written, below the file's comment.
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.hasPrefix("# ") && text.hasSuffix(outcome.output))
    let lines = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(filePath: samples)))
    let rows = try #require(lines as? [[String: Any]])
    #expect(rows.allSatisfy { ($0["measured"] as? Double ?? 0) > 0 })
    #expect(
      rows.count == topology.collectives.values.reduce(0) { $0 + ($1.residual?.samples ?? 0) })
  }

  @Test func `predictions stand beside what was measured`() throws {
    let machine = "Meshes/topology-this-machine.yaml"
    let outcome = try Program.run(
      ranks: 4, ["bench", "predict", "--json", "--topology", machine] + Self.quick)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let report = try #require(object as? [String: Any])
    #expect(
      Set(report.keys) == ["topology", "ranks", "rows", "median_error", "p90_error"])
    #expect(report["ranks"] as? Int == 4)
    let rows = try #require(report["rows"] as? [[String: Any]])
    #expect(
      Set(rows.first?.keys ?? [:].keys) == [
        "from", "to", "shape", "dtype", "steps", "predicted_seconds", "measured_seconds",
        "relative_error",
      ])
    for row in rows {
      let predicted = try #require(row["predicted_seconds"] as? Double)
      let measured = try #require(row["measured_seconds"] as? Double)
      let error = try #require(row["relative_error"] as? Double)
      #expect(predicted > 0 && abs(error - (predicted - measured) / measured) < 1e-9)
    }
  }

  @Test(arguments: [
    ("bench fit", 69 as Int32, "a job of at least 2 ranks is required, it has 1"),
    ("bench predict", 69, "a job of at least 2 ranks is required, it has 1"),
    ("bench fit --repeats 0", 64, "--repeats: a positive number is required, not 0"),
    ("bench predict --quantile 2", 64, "--quantile: a number from 0 to 1 is required, not 2.0"),
    ("topology nowhere.yaml", 65, "nowhere.yaml: there is no such topology file"),
    ("topology Meshes/2x2.yaml", 65, "key 'topology' is required, it is missing"),
  ])
  func `mistakes are told in one line`(words: String, status: Int32, message: String) throws {
    let outcome = try Program.run(words.words)
    #expect(outcome.status == status && outcome.isOneError, "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func `a wrong topology is told once by a job`() throws {
    let words = "bench predict --topology Meshes/2x2.yaml".words + Self.quick
    let outcome = try Program.run(ranks: 2, words)
    #expect(outcome.status == 65 && outcome.isOneError, "\(outcome.errors)")
  }

  @Test(arguments: [
    ("topology-nvlink-host", ""), ("topology-16-hosts-ib", ""), ("topology-torus", ""),
    ("topology-16-hosts-ib", "--mesh 2,4,4"),
  ])
  func `a topology is shown as recorded`(file: String, mesh: String) throws {
    let outcome = try Program.run(["topology", "Meshes/\(file).yaml"] + mesh.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: file + (mesh.isEmpty ? "" : "-mesh"))
  }
}
