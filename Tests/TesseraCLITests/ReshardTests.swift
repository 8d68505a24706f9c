import Testing
import Waiting

@Suite(.waitingForPrograms) struct ReshardTests {
  static let virtual = [
    ("square", "--shape 3,5 --mesh Meshes/2x2.yaml --from S(0),R --to R,S(1)"),
    ("partial", "--shape 5 --dtype int16 --mesh Meshes/1d-4.yaml --from P(min) --to S(0)"),
    ("uneven", "--shape 4 --fill ones --mesh 3 --from S(0:0,3,1) --to S(0:1,0,3)"),
    ("scalar", "--shape [] --mesh Meshes/1d-2.yaml --from P(sum) --to R"),
    ("empty", "--shape 0,3 --mesh Meshes/1d-2.yaml --from S(1) --to S(0)"),
    (
      "legs",
      "--shape 2,3 --mesh Meshes/pipeline-2x2.yaml --from S(0)@stage0 --to P(max)@stage1 "
        + "--then R@stage1"
    ),
  ]

  @Test(arguments: virtual)
  func `a virtual reshard prints what is recorded`(name: String, words: String) throws {
    let outcome = try Program.run(
      ["reshard", "--virtual", "--verify", "--print"] + words.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "reshard-\(name)")
  }

  @Test func `the default job prints what is recorded`() throws {
    let outcome = try LaunchFolder().run([])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "default-job")
  }

  @Test func `any rank inside or outside the mesh prints`() throws {
    for rank in ["1", "3"] {
      let words = "--shape 3 --mesh Meshes/pipeline-2x2.yaml --from S(0)@stage0 --to R@stage0"
      let outcome = try Program.run(ranks: 4, ["reshard", "--print", "--rank", rank] + words.words)
      #expect(outcome.errors.isEmpty)
      #expect(outcome.output.hasSuffix("f32[3]{R@stage0} on rank \(rank)\n[0. 1. 2.]\n"))
    }
  }
}
