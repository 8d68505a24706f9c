@testable import Benchmarks
import CostModel
import Execution
import Foundation
import Testing
import Waiting

@Suite(.waitingForPrograms) struct BenchTests {
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

  @Test(arguments: [("shared", true), ("mpi", false)])
  func `a fit is of the ways that are asked for`(way: String, readsPeers: Bool) throws {
    let scratch = try Scratch()
    let file = scratch.path("machine.yaml")
    let fit = try Program.run(
      ranks: 2, ["bench", "fit", "--exchange", way, "--quiet", "--output", file] + Self.quick)
    #expect(fit.status == 0 && fit.errors.isEmpty, "\(fit.errors)")
    #expect(try Topology(contentsOf: file).engine.readsPeers == readsPeers)
    let predict = try Program.run(
      ranks: 2, ["bench", "predict", "--exchange", way, "--topology", file] + Self.quick)
    #expect(
      predict.status == 0 && predict.output.contains("relative error of"), "\(predict.errors)")
  }

  @Test func `the price of a reshard is that of the ways that are asked for`() throws {
    // Of a machine whose numbers are not those of reads alone.
    let machine = try String(
      contentsOf: Program.package.appending(path: "Meshes/topology-this-machine.yaml"),
      encoding: .utf8)
    let scratch = try Scratch()
    let file = try scratch.file("a.yaml", machine.replacing("reads-peers: true", with: ""))
    func predicted(_ way: String) throws -> [Double] {
      let outcome = try Program.run(
        ranks: 2,
        "bench predict --only reshards --json".words + ["--topology", file, "--exchange", way]
          + Self.quick)
      struct Report: Decodable {
        struct Row: Decodable { let predictedSeconds: Double }
        let rows: [Row]
      }
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Report.self, from: Data(outcome.output.utf8)).rows
        .map(\.predictedSeconds)
    }
    #expect(try predicted("shared") != predicted("mpi"))
  }

  @Test func `predictions stand beside what was measured`() throws {
    let machine = "Meshes/topology-this-machine.yaml"
    let outcome = try Program.run(
      ranks: 4,
      "bench predict --only reshards --json".words + ["--topology", machine] + Self.quick)
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

  @Test func `a collective is measured beside MPI and memcpy, in nccl-tests' columns`() throws {
    let scratch = try Scratch()
    let (json, csv, svg) = (scratch.path("a.json"), scratch.path("a.csv"), scratch.path("a.svg"))
    let outcome = try Program.run(
      ranks: 2,
      "bench all-reduce --size 4KiB,64KiB --dtype bf16 --repeats 2 --json".words + [
        json, "--csv", csv,
      ]
        + ["--svg", svg])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let rows = outcome.output.split(separator: "\n").filter { $0.hasPrefix("all-reduce") }
    #expect(rows.count == 2 && rows.allSatisfy { $0.contains("bf16") && $0.contains("sum") })
    let header = try #require(outcome.output.split(separator: "\n").first { $0.hasPrefix("case") })
    for column in [
      "size", "count", "type", "redop", "time µs", "algbw GB/s", "busbw GB/s", "#wrong",
      "MPI time µs",
      "memcpy µs",
    ] { #expect(header.contains(column), "\(header)") }
    let lines = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3 && lines[0].hasPrefix("case,size_bytes,count,type,redop,way,time_us,"))
    #expect(lines[1].hasPrefix("all-reduce,4096,2048,bf16,sum,"))
    #expect(try String(contentsOfFile: svg, encoding: .utf8).hasPrefix("<svg"))
    struct Report: Decodable {
      struct Result: Decodable {
        let count: Int
        let wrong: Int
        let median: Double

        enum CodingKeys: String, CodingKey {
          case count, wrong
          case median = "median_us"
        }
      }
      let results: [Result]
    }
    let report = try JSONDecoder().decode(
      Report.self, from: Data(contentsOf: URL(filePath: json)))
    #expect(report.results.map(\.count) == [2048, 32768])
    #expect(report.results.allSatisfy { $0.wrong == 0 && $0.median > 0 })
  }

  @Test(arguments: [
    "all-gather", "reduce-scatter", "all-to-all", "broadcast", "gather", "scatter", "send-receive",
    "S1->R", "P->S1", "R->S0", "S0@a->S1@b",
  ])
  func `every case gives what MPI's calls give`(name: String) throws {
    let words = "--from 8 --to 512 --factor 8 --dtype f32,i64 --repeats 2 --verbose".words
    let outcome = try Program.run(ranks: 2, ["bench", name] + words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(
      outcome.output.split(separator: "\n").count {
        $0.hasPrefix(name) && ($0.contains(" f32 ") || $0.contains(" i64 "))
      } == 6)
  }

  @Test(arguments: [
    ("dispatch --count 20 --runs 1", 2, "add f32[8,8]"),
    ("planner --pairs 4 --length 4 --samples 0", 1, "2x2"),
    ("pipeline --size 4KiB --repeats 1", 2, "S(0) -> S(1)"),
    ("spmd --count 10 --runs 1", 1, "operands agree, asked again"),
    ("kernels --ops relu,topk --dtypes f32 --elements 4K --repeats 1", 1, "relu"),
    ("reshard --cases S0->R,P->R --size 4KiB --repeats 1", 2, "P->R"),
    ("collectives --to 1KiB --repeats 1", 2, "all-to-all"),
  ])
  func `every benchmark has its tables as text, JSON and CSV, and charts`(
    words: String, ranks: Int, row: String
  ) throws {
    let scratch = try Scratch()
    let (json, csv, svg) = (scratch.path("a.json"), scratch.path("a.csv"), scratch.path("a.svg"))
    let outcome = try Program.run(
      ranks: ranks,
      ["bench"] + words.words + ["--json", json, "--csv", csv, "--svg", svg])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output.contains("\n\(row)"), "\(outcome.output)")
    #expect(outcome.output.contains(" cores of "))
    _ = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: json)))
    #expect(try String(contentsOfFile: csv, encoding: .utf8).contains(row))
    if !words.hasPrefix("planner") {
      let files = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path)
      #expect(files.contains { $0.hasSuffix(".svg") })
    }
    let quiet = try Program.run(ranks: ranks, ["bench"] + words.words + ["--quiet"])
    #expect(quiet.status == 0 && quiet.output.isEmpty && quiet.errors.isEmpty, "\(quiet.errors)")
  }

  @Test func `a machine is called busy where other work takes half of its cores`() {
    #expect(Machine.busy(load: 1.0, cores: 2) == nil)
    #expect(
      Machine.busy(load: 1.5, cores: 2)?.hasPrefix("the machine is busy: a load of 1.5 on 2")
        == true)
  }

  @Test(arguments: [([], "2"), (["-np", "4"], "4")])
  func `all runs every benchmark that there is`(words: [String], ranks: String) throws {
    let launch = try LaunchFolder()
    let run = launch.folder.appending(path: "Launch/run")
    try "#!/bin/sh\necho \"RUN $*\"\n".write(to: run, atomically: false, encoding: .utf8)
    let outcome = try Program.execute(["./Launch/bench", "all"] + words, in: launch.folder)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let runs = outcome.output.split(separator: "\n").filter { $0.hasPrefix("RUN") }
    #expect(runs.first == "RUN -np \(ranks) bench collectives")
    // A case is run by its name, and the cost model has commands of its own.
    let names = Bench.configuration.subcommands.compactMap { $0.configuration.commandName }
    let all = Set(names).subtracting(["run", "fit", "predict"])
    #expect(Set(runs.compactMap { $0.split(separator: " ").last.map(String.init) }) == all)
  }

  @Test(arguments: [1, 2]) func `every fused op is timed beside what it stands for`(ranks: Int)
    throws
  {
    let outcome = try Program.run(ranks: ranks, ["bench", "fused", "--repeats", "1"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    for each in FusedCase.all { #expect(outcome.output.contains("\n\(each.name) ")) }
  }

  @Test(arguments: [1, 2]) func `a taped step is timed beside one by hand`(ranks: Int) throws {
    let words = ["bench", "training", "--repeats", "1"]
    let outcome = try Program.run(ranks: ranks, words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output.contains("\n1024 rows of 256-1024-64 "))
    let one = try Program.run(ranks: ranks, words + ["--only", "50 rows of 6-33-3"])
    #expect(one.output.contains("\n50 rows of 6-33-3 ") && !one.output.contains("1024 rows"))
  }

  @Test func `without a name the benchmarks are listed`() throws {
    let outcome = try Program.run(["bench"])
    #expect(outcome.status == 0 && outcome.output.contains("SUBCOMMANDS"), "\(outcome.errors)")
  }

  @Test(arguments: [
    ("bench fit", 69 as Int32, "a job of at least 2 ranks is required (-np 2), it has 1"),
    ("bench predict", 69, "a job of at least 2 ranks is required (-np 2), it has 1"),
    ("bench fit --repeats 0", 64, "--repeats: a positive number is required, not 0"),
    (
      "bench dispatch --exchange mpi", 64,
      "--exchange: a benchmark whose ranks exchange shards is required, dispatch moves nothing; mpi is"
    ),
    ("bench fused --only fc,nothing", 64, "--only: cases of skip_layernorm, "),
    ("bench training --only tiny", 64, "--only: cases of 50 rows of 6-33-3, "),
    ("bench training --repeats 0", 64, "--repeats: at least 1 is required, not 0"),
    ("bench fit --exchange fast", 64, "'fast' is invalid for '--exchange <ways>'"),
    (
      "bench kernels --ops relu,nothing", 64,
      "--ops: ops that have a kernel are required, 'nothing' is given"
    ),
    ("bench kernels --elements 0", 64, "'0' is invalid for '--elements <count>'"),
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
