import Foundation
import Testing
import Waiting

@Suite(.waitingForPrograms) struct SimulateTests {
  static let cases = [
    ("square", "--shape 4096,4096 --mesh Meshes/2x2.yaml --from S(0),S(1) --to S(1),S(0)"),
    ("all-reduce", "--shape 4096,4096 --mesh 8 --from P(sum) --to R"),
    ("large", "--shape 65536,65536 --mesh 64x16x64 --from S(0),R,S(1) --to S(0),R,R"),
    ("uneven", "--shape 7,6 --mesh Meshes/1d-4.yaml --from S(0) --to R"),
    (
      "legs",
      "--shape 6,4 --mesh Meshes/pipeline-2x2.yaml --from P(sum)@stage0 --to S(0)@stage1 "
        + "--then R@stage1"
    ),
    (
      "hosts",
      "--shape 8192,8192 --mesh Meshes/topology-16-hosts-ib.yaml --from S(0),S(1) --to S(1),S(0)"
    ),
    (
      "torus",
      "--shape 4096,4096 --mesh Meshes/topology-torus.yaml --from S(0),R,P(sum) --to S(0),R,R"
    ),
    ("nothing", "--shape 7,6 --mesh 4 --from S(0) --to S(0)"),
  ]

  @Test(arguments: cases)
  func `a simulation is as recorded`(name: String, words: String) throws {
    let outcome = try Program.run(["simulate"] + words.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "simulate-\(name)")
  }

  @Test func `a simulation's JSON is as recorded`() throws {
    let outcome = try Program.run(["simulate", "--json"] + Self.cases[3].1.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "simulate-uneven-json")
  }

  @Test func `the trace is a file of events`() throws {
    let scratch = try Scratch()
    let path = scratch.path("trace.json")
    let outcome = try Program.run(["simulate", "--trace", path] + Self.cases[0].1.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let bytes = try Data(contentsOf: URL(filePath: path))
    let object = try JSONSerialization.jsonObject(with: bytes) as? [String: Any]
    #expect((object?["traceEvents"] as? [Any])?.isEmpty == false)
  }

  @Test func `the picture has the time line above the shards`() throws {
    let scratch = try Scratch()
    let path = scratch.path("run.svg")
    let outcome = try Program.run(["simulate", "--svg", path] + Self.cases[0].1.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(try String(contentsOfFile: path, encoding: .utf8), is: "simulate-square-svg")
  }

  static let mistakes = [
    Mistake("--shape 4 --mesh 2 --from S(0) --to R --svg Meshes", 65, "Meshes: a file that can"),
    Mistake("--shape 4 --mesh 2 --from S(1) --to R", 65, "S(1) needs a tensor"),
    Mistake(
      "--shape 8 --mesh 1024 --from S(0) --to R --topology Meshes/topology-torus.yaml", 65,
      "has ranks 0 to 511, the plan has rank 1023"),
    Mistake("--shape 4 --mesh 2 --from S(0)", 64, "'--to <to>'"),
    Mistake("--shape 4 --mesh 2 --from S(0) --to R --topology nowhere", 65, "nowhere: "),
    Mistake("--shape 4 --mesh 2 --from S(0) --to R --topology Package.swift", 65, "Package.swift"),
    Mistake(
      "--shape 4 --mesh 2 --from S(0) --to R --trace no/where", 65, "no/where: a file that can"),
  ]

  @Test(arguments: mistakes)
  func `a mistake is one clear error`(mistake: Mistake) throws {
    mistake.expect(try Program.run(["simulate"] + mistake.words.words))
  }
}
