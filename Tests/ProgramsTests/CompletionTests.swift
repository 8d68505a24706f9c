import Elements
import Programs
import Resharding
import Sharding
import Testing

/// What completion makes of the standard ways to shard a model.
@Suite struct CompletionTests {
  /// A program, a mesh, and what has to move: `value: collectives from -> to`.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let mesh: String
    let text: String
    /// What communicates, in order.
    let moves: [String]
    /// Where some values lie.
    var lies: [String: String] = [:]
  }

  static let attention = """
    program attention(
      x: f32[4,16,32]{S(0),R},
      parameter wq: f32[32,4,8]{R,S(1)}, parameter wk: f32[32,4,8], parameter wv: f32[32,4,8],
      parameter wo: f32[4,8,32], parameter g: f32[32], parameter b: f32[32]
    ) {
      n = layer_norm(x, g, b, begin_norm_axis=2)
      q = einsum([n, wq], equation="bsi,ihd->bshd")
      k = einsum([n, wk], equation="bsi,ihd->bshd")
      v = einsum([n, wv], equation="bsi,ihd->bshd")
      c = flash_attention(q, k, v)
      o = einsum([c, wo], equation="bshd,hdo->bso")
      y = add(o, x)
      z = layer_norm(y, g, b, begin_norm_axis=2)
      return z
    }
    """

  static let cases: [Case] = [
    Case(
      testDescription: "Megatron's MLP: one all-reduce", mesh: "{dp:2, tp:2}",
      text: """
        program mlp(x: f32[8,16]{S(0),R}, parameter w1: f32[16,64]{R,S(1)}, parameter w2: f32[64,16],
          parameter c: f32[64], parameter b: f32[16], parameter g: f32[16]) {
          h = matmul(x, w1)
          i = add(h, c)
          a = gelu(i)
          y = matmul(a, w2)
          z = add(y, b)
          r = add(z, x)
          n = layer_norm(r, g, b, begin_norm_axis=1)
          return n
        }
        """,
      moves: ["r_1: all-reduce S(0),P(sum) -> S(0),R"],
      lies: ["c": "R,S(0)", "w2": "R,S(0)", "b": "R,R", "n": "S(0),R"]),
    Case(
      testDescription: "Megatron's attention: one all-reduce", mesh: "{dp:2, tp:2}",
      text: attention,
      moves: ["y_1: all-reduce S(0),P(sum) -> S(0),R"],
      lies: ["wk": "R,S(1)", "wv": "R,S(1)", "wo": "R,S(0)", "c": "S(0),S(2)", "z": "S(0),R"]),
    Case(
      testDescription: "a fused attention and an MLP: two all-reduces", mesh: "{dp:2, tp:2}",
      text: """
        program layer(x: f32[2,8,16]{S(0),R},
          parameter c_attn.weight: f32[16,48]{R,S(1/3)}, parameter c_attn.bias: f32[48],
          parameter c_proj.weight: f32[16,16], parameter c_proj.bias: f32[16],
          parameter c_fc.weight: f32[16,64]{R,S(1)}, parameter c_out.weight: f32[64,16],
          parameter g: f32[16], parameter b: f32[16]) {
          n = layer_norm(x, g, b, begin_norm_axis=2)
          h = matmul(n, c_attn.weight)
          i = add(h, c_attn.bias)
          q, k, v = split_with_num(i, num=3, axis=2)
          qh = reshape(q, shape=[2,8,4,4])
          kh = reshape(k, shape=[2,8,4,4])
          vh = reshape(v, shape=[2,8,4,4])
          c = flash_attention(qh, kh, vh, causal=true)
          m = reshape(c, shape=[2,8,16])
          o = matmul(m, c_proj.weight)
          p = add(o, c_proj.bias)
          y = add(p, x)
          l = layer_norm(y, g, b, begin_norm_axis=2)
          f = matmul(l, c_fc.weight)
          a = gelu(f)
          d = matmul(a, c_out.weight)
          z = add(d, y)
          r = layer_norm(z, g, b, begin_norm_axis=2)
          return r
        }
        """,
      moves: [
        "y_1: all-reduce S(0),P(sum) -> S(0),R", "z_1: all-reduce S(0),P(sum) -> S(0),R",
      ],
      lies: [
        "c_attn.bias": "R,S(0/3)", "h": "S(0),S(2/3)", "i": "S(0),S(2/3)", "q": "S(0),S(2)",
        "v": "S(0),S(2)", "c": "S(0),S(2)", "c_proj.weight": "R,S(0)", "c_out.weight": "R,S(0)",
      ]),
    Case(
      testDescription: "sequence parallel: all-gather before, reduce-scatter behind",
      mesh: "{dp:2, tp:2}",
      text: """
        program sp(x: f32[4,16,32]{S(0),S(1)}, parameter w1: f32[32,64]{R,S(1)},
          parameter w2: f32[64,32]{R,S(0)}, parameter g: f32[32], parameter b: f32[32]) {
          n = layer_norm(x, g, b, begin_norm_axis=2) : f32[4,16,32]{S(0),S(1)}
          h = matmul(n, w1)
          a = gelu(h)
          y = matmul(a, w2)
          z = add(y, x) : f32[4,16,32]{S(0),S(1)}
          return z
        }
        """,
      moves: [
        "n_1: all-gather S(0),S(1) -> S(0),R", "y_1: reduce-scatter S(0),P(sum) -> S(0),S(1)",
      ]),
    Case(
      testDescription: "a vocabulary-parallel embedding: one all-reduce", mesh: "4",
      text: """
        program embed(ids: i64[4,8]{R}, parameter table: f32[64,16]{S(0)}, parameter g: f32[16],
          parameter b: f32[16]) {
          e = embedding(ids, table)
          n = layer_norm(e, g, b, begin_norm_axis=2)
          return n
        }
        """,
      moves: ["e_1: all-reduce P(sum) -> R"]),
    Case(
      testDescription: "parameters in pieces along the batch: gathered before use", mesh: "{dp:4}",
      text: """
        program fsdp(x: f32[64,16]{S(0)}, parameter w1: f32[16,64]{S(0)}, parameter w2: f32[64,16]{S(1)}) {
          h = matmul(x, w1)
          a = relu(h)
          y = matmul(a, w2)
          return y
        }
        """,
      moves: ["w1_1: all-gather S(0) -> R", "w2_1: all-gather S(1) -> R"],
      lies: ["h": "S(0)", "y": "S(0)"]),
    Case(
      testDescription: "a batch in parallel through a layer norm: nothing", mesh: "{dp:4}",
      text: """
        program dp(x: f32[8,16]{S(0)}, parameter g: f32[16], parameter b: f32[16]) {
          n = layer_norm(x, g, b, begin_norm_axis=1)
          y = softmax(n)
          return y
        }
        """,
      moves: [], lies: ["y": "S(0)", "g": "R"]),
    Case(
      testDescription: "a placement is carried backward through views", mesh: "4",
      text: """
        program views(x: f32[8,4]) {
          t = transpose(x, perm=[1,0])
          r = reshape(t, shape=[4,2,4])
          y = neg(r) : f32[4,2,4]{S(0)}
          return y
        }
        """,
      moves: [], lies: ["x": "S(1)", "t": "S(0)"]),
  ]

  static func completed(
    _ text: String, _ mesh: String, _ passes: [any ProgramPass.Type] = ProgramPasses.all
  ) throws -> CompletedProgram {
    try Completion(on: [try ProcessMesh(parsing: mesh)])(try Program(parsing: text))
      .applying(passes)
  }

  /// What communicates, as a case says it.
  static func moves(_ completed: CompletedProgram) throws -> [String] {
    try ProgramPlan(completed).steps.compactMap { step in
      let collectives = step.plan.steps.map(\.collective.rawValue).filter { $0 != "local" }
      guard !collectives.isEmpty else { return nil }
      return "\(step.value): \(collectives.joined(separator: ", ")) "
        + "\(step.plan.transition.from) -> \(step.plan.transition.to)"
    }
  }

  @Test(arguments: cases) func `a standard case moves what it has to`(example: Case) throws {
    let completed = try Self.completed(example.text, example.mesh)
    #expect(try Self.moves(completed) == example.moves, "\(completed.program)")
    for (name, placements) in example.lies {
      #expect(completed.attr(of: name)?.description == placements, "\(name)")
    }
    let plan = try ProgramPlan(completed)
    #expect(plan.lowerBound == plan.receivedBytes)
  }

  @Test func `what is annotated stays`() throws {
    let completed = try Self.completed(
      """
      program p(x: f32[8,8]{S(1)}) {
        y = neg(x) : f32[8,8]{S(0)}
        z = neg(y) : f32[8,8]{P(sum)}
        return z
      }
      """, "2", [])
    #expect(completed.attr(of: "x")?.description == "S(1)")
    #expect(completed.attr(of: "y")?.description == "S(0)")
    #expect(completed.attr(of: "z")?.description == "P(sum)")
  }

  @Test func `an integer extremum is not asked for through an op that wraps`() throws {
    // Of integers the operand is whole or cut, never a partial maximum, whose identity has no negative.
    let completed = try Self.completed(
      """
      program p(x: i64[4]{P(all)}) { y = neg(x) : i64[4]{P(min)} return y }
      """, "2", [])
    let neg = try #require(completed.program.ops.first { $0.name == "neg" })
    #expect(!completed.attrs[neg.operands[0]].isPartial)
  }

  @Test func `values on another mesh cross to the later stage`() throws {
    let stages = try ["a", "b"].enumerated().map {
      try ProcessMesh(shape: [2], ranks: [2 * $0, 2 * $0 + 1], name: $1)
    }
    let program = try Program(
      parsing: """
        program p(x: f32[8,8]{S(0)@a}, parameter w: f32[8,8]{R@b}) {
          h = relu(x)
          y = matmul(h, w)
          return y
        }
        """)
    let completed = try Completion(on: stages)(program)
    #expect(completed.attr(of: "h")?.description == "S(0)@a")
    #expect(completed.attr(of: "y")?.description == "S(0)@b")
    #expect(try Self.moves(completed) == ["h_1: send-receive S(0)@a -> S(0)@b"])
  }

  @Test func `patterns place values by their names, the last one that suits`() throws {
    var patterns = PlacementPatterns()
    try patterns.add(yaml: "\"*.weight\": \"R\"\n\"layer.?.q*\": \"S(1)\"\n", path: "places.yaml")
    let program = try Program(
      parsing: """
        program p(layer.0.q.weight: f32[4,4], layer.1.o.weight: f32[4,4]) {
          y = matmul(layer.0.q.weight, layer.1.o.weight)
          return y
        }
        """)
    let placed = try patterns.applied(to: program)
    #expect(placed.values.map { $0.annotation?.description } == ["S(1)", "R", nil])
    var none = PlacementPatterns()
    try none.add("nothing", "R")
    #expect { try none.applied(to: program) } throws: { "\($0)".contains("it suits none") }
    #expect { try patterns.add("x", "Q") } throws: { "\($0)".contains("expected a placement") }
    #expect { try patterns.add(yaml: "- a", path: "f.yaml") } throws: {
      "\($0)".contains("f.yaml: a mapping")
    }
  }

  @Test(arguments: [
    ("program p(x: f32[8]{S(0)@nowhere}) { return x }", "value 'x'"),
    ("program p(x: f32[8]{S(1)}) { return x }", "value 'x'"),
    ("program p(x: f32[8]{S(0),R,R}) { return x }", "value 'x'"),
    ("program p(x: bool[8]{P(sum)}) { return x }", "value 'x'"),
  ]) func `an annotation that cannot be is named`(text: String, message: String) throws {
    #expect { try Self.completed(text, "2x2") } throws: { "\($0)".contains(message) }
  }

  @Test func `a reason says who asked, by which rule, and what else there was`() throws {
    let completed = try Self.completed(Self.attention, "{dp:2, tp:2}")
    let program = completed.program
    func reason(_ name: String) -> PlacementReason? {
      program.value(named: name).map { completed.reasons[$0] }
    }
    #expect(reason("x")?.cause == .annotated)
    #expect(reason("q")?.rule == "bsi,ihd->bshd")
    #expect(reason("g")?.cause == .carried(from: "n") || reason("g")?.cause == .carried(from: "z"))
    if case .carried = reason("wk")?.cause {
    } else {
      Issue.record("\(String(describing: reason("wk")))")
    }
  }

  @Test func `five thousand ops are completed, and each layer alike`() throws {
    let program = try Program.trace { recorder in
      var x = try recorder.input("x", shape: [64, 64], "S(0),R,R")
      for layer in 0..<500 {
        let up = try recorder.parameter("w\(layer).up", shape: [64, 256], "R,S(1),R")
        let down = try recorder.parameter("w\(layer).down", shape: [256, 64])
        x = try x + (x • up).gelu().tanh().abs().neg() * 0.5 • down
      }
      return [x]
    }
    #expect(program.ops.count >= 4500)
    let completed = try Completion(on: [try ProcessMesh(parsing: "8x8x8")])(program)
    for layer in 0..<500 {
      #expect(completed.attr(of: "w\(layer).down")?.description == "R,S(0),R")
    }
  }
}
