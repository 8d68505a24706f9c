import Programs
import Sharding
import Tensors
import Tessera
import Testing

/// Gradients by complex numbers: of a loss L by x + iy they are `dL/dx + i dL/dy`.
@Suite struct ComplexGradientTests {
  private static let numbers: [String: [Double]] = [
    "zs": [0.6, 0.8, -1.5, 0.25, 0.3, -0.7], "ws": [1.25, -0.5, 0.5, 0.75, -0.8, 0.2],
    "r": [0.5, -1.25, 2], "weights": [0.7, 0.2, -0.3, 0.9, 0.45, -0.6], "u": [0.7, -0.3, 0.45],
  ]

  /// Expressions of complex z and w and of a real r, and the gradients of a weighted sum of their parts by them, pairs
  /// one behind the other, as PyTorch 2.15 gives them.
  static let recorded: [(expression: String, gradients: [String: [Double]])] = [
    ("abs(z)", ["z": [0.42, 0.56, 0.2959182, -0.0493197, 0.1772637, -0.4136153]]),
    ("conj(z)", ["z": [0.7, -0.2, -0.3, -0.9, 0.45, 0.6]]),
    ("sign(z)", ["z": [0.352, -0.264, 0.0906416, 0.5438496, 0.2139389, 0.09168811]]),
    ("square(z)", ["z": [1.16, -0.88, 1.35, -2.55, 1.11, 0.27]]),
    ("exp(z)", ["z": [1.150059, -0.6610791, -0.01517512, 0.2111352, 0.9863548, -0.2281362]]),
    ("log(z)", ["z": [0.26, 0.68, 0.0972973, -0.6162162, -0.4913793, -0.8534483]]),
    ("sqrt(z)", ["z": [0.2683281, 0.2459675, -0.3737047, -0.09112557, 0.02600247, -0.4289214]]),
    ("rsqrt(z)", ["z": [0.03577715, -0.362243, -0.2522544, -0.01870797, 0.5042141, 0.2532381]]),
    ("reciprocal(z)", ["z": [0.388, -0.616, -0.003506209, -0.4102265, 1.284186, -0.1516052]]),
    ("sin(z)", ["z": [0.6723903, 0.5717902, 0.2048938, 0.1412572, 0.4050928, -0.8203449]]),
    ("cos(z)", ["z": [-0.6752179, 0.3620554, -0.324731, 0.9205856, -0.6017391, -0.1035595]]),
    ("tan(z)", ["z": [0.4157566, -0.2691548, -3.302638, -13.3842, 0.4276366, -0.2667126]]),
    ("sinh(z)", ["z": [0.6694866, -0.1545108, -1.157897, 1.893313, 0.4774899, -0.3914316]]),
    ("cosh(z)", ["z": [0.4805727, -0.5065683, 1.142722, -1.682178, 0.5088649, 0.1632955]]),
    ("tanh(z)", ["z": [0.2276461, 0.7849785, 0.02290486, 0.1718308, 0.1787903, -1.09212]]),
    ("asin(z)", ["z": [0.575, -0.02499998, -0.7998513, -0.03208517, 0.440335, -0.4369737]]),
    ("acos(z)", ["z": [-0.575, 0.02499998, 0.7998513, 0.03208517, -0.440335, 0.4369737]]),
    ("atan(z)", ["z": [0.2166666, 0.5666667, -0.02622951, 0.2885246, 0.03355701, -1.02349]]),
    ("asinh(z)", ["z": [0.4898979, 0.4490731, -0.1073404, 0.5131522, 0.2907203, -0.8267477]]),
    ("acosh(z)", ["z": [0.02500001, 0.5749999, 0.0320852, -0.7998513, -0.4369738, -0.440335]]),
    ("atanh(z)", ["z": [0.425, -0.1625, -0.1615841, -0.6558415, 0.412844, -0.3047183]]),
    ("sigmoid(z)", ["z": [0.167506, 0.09666418, -0.02310137, 0.1409363, 0.1056041, -0.1782238]]),
    ("expm1(z)", ["z": [1.150059, -0.6610791, -0.01517513, 0.2111352, 0.9863548, -0.2281361]]),
    ("log1p(z)", ["z": [0.3, 0.275, -0.24, -1.68, 0.07568804, -0.5022936]]),
    ("neg(z)", ["z": [-0.7, -0.2, 0.3, -0.9, -0.45, 0.6]]),
    ("pow(z, factor=3)", ["z": [-0.01200002, -2.184, -3.99375, 5.23125, 0.2160001, 1.287]]),
    (
      "pow(z, factor=0.5)",
      ["z": [0.2683281, 0.2459675, -0.3737047, -0.09112556, 0.02600245, -0.4289214]]
    ),
    ("scale(z, scale=2, bias=1)", ["z": [1.4, 0.4, -0.6, 1.8, 0.9, -1.2]]),
    (
      "add(z, w)",
      ["z": [0.7, 0.2, -0.3, 0.9, 0.45, -0.6], "w": [0.7, 0.2, -0.3, 0.9, 0.45, -0.6]]
    ),
    (
      "subtract(z, w)",
      ["z": [0.7, 0.2, -0.3, 0.9, 0.45, -0.6], "w": [-0.7, -0.2, 0.3, -0.9, -0.45, 0.6]]
    ),
    (
      "multiply(z, w)",
      [
        "z": [0.775, 0.6, 0.525, 0.675, -0.48, 0.39],
        "w": [0.58, -0.44, 0.675, -1.275, 0.555, 0.135],
      ]
    ),
    (
      "divide(z, w)",
      [
        "z": [0.537931, -0.05517241, -1.015385, 0.276923, -0.3529411, 0.8382353],
        "w": [-0.06430438, 0.3964804, -1.128994, -1.370414, -0.8135812, 0.20891],
      ]
    ),
    (
      "elementwise_pow(z, w)",
      [
        "z": [1.418348, 0.6453108, -0.03649818, 0.06482252, 1.166683, 0.5141957],
        "w": [-0.8277834, -0.6831676, 0.08594961, -0.3673148, 1.40979, -0.007413089],
      ]
    ),
    ("multiply(z, r)", ["z": [0.35, 0.1, 0.375, -1.125, 0.9, -1.2], "r": [0.58, 0.675, 0.555]]),
    (
      "divide(r, z)",
      [
        "z": [0.194, -0.308, 0.004382744, 0.5127831, 2.568371, -0.3032104],
        "r": [0.26, 0.0972973, -0.4913793],
      ]
    ),
    ("multiply(z, z)", ["z": [1.16, -0.88, 1.35, -2.55, 1.11, 0.27]]),
    ("cumsum(z, axis=0)", ["z": [0.85, 0.4999999, 0.15, 0.3, 0.45, -0.6]]),
  ]

