import Testing
import Waiting

@Suite(.waitingForPrograms) struct PictureTests {
  static let cases = [
    ("row", "--shape 5 --mesh Meshes/1d-4.yaml --from S(0) --to R"),
    ("square", "--shape 8,6 --mesh Meshes/2x2.yaml --from S(0),S(1) --to R,P(sum)"),
    ("co-shard", "--shape 7,5 --mesh 2x3 --from S(0)#1,S(0)#0 --to S(0:5,2),S(1) --then P(max),R"),
    ("cube", "--shape 4,6,8 --mesh 2x2x2 --from S(0),S(1),S(2) --to S(2),R,P(sum)"),
    (
      "cross-mesh",
      "--shape 6,4 --mesh Meshes/overlapping.yaml --from S(0),S(1)@all --to S(0)@left --then R@one"
    ),
    ("many", "--shape 4096,4096 --mesh 8x8 --from S(0),S(1) --to S(0),S(0)"),
    ("scalar", "--shape [] --mesh 2 --from P(sum) --to R"),
    ("empty", "--shape 3,0 --mesh 2 --from S(0) --to R"),
  ]

  @Test(arguments: cases)
  func `a drawing in characters is as recorded`(name: String, words: String) throws {
    let outcome = try Program.run(["plan", "--ascii"] + words.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "picture-\(name)")
    let report = try Program.run(["plan"] + words.words).output
    #expect(outcome.output.hasPrefix(report + "\n"))
  }

  @Test(arguments: cases.prefix(3))
  func `a picture's file is as recorded, beside the same report`(name: String, words: String) throws
  {
    let scratch = try Scratch()
    let path = scratch.path("picture.svg")
    let outcome = try Program.run(["plan", "--svg", path] + words.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output == (try Program.run(["plan"] + words.words).output))
    try Golden.expect(try String(contentsOfFile: path, encoding: .utf8), is: "picture-\(name)-svg")
  }

  @Test(arguments: [
    Mistake("--svg /proc/no/a.svg", 65, "/proc/no/a.svg: a file that can be written is required"),
    Mistake("--svg Meshes", 65, "Meshes: a file that can be written is required for --svg"),
    Mistake("--ascii --json", 64, "--ascii and --json exclude each other"),
    Mistake("--svg", 64, "--svg"),
  ])
  func `mistakes about pictures are told in one line`(mistake: Mistake) throws {
    let fixed = "plan --shape 4 --mesh 2 --from R --to R".words
    mistake.expect(try Program.run(fixed + mistake.words.words))
  }
}
