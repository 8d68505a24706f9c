import Testing
import Waiting

@Suite(.waitingForPrograms) struct OpTests {
  static let virtual = [
    (
      "matmul",
      "matmul --mesh Meshes/2x2.yaml --input f32[512,256]{S(0),S(1)} --input f32[256,128]{R,S(0)} "
        + "--moves --verify"
    ),
    (
      "gathered",
      "softmax --mesh 2 --input f64[2,4]{S(1)}:iota --attr axis=1 --moves --verify --print"
    ),
    ("lookup", "embedding --mesh 2 --input i64[3]{R} --input f32[8,2]{S(0)} --verify"),
    ("json", "sum --mesh 2 --input i32[4,3]{S(0)}:ones --attr axis=0 --print --verify --json"),
    (
      "concat",
      "concat --mesh 2 --input i32[2,2]{S(1)}:iota --input i32[1,2]{R}:zeros --attr axis=0 --print"
    ),
    ("outputs", "topk --mesh 2 --input f32[2,3]{S(0)}:iota --attr k=2 --verify --print"),
    (
      "one-output",
      "topk --mesh 2 --input f32[2,3]{S(0)}:iota --attr k=2 --attr largest=False --print indices"
    ),
    ("parts", "split --mesh 2 --input i32[4]{R}:iota --attr sections=1,3 --print out --verify"),
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

  @Test func `each output is written to its own file`() throws {
    let scratch = try Scratch()
    let (values, indices) = (scratch.path("values.npy"), scratch.path("indices.npy"))
    let topk = try Program.run(
      ["op", "topk", "--virtual", "--mesh", "2", "--input", "f32[2,3]{S(0)}:iota"]
        + ["--attr", "k=2", "--output", "indices=\(indices)", "--output", values])
    #expect(topk.status == 0, "\(topk.errors)")
    for (path, text) in [(values, "[[2. 1.]\n [5. 4.]]"), (indices, "[[2 1]\n [2 1]]")] {
      let printed = try Program.run(
        ["op", "assign", "--virtual", "--mesh", "1", "--input", "\(path):R", "--print"])
      #expect(printed.output.hasSuffix(text + "\n"), "\(printed)")
    }
  }

  /// Each said "verified" with the attribute dropped, or ended by a signal.
  static let refused = [
    (
      "topk --attr largest=banana",
      "topk: attribute 'largest' must be true or false, it is 'banana'"
    ),
    (
      "layer_norm --attr epsilon=abc",
      "layer_norm: attribute 'epsilon' must be a number, it is 'abc'"
    ),
    (
      "argsort --attr descending=2",
      "argsort: attribute 'descending' must be true or false, it is 2"
    ),
    ("cumsum --attr reverse=no", "cumsum: attribute 'reverse' must be true or false, it is 'no'"),
    ("dropout --attr p=true", "dropout: attribute 'p' must be a number, it is true"),
    ("dropout --attr seed=nan", "dropout: attribute 'seed' must be an integer, it is nan"),
    ("bernoulli --attr seed=inf", "bernoulli: attribute 'seed' must be an integer, it is inf"),
    ("poisson --attr seed=1e19", "poisson: attribute 'seed' must be an integer, it is 1e+19"),
    (
      "stanh --attr alpha=1",
      "stanh: attribute 'alpha' is not one of the op's, which are: scale_a, scale_b"
    ),
    (
      "leaky_relu --attr slope=1",
      "leaky_relu: attribute 'slope' is not one of the op's, which are: negative_slope"
    ),
    ("topk --print middle", "--print middle: the outputs of topk are values, indices"),
    ("topk --output middle=x.npy", "--output middle: the outputs of topk are values, indices"),
  ]

  @Test(arguments: refused)
  func `an attribute or an output that is not the op's is refused`(words: String, line: String)
    throws
  {
    let outcome = try Program.run(
      ["op"] + words.words + ["--virtual", "--mesh", "2", "--input", "f32[2,3]{S(0)}"])
    #expect(outcome.status == 64 && outcome.errors == "error: \(line)\n", "\(outcome)")
  }

  @Test func `names of outputs are looked at before anything is computed`() throws {
    // 5 is no class of 2, which the data tell.
    let words = "one_hot --virtual --mesh 1 --input i64[8]{R}:iota --attr num_classes=2".words
    #expect(try Program.run(["op"] + words).status == 65)
    let named = try Program.run(["op"] + words + ["--print", "classes"])
    #expect(
      named.status == 64 && named.errors.contains("the outputs of one_hot are out"), "\(named)")
  }

  @Test(arguments: ["nan", "inf", "-inf", "1e19", "0.5", "true", "abc"])
  func `a label to ignore is a whole number`(word: String) throws {
    for op in [
      "cross_entropy_with_softmax", "softmax_with_cross_entropy", "c_softmax_with_cross_entropy",
    ] {
      let outcome = try Program.run(
        ["op", op, "--virtual", "--mesh", "2", "--input", "f32[2,3]{R}", "--input", "i64[2,1]{R}"]
          + ["--attr", "ignore_index=\(word)"])
      #expect(outcome.status == 64 && outcome.isOneError, "\(outcome)")
      #expect(outcome.errors.contains("\(op): attribute 'ignore_index' must be an integer"))
    }
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
    ("neg --mesh 2 --input nowhere.safetensors:R", 64),
    ("neg --mesh 2 --input nowhere.safetensors:x:R", 65),
    ("bitwise_and --mesh 2 --input f32[4]{R} --input f32[4]{R}", 64),
  ])
  func `what does not fit is one error line`(words: String, status: Int32) throws {
    let outcome = try Program.run(["op"] + words.words + ["--virtual"])
    #expect(outcome.status == status && outcome.isOneError, "\(outcome)")
  }
}
