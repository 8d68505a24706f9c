import Testing
import Waiting

@Suite(.waitingForPrograms) struct MeshErrorTests {
  static let files = [
    ("twice", "{ shape: [2], ranks: [1, 1] }", "mesh 'a': ranks must be distinct, rank 1 is named"),
    ("negative", "{ shape: [2], ranks: [0, -1] }", "ranks must not be negative, one is -1"),
    ("few", "{ shape: [2, 2], ranks: [0, 1] }", "needs 4 ranks, 2 are given"),
    ("huge", "{ shape: [1], ranks: [2147483647] }", "rank 2147483647: "),
    ("key", "{ shape: [2], rank: [0, 1] }", "'rank' is given"),
    ("text", "{ shape: two }", "mesh 'a', key 'shape'"),
    ("yaml", "{ shape: [2", "not YAML"),
  ]

  @Test(arguments: files)
  func `plan tells what is wrong with a mesh file`(name: String, mesh: String, message: String)
    throws
  {
    let scratch = try Scratch()
    let file = try scratch.file("\(name).yaml", "meshes:\n  a: \(mesh)\n")
    let words = "--shape 4 --from R --to R --mesh".words + [file]
    let outcome = try Program.run(["plan"] + words)
    #expect(outcome.status == 65 && outcome.isOneError, "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(try Program.run(["reshard", "--virtual"] + words).errors == outcome.errors)
  }

  @Test(arguments: files.filter { ["twice", "yaml"].contains($0.0) })
  func `a job tells it once`(name: String, mesh: String, message: String) throws {
    let scratch = try Scratch()
    let file = try scratch.file("\(name).yaml", "meshes:\n  a: \(mesh)\n")
    let words = "reshard --shape 4 --from R --to R --mesh".words + [file]
    let outcome = try Program.run(ranks: 2, words)
    #expect(outcome.status == 65 && outcome.isOneError, "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func `a mesh file of a job may name more ranks than it has`() throws {
    let words = "reshard --shape 4 --mesh Meshes/pipeline-4.yaml --from S(0)@stage0 --to R@stage1"
    #expect(try Program.run(ranks: 4, words.words).status == 0)
  }
}
