import OpCases
import Ops
import Programs
import SPMDRules
import Sharding
import Tensors
import Tessera
import Testing

/// The gradients of all ops.
@Suite struct GradientTests {
  /// The names of the ops that have one, aliases among them.
  static let differentiable = OpCase.all.keys.filter { name in
    switch OpSchema.named(name).flatMap({ GradientTable.all[$0.name] }) {
    case .formula, .writtenOut: true
    default: false
    }
  }.sorted()

  /// Cases in which the gradient is PyTorch's and not that of differences.
  private static func isByRule(_ op: String, _ local: OpCase) -> Bool {
    // What is overwritten has a gradient.
    op == "put_along_axis" && local.attributes["reduce"] == .string("assign")
  }

  @Test func `every op of the schema has a gradient or a reason, and every op with one has a case`()
  {
    for schema in OpSchema.all {
      switch (schema.gradient, GradientTable.all[schema.name]) {
      case (.formula, .formula), (.writtenOut, .writtenOut), (.zero, .flat), (.missing, .missing):
        break
      default:
        Issue.record("\(schema.name): \(schema.gradient) is not in Sources/Programs/Gradients")
      }
    }
    let tried = Set(Self.differentiable.compactMap { OpSchema.named($0)?.name })
    let untried = OpSchema.all.map(\.name).filter { name in
      switch GradientTable.all[name] {
      case .formula, .writtenOut: !tried.contains(name)
      default: false
      }
    }
    #expect(untried == [])
  }

  @Test(arguments: differentiable) func `gradients are those of central differences`(
    op: String
  ) throws {
    for (number, local) in (OpCase.all[op] ?? []).enumerated() where !Self.isByRule(op, local) {
      let fault = try GradientTrial(op, local, seed: 7)?.fault()
      #expect(fault == nil, "\(op), case \(number): \(fault ?? "")")
    }
  }

  @Test(arguments: differentiable)
  func `second gradients are those of central differences`(op: String) throws {
    for (number, local) in (OpCase.all[op] ?? []).enumerated() where !Self.isByRule(op, local) {
      let fault = try GradientTrial(op, local, seed: 7)?.secondFault()
      #expect(fault == nil, "\(op), case \(number): \(fault ?? "")")
    }
  }

  @Test(arguments: differentiable) func `gradients of sharded operands are the same`(
    op: String
  ) throws {
    let mesh = try ProcessMesh(shape: [2])
    for (number, local) in (OpCase.all[op] ?? []).enumerated() {
      let whole = try GradientTrial(op, local, seed: 5)
      let sharded = try GradientTrial(
        op, local, seed: 5,
        placements: { shape in shape.lastIndex { $0 > 1 }.map { "S(\($0))" } })
      guard let whole, let sharded else { continue }
      let expected = try whole.gradients(on: .single(0), cluster: .virtual(1))
      for (gradient, expected) in zip(
        try sharded.gradients(on: mesh, cluster: .virtual(2)), expected)
      {
        let difference = gradient.difference(from: expected, relative: 1e-9, absolute: 1e-9)
        #expect(difference == nil, "\(op), case \(number): \(String(describing: difference))")
      }
    }
  }

  @Test(arguments: differentiable) func `gradients of float32 are near those of float64`(
    op: String
  ) throws {
    for (number, local) in (OpCase.all[op] ?? []).enumerated() {
      guard let exact = try GradientTrial(op, local, seed: 3),
        let single = try GradientTrial(op, local, seed: 3, dtype: .float32)
      else { continue }
      let expected = try exact.gradients(on: .single(0), cluster: .virtual(1))
      for (gradient, expected) in zip(
        try single.gradients(on: .single(0), cluster: .virtual(1)), expected)
      {
        let difference = gradient.converted(to: .float64)
          .difference(from: expected, relative: 1e-3, absolute: 1e-3)
        #expect(difference == nil, "\(op), case \(number): \(String(describing: difference))")
      }
    }
  }

  @Test(arguments: differentiable) func `gradients have the dtype of what they are by`(
    op: String
  ) throws {
    // A loss that is given is float32 or float64.
    for local in OpCase.all[op] ?? [] where !op.hasPrefix("identity_loss") {
      guard let trial = try GradientTrial(op, local, seed: 3, dtype: .bfloat16) else { continue }
      let dtypes = try trial.dtypes()
      #expect(dtypes.inputs == dtypes.gradients, "\(op)")
    }
  }

