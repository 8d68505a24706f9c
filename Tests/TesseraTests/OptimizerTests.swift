import Elements
import Sharding
import Tensors
import Tessera
import Testing

/// Steps of optimisers, against those that PyTorch 2.15 makes.
@Suite struct OptimizerTests {
  /// w = 1, lr = 0.1, gradients 1, 0.5, -2: w after each step, in float64.
  static var rows: [(Optimizer, [Double])] {
    [
      (Optimizer(.sgd, learningRate: 0.1), [0.9, 0.85, 1.05]),
      (Optimizer(.momentum(), learningRate: 0.1), [0.9, 0.76, 0.834]),
      (
        Optimizer(.adam(), learningRate: 0.1),
        [0.900000001, 0.8067820382981611, 0.8274177408620569]
      ),
      (
        Optimizer(.adam(), learningRate: 0.1, weightDecay: 0.1),
        [0.9000000009090909, 0.8057717968921709, 0.8196538667428988]
      ),
      (
        Optimizer(.adamW(), learningRate: 0.1, weightDecay: 0.1),
        [0.890000001, 0.7878820382881611, 0.8006389204691753]
      ),
      (
        Optimizer(.adam(epsilon: 1), learningRate: 0.1),
        [0.95, 0.9088460000605864, 0.9205994608663084]
      ),
    ]
  }

  @Test func `each method makes PyTorch's steps, wherever the parameter lies`() throws {
    for (placement, gradientPlacement) in [
      ("R", "R"), ("S(0)", "R"), ("S(0)", "P(sum)"), ("R", "P(sum)"),
    ] {
      let cluster = Cluster.virtual(2)
      let mesh = try ProcessMesh(shape: [2])
      for (fresh, expected) in Self.rows {
        var optimizer = fresh
        var parameters = [
          "w": try DistTensor(
            fill: .ones, shape: [3], dtype: .float64, placement, on: mesh, in: cluster)
        ]
        for (number, want) in zip([1, 0.5, -2.0], expected) {
          let whole = try DistTensor(
            fill: .ones, shape: [3], dtype: .float64, "R", on: mesh, in: cluster)
          let gradient = try (whole * number).resharded(to: gradientPlacement)
          try optimizer.step(&parameters, ["w": gradient])
          let w = try #require(try parameters["w"]?.full(on: 0)).values(as: Double.self)
          #expect(w.allSatisfy { abs($0 - want) < 1e-12 }, "\(fresh.method): \(w) and \(want)")
        }
        #expect(parameters["w"]?.attr.description == placement)
      }
    }
  }

  /// w = 1, lr = 0.5, gradients 1, 0.5, -2 twice, in float64, with `s = OneCycleLR(o, 1, total_steps=6)` and `o.step()`,
  /// `s.step()` in turns: w after each step. Of `SGD` without momentum with `cycle_momentum=False`.
  static let cycled: [(method: Optimizer.Method, after: [Double])] = [
    (
      .sgd,
      [
        0.96, 0.4627922822745441, 2.08628359017407, 1.6236464875070948, 1.5569077224126795,
        1.5569157224126795,
      ]
    ),
    (
      .momentum(),
      [
        0.96, -0.38301617779887914, 0.28797307074282874, 0.17093926264589698,
        0.07257352809730197, 0.07257872770242835,
      ]
    ),
    (
      .adam(),
      [
        0.9600000004, 0.42663207599032393, 0.7126793438183845, 0.7668847924228591,
        0.7727602572001406, 0.7727615501183479,
      ]
    ),
    (
      .adamW(),
      [
        0.9596000004, 0.4166896654677593, 0.6993544730459276, 0.7503244483789306,
        0.755198398614113, 0.7551996613243843,
      ]
    ),
  ]

