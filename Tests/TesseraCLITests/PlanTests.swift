import Testing
import Waiting

@Suite(.waitingForPrograms) struct PlanTests {
  static let mesh4 = "--shape 7,6 --mesh Meshes/1d-4.yaml"
  static let square = "--shape 6,10 --mesh Meshes/2x2.yaml"
  static let stages = "--shape 6,4 --mesh Meshes/pipeline-2x2.yaml"
  static let parts = "--shape 6,4 --mesh Meshes/overlapping.yaml"

  static let large = "--shape 4096,4096 --mesh Meshes/2x2.yaml"
  static let hosts =
    "--shape 4096,4096 --mesh {dp:16,tp:8} --topology Meshes/topology-16-hosts-ib.yaml"
  static let many = "--shape 65536,4096 --mesh {a:64,b:16,c:64}"

  static let cases = [
    ("r-to-s", "\(mesh4) --from R --to S(0)"),
    ("r-to-p", "\(mesh4) --from R --to P(sum)"),
    ("s-to-r", "\(mesh4) --from S(0) --to R"),
    ("s-to-s", "\(mesh4) --from S(0) --to S(1)"),
    ("s-to-p", "\(mesh4) --from S(0) --to P(max)"),
    ("p-to-r", "\(mesh4) --from P(sum) --to R"),
    ("p-to-s", "\(mesh4) --from P(sum) --to S(1)"),
    ("p-to-p", "\(mesh4) --from P(sum) --to P(max)"),
    ("empty-ranks", "--shape 10,3 --mesh 6 --from S(0) --to S(1)"),
    ("nothing", "\(mesh4) --from S(0) --to S(0)"),
    ("square", "\(square) --from S(0),S(1) --to S(1),S(0)"),
    ("square-partial", "\(square) --from P(sum),S(0) --to S(1),R --dtype bfloat16"),
    ("square-co-shard", "\(square) --from S(0),S(0) --to S(0)#1,S(0)#0"),
    ("cross-mesh", "\(stages) --from P(sum)@stage0 --to S(0)@stage1"),
    ("same-status", "\(stages) --from S(1)@stage0 --to S(1)@stage1 --then R@stage1"),
    ("shrink", "\(parts) --from S(0),P(sum)@all --to R@one"),
    ("expand", "\(parts) --from R@one --to S(1)@right"),
    ("sub-mesh", "\(parts) --from S(0),S(1)@all --to S(0)@left"),
    ("at-the-bound", "\(large) --dtype float32 --from S(0),S(1) --to S(1),S(0)"),
    ("all", "\(large) --from P(sum),S(0) --to R,R --minimise time --all"),
    ("time", "\(hosts) --from S(0),S(1) --to S(1),R --minimise time"),
    ("memory", "\(large) --from S(0),S(1) --to S(1),R --minimise memory"),
    ("memory-limit", "\(large) --from S(0),S(0) --to S(1),R --memory-limit 1MiB"),
    ("many-ranks", "\(many) --from S(0),R,S(1) --to S(1),S(0),R"),
    ("many-partials", "\(many) --from P(sum),R,S(1) --to R,S(0),S(1)"),
  ]

  @Test(arguments: cases)
  func `a plan is as recorded`(name: String, words: String) throws {
    let outcome = try Program.run(["plan"] + words.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "plan-\(name)")
  }

  @Test(arguments: cases.filter { ["nothing", "square-partial", "cross-mesh"].contains($0.0) })
  func `a plan's JSON is as recorded`(name: String, words: String) throws {
    let outcome = try Program.run(["plan", "--json"] + words.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "plan-\(name)-json")
  }

  @Test(
    arguments: [
      ("--minimise speed", 64, "--minimise"), ("--memory-limit 3x", 64, "--memory-limit"),
      ("--memory-limit 1", 65, "the memory limit is 1 B"),
      ("--topology Meshes/2x2.yaml", 65, "topology"),
    ])
  func `a planning that cannot be is refused`(words: String, status: Int32, part: String) throws {
    let outcome = try Program.run(
      ["plan"] + "\(Self.large) --from S(0),S(1) --to S(1),R \(words)".words)
    #expect(outcome.status == status && outcome.output.isEmpty)
    #expect(outcome.errors.contains(part), "\(outcome.errors)")
  }

  @Test func `one rank of a job prints the plan`() throws {
    let (name, words) = Self.cases[0]
    let outcome = try Program.run(ranks: 2, ["plan"] + words.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    try Golden.expect(outcome.output, is: "plan-\(name)")
  }

  @Test(arguments: [("Meshes/pipeline-4.yaml", "8\n"), ("3x2", "6\n"), ("{dp:2, tp:4}", "8\n")])
  func `the ranks that a mesh needs are counted`(mesh: String, count: String) throws {
    #expect(try Program.run(["ranks", mesh]).output == count)
  }
}