  /// An expression of x, values of x, and the gradient of the sum, as PyTorch 2.15 gives it.
  static let kinks: [(expression: String, x: [Double], gradient: [Double])] = [
    ("max(x)", [1, 3, 3, 2], [0, 0.5, 0.5, 0]),
    ("min(x)", [3, 1, 1, 2], [0, 0.5, 0.5, 0]),
    ("max(x)", [1, .nan, 3, .nan], [0, 0.5, 0, 0.5]),
    ("max(x, axis=[0])", [1, .nan], [.nan, .nan]),
    ("topk(x, k=1)", [1, 3, 0, 2], [0, 1, 0, 0]),
    ("maximum(x, x)", [1, 2], [1, 1]),
    ("clip(x, min=0, max=1)", [0, 0.5, 1, 2], [0, 1, 0, 0]),
    ("relu(x)", [-1, 0, 2], [0, 0, 1]),
    ("relu(x)", [.nan], [1]),
    ("abs(x)", [0, -0.0, -2], [0, 0, -1]),
    ("abs(x)", [.nan, 2], [0, 1]),
    ("hardtanh(x)", [-1, 1, 0.5], [0, 0, 1]),
    ("relu6(x)", [0, 6, 3], [0, 0, 1]),
    ("hardsigmoid(x)", [-3, 3], [0, 0]),
    ("softshrink(x)", [-0.5, 0.5, 1], [0, 0, 1]),
    ("hardshrink(x)", [-0.5, 0.5, 1], [0, 0, 1]),
    ("leaky_relu(x)", [0, 1], [0.01, 1]),
    ("elu(x, alpha=2)", [0], [2]),
    ("celu(x, alpha=2)", [0], [1]),
    ("selu(x)", [0], [1.7580993408473766]),
    ("hardswish(x)", [-3, 0, 3], [0, 0.5, 1]),
    ("softplus(x)", [20, 21], [0.9999999979388464, 1]),
    ("gelu(x)", [1], [1.0833154705876864]),
    ("gelu(x, approximate=tanh)", [1], [1.0829640838457826]),
    ("p_norm(x, porder=2)", [0, 0], [0, 0]),
    ("p_norm(x, porder=1)", [0, 2], [0, 1]),
    ("p_norm(x, porder=1.5)", [0, 0], [0, 0]),
    ("p_norm(x, porder=3)", [0, 0], [0, 0]),
    ("p_norm(x, porder=inf)", [2, -2, 1], [0.5, -0.5, 0]),
    ("prod(x)", [2, 0, 3], [0, 6, 0]),
    ("prod(x)", [0, 2, 0, 3], [0, 0, 0, 0]),
    ("logsumexp(x)", [-.infinity, -.infinity], [.nan, .nan]),
    ("sqrt(x)", [0], [.infinity]),
    ("rsqrt(x)", [0], [-.infinity]),
    ("sign(x)", [0, 2], [0, 0]),
    ("floor(x)", [0.5, 2], [0, 0]),
    ("elementwise_pow(x, x)", [1], [1]),
    ("remainder(x, x)", [3], [0]),
  ]

  @Test(arguments: kinks.indices) func `at kinks and ties gradients are those of PyTorch`(
    row: Int
  ) throws {
    let (expression, x, expected) = Self.kinks[row]
    let program = try Program(
      parsing: "program p(x: f64[\(x.count)]) { y = \(expression) s = sum(y) return s }")
    let gradient = try Self.run(program.gradients(of: "s"), ["x": x])[1]
    for (given, expected) in zip(gradient, expected) {
      let isSame =
        given == expected || given.isNaN && expected.isNaN
        || abs(given - expected) < 1e-13 * abs(expected)
      #expect(isSame, "\(expression) at \(x): \(gradient)")
    }
  }

  @Test func `ties of two operands share, NaN does as in PyTorch`() throws {
    let inputs = ["x": [2, .nan, 1, .nan], "y": [2, 2, 3, .nan]]
    let expected: [String: [[Double]]] = [
      "maximum": [[0.5, 1, 0, 1], [0.5, 1, 1, 1]], "minimum": [[0.5, 1, 1, 1], [0.5, 1, 0, 1]],
      "fmax": [[0.5, 0, 0, 1], [0.5, 1, 1, 0]], "fmin": [[0.5, 0, 1, 1], [0.5, 1, 0, 0]],
    ]
    for (op, gradients) in expected {
      let program = try Program(
        parsing: "program p(x: f64[4], y: f64[4]) { z = \(op)(x, y) s = sum(z) return s }")
      let results = try Self.run(program.gradients(of: "s"), inputs)
      #expect(Array(results[1...]) == gradients, "\(op): \(results)")
    }
  }

