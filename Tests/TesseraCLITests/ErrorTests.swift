import Testing
import Waiting

/// What is wrong, the exit code, and a part of the message that names it.
struct Mistake: CustomTestStringConvertible, Sendable {
  let words: String
  let status: Int32
  let message: String

  init(_ words: String, _ status: Int32, _ message: String) {
    (self.words, self.status, self.message) = (words, status, message)
  }

  var testDescription: String { words }

  func expect(_ outcome: Outcome) {
    #expect(outcome.status == status, "\(words)\n\(outcome.errors)")
    #expect(outcome.isOneError, "\(words)\n\(outcome.output)\n\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(words)\n\(outcome.errors)")
  }
}

@Suite(.waitingForPrograms) struct ErrorTests {
  /// Mistakes of the arguments; `plan` and the job both make them.
  static let ofPlans = [
    Mistake("--shape 4 --dtype int32 --mesh 2 --from P(avg) --to R", 65, "i32 cannot be P(avg)"),
    Mistake("--shape 4 --dtype bool --mesh 2 --from P(sum) --to R", 65, "bool cannot be P(sum)"),
    Mistake("--shape 4,4 --mesh 2 --from S(5) --to R", 65, "'S(5)': S(5) needs a tensor"),
    Mistake("--shape 4,4 --mesh 2 --from R --to S(2)", 65, "at least 3 dims, the shape is [4, 4]"),
    Mistake(
      "--shape 4 --mesh Meshes/pipeline-2x2.yaml --from R@stage0 --to R@stage7", 64,
      "mesh 'stage7' is not known, known are 'stage0', 'stage1'"),
    Mistake(
      "--shape 4 --mesh Meshes/pipeline-2x2.yaml --from R --to R@stage0", 64,
      "expected '@' and the name of a mesh"),
    Mistake("--shape 4 --mesh 2 --from S(0 --to R", 64, "'S(0', column 4: expected ')' or ':'"),
    Mistake("--shape 4 --mesh 2 --from X --to R", 64, "expected a placement, R, S(dim) or P(op)"),
    Mistake("--shape 4 --mesh 2 --from P(mean) --to R", 64, "expected a reduce op"),
    Mistake("--shape 4 --mesh 2 --from S(0),R --to R", 65, "needs a placement for each, 2 given"),
    Mistake("--shape 5 --mesh 2 --from S(0:3,3) --to R", 65, "they sum to 6"),
    Mistake("--shape 5 --mesh 2 --from S(0:3,1,1) --to R", 65, "2 sizes are needed"),
    Mistake("--shape -4,4 --mesh 2 --from R --to R", 64, "'-4,4', column 1: expected the length"),
    Mistake(
      "--shape 1\(String(repeating: ",1", count: 9_999)) --mesh 2 --from R --to R", 65,
      "a shape of 10000 dims: a tensor has at most 64 dims"),
    Mistake(
      "--shape 4 --mesh 1\(String(repeating: "x1", count: 64)) --from R --to R", 65,
      "a mesh has at most 64 dims, the shape has 65"),
    Mistake(
      "--shape 4 --mesh 2 --from R --to S(9223372036854775807)", 65,
      "a tensor has at most 64 dims, this is dim 9223372036854775807"),
    Mistake("--shape 4,4 --mesh 2 --from R --to S(64)", 65, "this is dim 64"),
    Mistake(
      "--shape 72057594037927936 --dtype float64 --mesh 1000x1000 --from S(0),R --to R,R", 65,
      "the ranks together must receive less than 2^63 B"),
    Mistake("--shape 4; --mesh 2 --from R --to R", 64, "found ';'"),
    Mistake("--shape 4 --dtype float12 --mesh 2 --from R --to R", 64, "not 'float12'"),
    Mistake("--shape 4 --fill sevens --mesh 2 --from R --to R", 64, "not 'sevens'"),
    Mistake("--shape 4 --mesh nowhere.yaml --from R --to R", 65, "nowhere.yaml: there is no such"),
    Mistake("--shape 4 --mesh Meshes --from R --to R", 65, "Meshes: a mesh file is required"),
    Mistake("--shape 4 --mesh Package.swift --from R --to R", 65, "Package.swift, line "),
    Mistake("--shape 4 --mesh 2x0 --from R --to R", 65, "dim 1 must have a length of at least 1"),
    Mistake("--mesh 2 --from R --to R", 64, "one tensor is required"),
    Mistake("nowhere.npy --shape 4 --mesh 2 --from R --to R", 64, "several are given"),
    Mistake("nowhere.npy --input-shards . --mesh 2 --from R --to R", 64, "several are given"),
    Mistake("nowhere.npy --fill ones --mesh 2 --from R --to R", 64, "--fill and --seed go with"),
    Mistake("nowhere.npy --tensor a --mesh 2 --from R --to R", 64, "--tensor goes with"),
    Mistake("nowhere.safetensors --mesh 2 --from R --to R", 64, "needs --tensor NAME"),
    Mistake("nowhere.npy --mesh 2 --from R --to R", 65, "nowhere.npy: open failed: No such file"),
    Mistake("Package.swift --mesh 2 --from R --to R", 65, "Package.swift: an .npy file must begin"),
    Mistake(
      "--input-shards nowhere --mesh 2 --from R --to R", 65, "nowhere/rank0.npy: open failed"),
    Mistake("--shape 4 --mesh 2 --from R", 64, "'--to <to>'"),
    Mistake(
      "--shape 4 --mesh 2 --from R --to R --fast", 64, "unknown option '--fast'; see 'tessera "),
    Mistake("a.npy b.npy --mesh 2 --from R --to R", 64, "'b.npy'"),
  ]

