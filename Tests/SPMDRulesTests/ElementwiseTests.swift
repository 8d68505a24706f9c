import SPMDRules
import Sharding
import Testing

@Suite struct ElementwiseTests {
  /// Asks a rule in the notation: each tensor is `8,6{S(0),R}`, several in a list `[…; …]`.
  private struct Question {
    var op: String
    var mesh = [2, 2]
    var inputs: [String]
    var outputs: [String] = []
    var attributes: [String: AttributeValue] = [:]
    var isGradient = false

    init(
      _ op: String, _ inputs: String..., outputs: [String] = [], mesh: [Int] = [2, 2],
      attributes: [String: AttributeValue] = [:], isGradient: Bool = false
    ) {
      (self.op, self.inputs, self.outputs) = (op, inputs, outputs)
      (self.mesh, self.attributes, self.isGradient) = (mesh, attributes, isGradient)
    }

    func answer() throws -> RuleAnswer {
      let mesh = try ProcessMesh(shape: mesh)
      func tensor(_ text: some StringProtocol) throws -> RuleTensor {
        let parts = text.split(separator: "{")
        let shape = parts.count == 1 ? "" : parts[0]
        return RuleTensor(
          shape: shape.split(separator: ",").compactMap { Int($0) },
          attr: try TensorDistAttr(parsing: String(parts.last?.dropLast() ?? ""), on: mesh))
      }
      func argument(_ text: String) throws -> Operand<RuleTensor> {
        guard text.hasPrefix("[") else { return .one(try tensor(text)) }
        return .list(
          try text.dropFirst().dropLast().split(separator: ";").map {
            try tensor(String($0.drop { $0 == " " }))
          })
      }
      return try Inference.infer(
        RuleCall(
          op: op, direction: isGradient ? .gradient : outputs.isEmpty ? .forward : .backward,
          inputs: try inputs.map(argument), outputs: try outputs.map(argument),
          attributes: attributes))
    }

    /// `wanted; wanted => output`.
    func placements() throws -> String {
      let answer = try answer()
      func text(_ attrs: [Operand<TensorDistAttr>]) -> String {
        attrs.flatMap(\.elements).map(\.description).joined(separator: "; ")
      }
      return text(answer.inputs) + " => " + text(answer.outputs)
    }
  }

  @Test
  func
    `Elementwise ops keep what agrees, take up what one operand lacks, and broadcast from the right`()
    throws
  {
    let cases: [(Question, String)] = [
      (Question("relu", "7,8{S(0),S(1)}"), "S(0),S(1) => S(0),S(1)"),
      (Question("relu", "8,8{S(0)#1,S(0)#0}"), "S(0)#1,S(0)#0 => S(0)#1,S(0)#0"),
      (Question("bernoulli", "3{S(0),R}"), "S(0),R => S(0),R"),
      (Question("multiply", "8,6{S(0),R}", "6{R,S(0)}"), "S(0),S(1); R,S(0) => S(0),S(1)"),
      (Question("less_than", "8,1{S(0),R}", "6{R,S(0)}"), "S(0),R; R,S(0) => S(0),S(1)"),
      (
        Question("where", "8,1{R,R}", "8,6{S(0),S(1)}", "6{R,R}"),
        "S(0),R; S(0),S(1); R,S(0) => S(0),S(1)"
      ),
      (Question("add_n", "[8{S(0),R}; 8{R,R}]"), "S(0),R; S(0),R => S(0),R"),
      (Question("swiglu", "8,6{S(0),S(1)}"), "S(0),S(0) => S(0),S(0)"),
      (Question("swiglu", "8,6{S(0),S(1)}", "8,6{R,R}"), "S(0),S(1); S(0),S(1) => S(0),S(1)"),
      (Question("label_smooth", "8,6{S(0),S(1)}", "1,6{R,R}"), "S(0),S(1); R,S(1) => S(0),S(1)"),
      (Question("fused_dropout_add", "8{S(0),R}", "8{R,R}"), "S(0),R; S(0),R => S(0),R; R,R"),
      (
        Question("gelu", "8{S(0),R}", "8{R,P(sum)}", isGradient: true),
        "S(0),R; S(0),P(sum) => S(0),P(sum)"
      ),
      (Question("exp", "8,6{R,R}", outputs: ["8,6{S(1),R}"]), "S(1),R => S(1),R"),
      (
        Question("divide", "8,6{R,R}", "6{R,R}", outputs: ["8,6{S(1),S(0)}"]),
        "S(1),S(0); S(0),R => S(1),S(0)"
      ),
    ]
    for (question, wanted) in cases {
      let placements = try question.placements()
      #expect(placements == wanted, "\(question)")
    }
  }