  @Test func `one cycle makes PyTorch's steps, also after a stop`() throws {
    let cluster = Cluster.virtual(1)
    let mesh = try ProcessMesh(shape: [1])
    let schedule = try RateSchedule(parsing: "onecycle(1, 6)")
    for (method, expected) in Self.cycled {
      var optimizer = Optimizer(method, learningRate: 0.5)
      let one = try DistTensor(fill: .ones, shape: [1], dtype: .float64, "R", on: mesh, in: cluster)
      var parameters = ["w": one]
      for (step, want) in expected.enumerated() {
        if step == 3 {
          let before = optimizer
          optimizer = Optimizer(method, learningRate: 0.5)
          optimizer.resume(after: before.count, before.state)
        }
        optimizer.learningRate = schedule.rate(after: step, base: 0.5)
        optimizer.momentum = schedule.momentum(after: step)
        try optimizer.step(&parameters, ["w": one * [1, 0.5, -2][step % 3]])
        let w = try #require(try parameters["w"]?.full(on: 0)).values(as: Double.self)[0]
        #expect(abs(w - want) < 1e-12, "\(method), step \(step + 1): \(w) and \(want)")
      }
    }
  }

  /// Of PyTorch's own operators, in float64: the parameter, the gradients, the decay, and the parameter after each step.
  static let lamb: [(w: [Double], gradients: [[Double]], decay: Double?, after: [[Double]])] = [
    (
      [3, -4, 0, 1, 2], [[1, 2, -1, 0.5, 0], [-0.5, 1, 2, 0, 3]], nil,
      [
        [
          2.718028557005789, -4.262808453492216, 0.273758674545098, 0.7235040097299914,
          1.9945248210339246,
        ],
        [
          2.605656506463309, -4.603370226561121, 0.13254910944768838, 0.4642051401336746,
          1.7019985509866067,
        ],
      ]
    ),
    // A parameter of zeros has no length that a step could be in proportion to.
    (
      [0, 0], [[1, -2], [1, -2]], nil,
      [[-0.0999999000001, 0.099999950000025], [-0.10999989000011001, 0.1099999450000275]]
    ),
  ]

  @Test func `steps of Lamb are as long as the whole parameter is, each element of it once`() throws
  {
    let cluster = Cluster.virtual(4)
    let mesh = try ProcessMesh(shape: [2, 2])
    for row in Self.lamb {
      for (placement, gradientPlacement) in [
        ("R,R", "R,R"), ("S(0),R", "P(sum),R"), ("S(0),S(0)", "S(0),P(sum)"), ("R,S(0)", "R,R"),
      ] {
        var optimizer = Optimizer(.lamb(), learningRate: 0.1, weightDecay: row.decay)
        func tensor(_ numbers: [Double], _ text: String) throws -> DistTensor {
          try DistTensor(
            DenseTensor(numbers, shape: [numbers.count]),
            attr: TensorDistAttr(parsing: text, on: [mesh]), on: cluster)
        }
        var parameters = ["w": try tensor(row.w, placement)]
        for (gradient, expected) in zip(row.gradients, row.after) {
          try optimizer.step(&parameters, ["w": tensor(gradient, gradientPlacement)])
          let w = try #require(try parameters["w"]?.full()).values(as: Double.self)
          #expect(
            zip(w, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "\(placement): \(w), \(expected)")
        }
        #expect(parameters["w"]?.attr.description == placement)
        #expect(optimizer.state["w.moment1"]?.attr.description == placement)
      }
    }
  }

  @Test func `gradients are made shorter together, each element counts once`() throws {
    let cluster = Cluster.virtual(2)
    let mesh = try ProcessMesh(shape: [2])
    var parameters: [String: DistTensor] = [:]
    var gradients: [String: DistTensor] = [:]
    for (name, number, placement) in [("a", 3.0, "S(0)"), ("b", 4.0, "R")] {
      let one = try DistTensor(
        fill: .ones, shape: [1], dtype: .float64, placement, on: mesh, in: cluster)
      (parameters[name], gradients[name]) = (one, try (one * number).resharded(to: "P(sum)"))
    }
    var optimizer = Optimizer(.sgd, learningRate: 1, clipNorm: 1)
    let norm = try optimizer.step(&parameters, gradients)
    #expect(norm == 5)
    for (name, moved) in [("a", 0.599999880000024), ("b", 0.799999840000032)] {
      let value = try #require(try parameters[name]?.full(on: 0)).values(as: Double.self)[0]
      #expect(abs(1 - value - moved) < 1e-12)
    }
  }
}