  @Test func `a row of which no key counts has no gradient`() throws {
    let program = try Program(
      parsing: """
        program p(q: f64[1,2,1,2], k: f64[1,2,1,2], v: f64[1,2,1,2], m: bool[1,1,2,2]) {
          seed = constant(0) : i64[1]
          o = flash_attention(q, k, v, seed, m)
          s = sum(o)
          return s
        }
        """)
    let numbers = [0.5, -1, 2, 0.25]
    let results = try Self.run(
      program.gradients(of: "s", withRespectTo: ["q", "k", "v"]),
      ["q": numbers, "k": numbers, "v": numbers, "m": [0, 0, 1, 1]])
    #expect(results.joined().allSatisfy { $0.isFinite }, "\(results)")
    #expect(results[1][..<2].allSatisfy { $0 == 0 } && results[1][2] != 0, "\(results)")
  }

  @Test func `gradients have gradients`() throws {
    let program = try Program(
      parsing: "program p(x: f64[3]) { c = multiply(x, x) d = multiply(c, x) s = sum(d) return s }")
    let first = try program.gradients(of: "s", withRespectTo: ["x"])
    let slope = try #require(first.results.last)
    let summed = try Program(
      parsing: "\(first)".replacing("return s, grad.x", with: "t = sum(grad.x) return t"))
    let second = try Self.run(summed.gradients(of: "t", withRespectTo: ["x"]), ["x": [1, 2, -3]])
    #expect(first.values[slope].name == "grad.x")
    #expect(second == [[42], [6, 12, -18]])
  }

  @Test(arguments: ["S(0),R", "R,S(1)", nil]) func `a model's gradients are the same on a mesh`(
    placements: String?
  ) throws {
    let program = try Program(
      parsing: """
        program block(
          x: f64[4,6,8], label: i64[24,1], parameter wq: f64[8,4,2], parameter wk: f64[8,4,2],
          parameter wv: f64[8,4,2], parameter wo: f64[4,2,8], parameter g: f64[8], parameter b: f64[8],
          parameter w1: f64[8,16], parameter w2: f64[16,8]
        ) {
          n = layer_norm(x, g, b, begin_norm_axis=2)
          q = einsum([n, wq], equation="bsi,ihd->bshd")
          k = einsum([n, wk], equation="bsi,ihd->bshd")
          v = einsum([n, wv], equation="bsi,ihd->bshd")
          c = flash_attention(q, k, v, causal=true)
          o = einsum([c, wo], equation="bshd,hdo->bso")
          y = add(o, x)
          h = matmul(y, w1)
          a = gelu(h)
          z = matmul(a, w2)
          r = reshape(z, shape=[24,8])
          p, l = cross_entropy_with_softmax(r, label)
          loss = mean(l)
          return loss
        }
        """
    ).gradients(of: "loss")
    let inputs = Dictionary(
      uniqueKeysWithValues: program.inputs.map { id in
        let value = program.values[id]
        let count = value.shape.reduce(1, *)
        let isLabel = value.dtype == .int64
        return (
          value.name,
          (0..<count).map { isLabel ? Double($0 % 8) : Double(($0 * 7 + id) % 11) / 11 - 0.4 }
        )
      })
    let mesh = try ProcessMesh(shape: [2, 2])
    var placed = program
    if let placements {
      placed = try Program(
        parsing: "\(program)".replacing("w1: f64[8,16]", with: "w1: f64[8,16]{\(placements)}")
          .replacing("x: f64[4,6,8]", with: "x: f64[4,6,8]{S(0),R}"))
    }
    let whole = try Self.run(program, inputs)
    for (gradient, expected) in zip(try Self.run(placed, inputs, on: mesh), whole) {
      #expect(
        zip(gradient, expected).allSatisfy { abs($0 - $1) <= 1e-12 * (1 + abs($1)) })
    }
    #expect(whole.count == 9 && whole[1...].allSatisfy { $0.contains { abs($0) > 1e-6 } })
  }

  /// The results of a program, whole.
  private static func run(
    _ program: Program, _ inputs: [String: [Double]], on mesh: ProcessMesh = .single(0)
  ) throws -> [[Double]] {
    let cluster = Cluster.virtual(mesh.count)
    let compiled = try CompiledProgram(Completion(on: [mesh])(program), on: cluster)
    var tensors: [String: DistTensor] = [:]
    for (name, numbers) in inputs {
      let id = try #require(program.value(named: name))
      let value = program.values[id]
      tensors[name] = try DistTensor(
        DenseTensor(numbers, shape: value.shape).converted(to: value.dtype),
        attr: .replicated(on: mesh), on: cluster)
    }
    return try compiled(tensors).map { tensor in
      tensor.attr.globalValue(of: tensor.shards, shape: tensor.shape, dtype: tensor.dtype)
        .values(as: Double.self)
    }
  }
}