  @Test
  func
    `Partial values stay partial where the algebra allows it, in both directions, and no further`()
    throws
  {
    let cases: [(Question, String)] = [
      (Question("assign", "8{P(prod),P(any)}"), "P(prod),P(any) => P(prod),P(any)"),
      (Question("neg", "8{P(max),P(sum)}"), "P(max),P(sum) => P(min),P(sum)"),
      (Question("exp", "8{P(max),S(0)}"), "P(max),S(0) => P(max),S(0)"),
      (Question("exp", "8{R,R}", outputs: ["8{P(min),R}"]), "P(min),R => P(min),R"),
      (Question("exp", "8{P(sum)}", mesh: [2]), "S(0) => S(0)"),
      (Question("sqrt", "8{P(min),R}"), "P(min),R => P(min),R"),
      (Question("sqrt", "8{P(max)}", mesh: [2]), "S(0) => S(0)"),
      (Question("fill", "8{P(sum),P(sum)}"), "P(sum),P(sum) => R,R"),
      (Question("logical_not", "8{P(any),R}"), "P(any),R => P(all),R"),
      (Question("isnan", "8{P(max),R}"), "P(max),R => P(any),R"),
      (
        Question("cast", "8{P(sum),P(max)}", attributes: ["dtype": .string("float16")]),
        "P(sum),P(max) => P(sum),P(max)"
      ),
      (
        Question("cast", "8{P(sum)}", mesh: [2], attributes: ["dtype": .string("int32")]),
        "S(0) => S(0)"
      ),
      (Question("multiply", "8{P(sum),R}", "8{R,R}"), "P(sum),R; R,R => P(sum),R"),
      (Question("multiply", "8{P(prod),R}", "8{R,R}"), "P(prod),R; P(prod),R => P(prod),R"),
      (Question("multiply", "8{P(max)}", "8{R}", mesh: [2]), "S(0); S(0) => S(0)"),
      (Question("divide", "8{R}", "8{P(sum)}", mesh: [2]), "S(0); S(0) => S(0)"),
      (Question("maximum", "8{P(min),R}", "8{R,R}"), "P(min),R; R,R => P(min),R"),
      (
        Question("where", "8{R,R}", "8{P(sum),R}", "8{R,R}"),
        "R,R; P(sum),R; P(sum),R => P(sum),R"
      ),
      (Question("add_n", "[8{P(sum),R}; 8{R,R}]"), "P(sum),R; P(sum),R => P(sum),R"),
    ]
    for (question, wanted) in cases {
      let placements = try question.placements()
      #expect(placements == wanted, "\(question)")
    }
  }

  @Test
  func
    `An optimizer keeps its tensors where they lie, and scatters the gradient to sharded moments`()
    throws
  {
    let number = "1{R,R}"
    let cases: [(Question, String)] = [
      // Data parallel: the gradient is reduced for all.
      (Question("sgd", "8,6{R,R}", number, "8,6{P(sum),R}"), "R,R; R,R; R,R => R,R"),
      // Moments sharded: ZeRO.
      (
        Question(
          "adam", "8,6{R,S(1)}", "8,6{P(sum),S(1)}", number, "8,6{S(0),S(1)}", "8,6{S(0),S(1)}",
          "0{R,R}", number, number),
        "S(0),S(1); S(0),S(1); R,R; S(0),S(1); S(0),S(1); R,R; R,R; R,R"
          + " => S(0),S(1); S(0),S(1); S(0),S(1); R,R; R,R; R,R"
      ),
      (
        Question("momentum", "8{S(0),R}", "8{R,R}", "8{S(0),R}", number),
        "S(0),R; S(0),R; S(0),R; R,R => S(0),R; S(0),R"
      ),
      (
        Question(
          "adagrad", "8{R,R}", "8{R,R}", "8{R,R}", number, outputs: ["8{S(0),R}", "8{S(0),R}"]),
        "S(0),R; S(0),R; S(0),R; R,R => S(0),R; S(0),R"
      ),
    ]
    for (question, wanted) in cases {
      let placements = try question.placements()
      #expect(placements == wanted, "\(question)")
    }
  }

  @Test
  func `Gradients of different tensors are checked where they lie, each on its own axes`() throws {
    let question = Question(
      "check_finite_and_unscale", "[8,6{S(0),R}; 5{S(0),S(0)}; 4{P(sum),R}; {R,R}]", "1{R,R}")
    let placements = try question.placements()
    #expect(
      placements
        == "S(0),R; S(0),S(0); S(0),R; R,R; R,R"
        + " => S(0),R; S(0),S(0); S(0),R; R,R; P(any),P(any)")
    let whole = Question("check_finite_and_unscale", "[8{R,R}]", "1{R,R}")
    #expect(try whole.placements() == "R,R; R,R => R,R; R,R")
  }

  @Test(
    arguments: [
      ("multiply", ["8,6", "7"], [:], "must broadcast"),
      ("add_n", ["[8; 7]"], [:], "must have one shape"),
      ("swiglu", ["8,5"], [:], "must be even"),
      ("label_smooth", ["8,6"], ["epsilon": .double(1.5)], "must be in 0...1, it is 1.5"),
      ("label_smooth", ["8,6", "8"], [:], "must have the shape [6]"),
      ("cast", ["8"], ["dtype": .string("float8")], "must be one of bool"),
      ("cast", ["8"], [:], "it is missing"),
      ("scale", ["8"], ["scale": .string("two")], "must be a number, it is 'two'"),
      ("dropout", ["8"], ["p": .double(-1)], "must be in 0...1"),
      ("sgd", ["8", "1", "7"], [:], "must have the parameter's shape [8], it has [7]"),
      ("relu", ["8", "8"], [:], "1 input is required (x), 2 are given"),
      ("rellu", ["8"], [:], "the nearest is relu"),
      // Told at once: no name of an op can be meant.
      (String(repeating: "relu", count: 25_000), ["8"], [:], "no such rule"),
    ] as [(String, [String], [String: AttributeValue], String)])
  func `Calls that are not the op's are refused with what was required and what was given`(
    op: String, shapes: [String], attributes: [String: AttributeValue], text: String
  ) {
    var question = Question(op, attributes: attributes)
    question.inputs = shapes.map { shape in
      shape.hasPrefix("[")
        ? "["
          + shape.dropFirst().dropLast().split(separator: ";").map { "\($0){R,R}" }
          .joined(separator: ";") + "]"
        : "\(shape){R,R}"
    }
    do {
      _ = try question.answer()
      Issue.record("\(op) \(shapes) \(attributes): is taken")
    } catch { #expect("\(error)".contains(text), "\(error)") }
  }
}
