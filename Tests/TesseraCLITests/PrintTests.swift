import Testing
import Waiting

@Suite(.waitingForPrograms) struct PrintTests {
  @Test(arguments: [
    ("int64", "--shape 3,4 --dtype int64 --placement S(1)"),
    ("bool", "--shape 2,3 --dtype bool --placement S(0)"),
    ("complex64", "--shape 2,2 --dtype complex64 --placement P(sum)"),
    ("bfloat16", "--shape 2,3 --dtype bfloat16 --fill random --seed 7 --placement R"),
    ("summarised", "--shape 40,50 --placement S(0)"),
    ("options", "--shape 9 --fill random --threshold 5 --edge-items 2 --precision 3 --placement R"),
    ("outside", "--shape 2 --placement S(0) --rank 3"),
  ])
  func `a tensor is printed as recorded`(name: String, words: String) throws {
    let outcome = try Program.run(
      ["print", "--virtual", "--mesh", "Meshes/1d-2.yaml"] + words.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "print-\(name)")
  }

  @Test func `a picture shows who holds what, the same from a job`() throws {
    let scratch = try Scratch()
    let words = "--shape 5,4 --mesh 2x2 --placement S(0),P(sum)".words
    let alone = try Program.run(
      ["print", "--virtual", "--svg", scratch.path("alone.svg")] + words)
    #expect(alone.status == 0 && alone.errors.isEmpty, "\(alone.errors)")
    #expect(alone.output == (try Program.run(["print", "--virtual"] + words)).output)
    let job = try Program.run(
      ranks: 4, ["print", "--rank", "2", "--svg", scratch.path("job.svg")] + words)
    #expect(job.status == 0 && job.errors.isEmpty, "\(job.errors)")
    let picture = try String(contentsOfFile: scratch.path("alone.svg"), encoding: .utf8)
    #expect(picture == (try String(contentsOfFile: scratch.path("job.svg"), encoding: .utf8)))
    try Golden.expect(picture, is: "print-svg")
  }

  @Test func `a picture that cannot be written is told once`() throws {
    let words = "print --shape 4 --mesh 2 --placement R --svg /proc/no/a.svg"
    Mistake(words, 65, "/proc/no/a.svg: a file that can be written is required for --svg").expect(
      try Program.run(ranks: 2, words.words))
  }

  @Test func `a rank outside the mesh prints for a job`() throws {
    let words = "--shape 2,2 --mesh Meshes/pipeline-2x2.yaml --placement S(0)@stage1 --rank 0".words
    let outcome = try Program.run(ranks: 4, ["print"] + words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output == "f32[2,2]{S(0)@stage1} on rank 0\n[[0. 1.]\n [2. 3.]]\n")
    #expect(try Program.run(["print", "--virtual"] + words).output == outcome.output)
  }
}