  static let ofReshards = [
    Mistake("--shape 4 --mesh 2 --from R --to R --rank -1", 64, "not -1"),
    Mistake("--shape 4 --mesh 2 --from R --to R --rank one", 64, "'one' is invalid for '--rank"),
    Mistake("--shape 4 --mesh 2 --from R --to R --timeout 0", 64, "not 0.0"),
    Mistake("--shape 4 --mesh 2 --from R --to R --timeout 1e300", 64, "not 1e+300"),
    Mistake(
      "--shape 1000000,1000000000 --mesh 2 --from S(0) --to R", 69,
      "'S(0)' of f32[1000000, 1000000000] takes "),
    Mistake("--shape 4 --mesh 2 --from R --to R --output /proc/no/a.npy", 65, "/proc/no/a.npy: "),
    Mistake("--shape 4 --mesh 2 --from R --to R --shards /proc/no", 65, "/proc/no: a folder is"),
  ]

  @Test(arguments: ofPlans)
  func `plan tells a mistake in one line`(mistake: Mistake) throws {
    mistake.expect(try Program.run(["plan"] + mistake.words.words))
  }

  @Test(arguments: ofReshards)
  func `a virtual reshard tells a mistake in one line`(mistake: Mistake) throws {
    mistake.expect(try Program.run(["reshard", "--virtual"] + mistake.words.words))
  }

  /// Some of each kind: found while parsing, from the mesh, the notation, the dtype, files, on the way.
  @Test(
    arguments: ofPlans.indices.filter { $0 % 3 == 0 }.map { ofPlans[$0] } + ofReshards + [
      Mistake("--shape 4 --mesh 5 --from S(0) --to R", 69, "needs rank 2, so at least 5 ranks"),
      Mistake("--shape 4 --mesh 2 --from R --to R --rank 2", 64, "the job has ranks 0 to 1"),
    ])
  func `a job tells a mistake once`(mistake: Mistake) throws {
    let outcome = try Program.run(ranks: 2, ["reshard"] + mistake.words.words)
    mistake.expect(outcome)
    #expect(outcome.seconds < 20)
  }

  @Test(arguments: [
    Mistake("--placement S(3)", 65, "S(3) needs a tensor of at least 4 dims"),
    Mistake("--placement R --precision=-1", 64, "--precision: a number that is not negative"),
    Mistake("--placement R --rank 99999999999", 64, "--rank 99999999999: "),
    Mistake("--placement R --rank 9223372036854775807", 64, "--rank 9223372036854775807: "),
  ])
  func `print tells a mistake in one line`(mistake: Mistake) throws {
    let fixed = ["print", "--virtual", "--shape", "4", "--mesh", "2"]
    mistake.expect(try Program.run(fixed + mistake.words.words))
  }

  @Test(arguments: [
    Mistake("bogus", 64, "unknown subcommand 'bogus'; see 'tessera --help'"),
    Mistake("ranks", 64, "'<mesh>'; see 'tessera ranks --help'"),
    Mistake("ranks nowhere.yaml", 65, "nowhere.yaml: there is no such mesh file"),
    Mistake("doctor now", 64, "'now'; see 'tessera doctor --help'"),
  ])
  func `the other commands tell a mistake in one line`(mistake: Mistake) throws {
    mistake.expect(try Program.run(mistake.words.words))
  }
}
