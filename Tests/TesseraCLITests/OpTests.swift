import Testing

@Suite struct OpTests {
  static let virtual = [
    (
      "matmul",
      "matmul --mesh Meshes/2x2.yaml --input f32[512,256]{S(0),S(1)} --input f32[256,128]{R,S(0)} "
        + "--trace --verify"
    ),
    (
      "gathered",
      "softmax --mesh 2 --input f64[2,4]{S(1)}:iota --attr axis=1 --trace --verify --print"
    ),
    ("lookup", "embedding --mesh 2 --input i64[3]{R} --input f32[8,2]{S(0)} --verify"),
    ("json", "sum --mesh 2 --input i32[4,3]{S(0)}:ones --attr axis=0 --print --verify --json"),
    (
      "concat",
      "concat --mesh 2 --input i32[2,2]{S(1)}:iota --input i32[1,2]{R}:zeros --attr axis=0 --print"
    ),
  ]

  @Test(arguments: virtual)
  func `a virtual op prints what is recorded`(name: String, words: String) throws {
    let outcome = try Program.run(["op"] + words.words + ["--virtual"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "op-\(name)")
  }

  @Test func `a product on four ranks prints the same as on virtual ones`() throws {
    let outcome = try LaunchFolder().run(["-np", "4", "op"] + Self.virtual[0].1.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "op-matmul")
  }

  @Test func `the list of ops is as recorded`() throws {
    let outcome = try Program.run(["op", "list"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "op-list")
  }

  @Test func `the full output of a file is written`() throws {
    let scratch = try Scratch()
    let (first, second) = (scratch.path("first.npy"), scratch.path("second.npy"))
    let made = try Program.run(
      ["op", "transpose", "--virtual", "--mesh", "3", "--input", "f32[4,6]{S(0)}:iota"]
        + ["--attr", "perm=1,0", "--output", first])
    #expect(made.status == 0, "\(made.errors)")
    let read = try Program.run(
      ["op", "transpose", "--virtual", "--mesh", "2", "--input", "\(first):S(1)", "--verify"]
        + ["--attr", "perm=1,0", "--output", second, "--print"])
    #expect(read.status == 0 && read.output.contains("[ 0.  1.  2.  3.  4.  5.]"), "\(read)")
  }

  @Test(arguments: [
    ("nothing --mesh 2 --input f32[4]{R}", 64 as Int32),
    ("unique --mesh 2 --input f32[4]{R}", 64),
    ("add --mesh 2", 64),
    ("add --mesh 2 --input f32[4]{R}", 64),
    ("add --mesh 2 --input f32[4]{R}:odd --input f32[4]{R}", 64),
    ("add --mesh 2 --input f32[4{R} --input f32[4]{R}", 64),
    ("add --mesh 2 --input f32[4]{R} --input f32[4]{R} --attr axis", 64),
    ("add --mesh 2 --input f32[4]{R} --input f32[4]{R} --rank -1", 64),
    ("add --mesh 2 --input f32[4]{R} --input f32[3]{R}", 65),
    ("add --mesh 2 --input f32[4]{S(1)} --input f32[4]{R}", 65),
    ("add --mesh 2 --input nowhere.npy:R --input f32[4]{R}", 65),
    ("bitwise_and --mesh 2 --input f32[4]{R} --input f32[4]{R}", 64),
  ])
  func `what does not fit is one error line`(words: String, status: Int32) throws {
    let outcome = try Program.run(["op"] + words.words + ["--virtual"])
    #expect(outcome.status == status && outcome.isOneError, "\(outcome)")
  }
}