  @Test(arguments: recorded.indices, ["R", "S(0)"])
  func `gradients of complex functions are those of PyTorch`(row: Int, placement: String) throws {
    let (expression, expected) = Self.recorded[row]
    let isReal = expression.hasPrefix("abs")
    let program = try Program(
      parsing: """
        program p(zs: f32[3,2]{\(placement)}, ws: f32[3,2], r: f32[3], weights: f32[3,2], u: f32[3]) {
          z = view_as_complex(zs)
          w = view_as_complex(ws)
          y = \(expression)
          \(isReal ? "m = multiply(y, u)" : "t = view_as_real(y) m = multiply(t, weights)")
          loss = sum(m)
          return loss
        }
        """)
    let names = expected.keys.sorted()
    let found = try Self.run(program.gradients(of: "loss", withRespectTo: names))
    for (name, gradient) in zip(names, found.dropFirst()) {
      #expect(gradient.dtype == (name == "r" ? .float32 : .complex64))
      let values = (name == "r" ? gradient : gradient.realPairs()).values(as: Float.self)
      for (value, wanted) in zip(values, expected[name] ?? []) {
        #expect(
          abs(Double(value) - wanted) <= 2e-5 * (1 + abs(wanted)),
          "\(expression) by \(name): \(values)")
      }
    }
  }

  /// Products of complex matrices, in which the loss is linear in each factor: differences are exact but for rounding.
  @Test(arguments: [
    "matmul(z, w)", "matmul(z, w, trans_x=true)", "matmul(z, w, trans_y=true)",
    "einsum([z, w], equation=\"ab,bc->ac\")", "einsum([z, w], equation=\"ab,cb->abc\")",
    "multiply(z, w)",
  ])
  func `gradients of complex products are those of differences`(expression: String) throws {
    let program = try Program(
      parsing: """
        program p(zs: f32[2,2,2], ws: f32[2,2,2]) {
          z = view_as_complex(zs)
          w = view_as_complex(ws)
          y = \(expression)
          t = view_as_real(y)
          flat = flatten(t, start_axis=0, stop_axis=-1)
          sums = cumsum(flat, axis=0)
          loss = sum(sums)
          return loss
        }
        """)
    var numbers = ["zs": [0.5, -1, 2, 0.25, 1, 1.5, -0.75, 0.5]]
    numbers["ws"] = [1, 0.5, -0.5, 2, 0.25, -1, 1.5, 0.75]
    let found = try Self.run(
      program.gradients(of: "loss", withRespectTo: ["zs", "ws"]), numbers)
    for (name, gradient) in zip(["zs", "ws"], found.dropFirst()) {
      for (place, slope) in gradient.values(as: Float.self).enumerated() {
        func loss(_ step: Double) throws -> Double {
          var moved = numbers
          moved[name]?[place] += step
          return Double(try Self.run(program, moved)[0].values(as: Float.self)[0])
        }
        let difference = try (loss(1) - loss(-1)) / 2
        #expect(abs(Double(slope) - difference) < 1e-4, "\(expression) by \(name)[\(place)]")
      }
    }
  }

  @Test func `the length of 0 has no slope, and its direction does not turn`() throws {
    for expression in ["abs(z)", "sign(z)"] {
      let program = try Program(
        parsing: """
          program p(zs: f32[1,2]) {
            z = view_as_complex(zs)
            y = \(expression)
            t = cast(y, dtype=float32)
            loss = sum(t)
            return loss
          }
          """)
      let gradient = try Self.run(program.gradients(of: "loss"), ["zs": [0, 0]])[1]
      #expect(gradient.values(as: Float.self) == [0, 0])
    }
  }

  @Test func `a complex loss is refused, its products are not`() throws {
    let program = try Program(
      parsing: """
        program p(zs: f32[1,2]) { z = view_as_complex(zs) y = square(z) s = sum(y) return s }
        """)
    #expect {
      try program.gradients(of: "s")
    } throws: {
      "\($0)" == "program p: the loss must be of real numbers, 's' is c64"
    }
    let products = try program.products(of: ["s"], withRespectTo: ["z"])
    #expect(products.values[products.results[1]].dtype == .complex64)
  }

  @Test func `a tape's gradients by complex tensors are those of its program`() throws {
    let mesh = try ProcessMesh(shape: [2])
    let cluster = Cluster.virtual(2)
    let pairs = try DistTensor(
      DenseTensor([3, 4, 0.5, -2] as [Float], shape: [2, 2]),
      attr: TensorDistAttr(parsing: "S(0)", on: [mesh]), on: cluster)
    let z = try pairs.viewAsComplex().tracked("z")
    let loss = try Tape.record { try (z * z.conj() * z).abs().sum() }
    let gradient = try loss.backward()[z]
    #expect(gradient.dtype == .complex64 && gradient.attr == z.attr)
    let whole = gradient.attr.globalValue(of: gradient.shards, shape: [2], dtype: .complex64)
    // Of |z|³ it is 3 |z| z.
    let length = Float(4.25).squareRoot()
    let expected: [Float] = [45, 60, 1.5 * length, -6 * length]
    for (value, wanted) in zip(whole.realPairs().values(as: Float.self), expected) {
      #expect(abs(value - wanted) < 1e-4)
    }
  }

  /// The results of a program on a virtual mesh of three ranks, whole.
  private static func run(
    _ program: Program, _ inputs: [String: [Double]] = numbers
  ) throws -> [DenseTensor] {
    let mesh = try ProcessMesh(shape: [3])
    let cluster = Cluster.virtual(3)
    let compiled = try CompiledProgram(Completion(on: [mesh])(program), on: cluster)
    var tensors: [String: DistTensor] = [:]
    for id in program.inputs {
      let value = program.values[id]
      tensors[value.name] = try DistTensor(
        DenseTensor(inputs[value.name] ?? [], shape: value.shape).converted(to: value.dtype),
        attr: .replicated(on: mesh), on: cluster)
    }
    return try compiled(tensors).map { tensor in
      tensor.attr.globalValue(of: tensor.shards, shape: tensor.shape, dtype: tensor.dtype)
    }
  }
}
