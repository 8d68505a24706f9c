import SPMDRules
import Sharding
import Testing

@Suite struct ElementwiseTests {
  @Test
  func
    `Elementwise ops keep what agrees, take up what one operand lacks, and broadcast from the right`()
    throws
  {
    let cases: [(Question, String)] = [
      (Question("relu", ["[7,8]{S(0),S(1)}"]), "S(0),S(1) => S(0),S(1)"),
      (Question("relu", ["[8,8]{S(0)#1,S(0)#0}"]), "S(0)#1,S(0)#0 => S(0)#1,S(0)#0"),
      (Question("bernoulli", ["[3]{S(0),R}"]), "S(0),R => S(0),R"),
      (Question("multiply", ["[8,6]{S(0),R}", "[6]{R,S(0)}"]), "S(0),S(1); R,S(0) => S(0),S(1)"),
      (Question("less_than", ["[8,1]{S(0),R}", "[6]{R,S(0)}"]), "S(0),R; R,S(0) => S(0),S(1)"),
      (
        Question("where", ["[8,1]{R,R}", "[8,6]{S(0),S(1)}", "[6]{R,R}"]),
        "S(0),R; S(0),S(1); R,S(0) => S(0),S(1)"
      ),
      (Question("add_n", [["[8]{S(0),R}", "[8]{R,R}"]]), "S(0),R; S(0),R => S(0),R"),
      (Question("swiglu", ["[8,6]{S(0),S(1)}"]), "S(0),S(0) => S(0),S(0)"),
      (
        Question("swiglu", ["[8,6]{S(0),S(1)}", "[8,6]{R,R}"]), "S(0),S(1); S(0),S(1) => S(0),S(1)"
      ),
      (
        Question("label_smooth", ["[8,6]{S(0),S(1)}", "[1,6]{R,R}"]),
        "S(0),S(1); R,S(1) => S(0),S(1)"
      ),
      (
        Question("fused_dropout_add", ["[8]{S(0),R}", "[8]{R,R}"]), "S(0),R; S(0),R => S(0),R; R,R"
      ),
      (
        Question("gelu", .gradient, ["[8]{S(0),R}", "[8]{R,P(sum)}"]),
        "S(0),R; S(0),P(sum) => S(0),P(sum)"
      ),
      (Question("exp", ["[8,6]{R,R}"], outputs: ["[8,6]{S(1),R}"]), "S(1),R => S(1),R"),
      (
        Question("divide", ["[8,6]{R,R}", "[6]{R,R}"], outputs: ["[8,6]{S(1),S(0)}"]),
        "S(1),S(0); S(0),R => S(1),S(0)"
      ),
    ]
    for (question, wanted) in cases {
      let told = try question.told()
      #expect(told == wanted, "\(question)")
    }
  }

  @Test
  func
    `Partial values stay partial where the algebra allows it, in both directions, and no further`()
    throws
  {
    let cases: [(Question, String)] = [
      (Question("assign", ["[8]{P(prod),P(any)}"]), "P(prod),P(any) => P(prod),P(any)"),
      (Question("neg", ["[8]{P(max),P(sum)}"]), "P(max),P(sum) => P(min),P(sum)"),
      (Question("exp", ["[8]{P(max),S(0)}"]), "P(max),S(0) => P(max),S(0)"),
      (Question("exp", ["[8]{R,R}"], outputs: ["[8]{P(min),R}"]), "P(min),R => P(min),R"),
      (Question("exp", ["[8]{P(sum)}"], mesh: [2]), "S(0) => S(0)"),
      (Question("sqrt", ["[8]{P(min),R}"]), "P(min),R => P(min),R"),
      (Question("sqrt", ["[8]{P(max)}"], mesh: [2]), "S(0) => S(0)"),
      (Question("fill", ["[8]{P(sum),P(sum)}"]), "P(sum),P(sum) => R,R"),
      (Question("logical_not", ["[8]{P(any),R}"]), "P(any),R => P(all),R"),
      (Question("isnan", ["[8]{P(max),R}"]), "P(max),R => P(any),R"),
      (
        Question("cast", ["[8]{P(sum),P(max)}"], ["dtype": .string("float16")]),
        "P(sum),P(max) => P(sum),P(max)"
      ),
      (
        Question("cast", ["[8]{P(sum)}"], mesh: [2], ["dtype": .string("int32")]),
        "S(0) => S(0)"
      ),
      (Question("multiply", ["[8]{P(sum),R}", "[8]{R,R}"]), "P(sum),R; R,R => P(sum),R"),
      (Question("multiply", ["[8]{P(prod),R}", "[8]{R,R}"]), "P(prod),R; P(prod),R => P(prod),R"),
      (Question("multiply", ["[8]{P(max)}", "[8]{R}"], mesh: [2]), "S(0); S(0) => S(0)"),
      (Question("divide", ["[8]{R}", "[8]{P(sum)}"], mesh: [2]), "S(0); S(0) => S(0)"),
      (Question("maximum", ["[8]{P(min),R}", "[8]{R,R}"]), "P(min),R; R,R => P(min),R"),
      (
        Question("where", ["[8]{R,R}", "[8]{P(sum),R}", "[8]{R,R}"]),
        "R,R; P(sum),R; P(sum),R => P(sum),R"
      ),
      (Question("add_n", [["[8]{P(sum),R}", "[8]{R,R}"]]), "P(sum),R; P(sum),R => P(sum),R"),
    ]
    for (question, wanted) in cases {
      let told = try question.told()
      #expect(told == wanted, "\(question)")
    }
  }

  @Test
  func
    `An optimizer keeps its tensors where they lie, and scatters the gradient to sharded moments`()
    throws
  {
    let number: Question.Argument = "[1]{R,R}"
    let cases: [(Question, String)] = [
      // Data parallel: the gradient is reduced for all.
      (Question("sgd", ["[8,6]{R,R}", number, "[8,6]{P(sum),R}"]), "R,R; R,R; R,R => R,R"),
      // Moments sharded: ZeRO.
      (
        Question(
          "adam",
          [
            "[8,6]{R,S(1)}", "[8,6]{P(sum),S(1)}", number, "[8,6]{S(0),S(1)}", "[8,6]{S(0),S(1)}",
            "[0]{R,R}", number, number,
          ]),
        "S(0),S(1); S(0),S(1); R,R; S(0),S(1); S(0),S(1); R,R; R,R; R,R"
          + " => S(0),S(1); S(0),S(1); S(0),S(1); R,R; R,R; R,R"
      ),
      (
        Question("momentum", ["[8]{S(0),R}", "[8]{R,R}", "[8]{S(0),R}", number]),
        "S(0),R; S(0),R; S(0),R; R,R => S(0),R; S(0),R"
      ),
      (
        Question(
          "adagrad", ["[8]{R,R}", "[8]{R,R}", "[8]{R,R}", number],
          outputs: ["[8]{S(0),R}", "[8]{S(0),R}"]),
        "S(0),R; S(0),R; S(0),R; R,R => S(0),R; S(0),R"
      ),
    ]
    for (question, wanted) in cases {
      let told = try question.told()
      #expect(told == wanted, "\(question)")
    }
  }

  @Test
  func `Gradients of different tensors are checked where they lie, each on its own axes`() throws {
    let question = Question(
      "check_finite_and_unscale",
      [["[8,6]{S(0),R}", "[5]{S(0),S(0)}", "[4]{P(sum),R}", "[]{R,R}"], "[1]{R,R}"])
    let told = try question.told()
    #expect(
      told
        == "S(0),R; S(0),S(0); S(0),R; R,R; R,R"
        + " => S(0),R; S(0),S(0); S(0),R; R,R; P(any),P(any)")
    let whole = Question("check_finite_and_unscale", [["[8]{R,R}"], "[1]{R,R}"])
    #expect(try whole.told() == "R,R; R,R => R,R; R,R")
  }

  @Test(
    arguments: [
      ("multiply", ["[8,6]{R,R}", "[7]{R,R}"], [:], "must broadcast"),
      ("add_n", [["[8]{R,R}", "[7]{R,R}"]], [:], "must have one shape"),
      ("swiglu", ["[8,5]{R,R}"], [:], "must be even"),
      ("label_smooth", ["[8,6]{R,R}"], ["epsilon": .double(1.5)], "must be in 0...1, it is 1.5"),
      ("label_smooth", ["[8,6]{R,R}", "[8]{R,R}"], [:], "must have the shape [6]"),
      ("cast", ["[8]{R,R}"], ["dtype": .string("float8")], "must be one of bool"),
      ("cast", ["[8]{R,R}"], [:], "it is missing"),
      ("scale", ["[8]{R,R}"], ["scale": .string("two")], "must be a number, it is 'two'"),
      ("dropout", ["[8]{R,R}"], ["p": .double(-1)], "must be in 0...1"),
      (
        "sgd", ["[8]{R,R}", "[1]{R,R}", "[7]{R,R}"], [:],
        "must have the parameter's shape [8], it has [7]"
      ),
      ("relu", ["[8]{R,R}", "[8]{R,R}"], [:], "1 input is required (x), 2 are given"),
      ("rellu", ["[8]{R,R}"], [:], "the nearest is relu"),
      // Told at once: no name of an op can be meant.
      // Told at once: no name of an op can be meant.
      (String(repeating: "relu", count: 25_000), ["[8]{R,R}"], [:], "no such rule"),
    ] as [(String, [Question.Argument], [String: AttributeValue], String)])
  func `Calls that are not the op's are refused with what was required and what was given`(
    op: String, inputs: [Question.Argument], attributes: [String: AttributeValue], text: String
  ) {
    let question = Question(op, inputs, attributes)
    do {
      _ = try question.answer()
      Issue.record("\(op) \(inputs) \(attributes): is taken")
    } catch { #expect("\(error)".contains(text), "\(error)") }
  }
}
