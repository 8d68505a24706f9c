import SPMDRules
import Testing

@Suite struct ReduceTests {
  @Test(arguments: [
    ("sum", "P(sum)"), ("reduce_mean", "P(avg)"), ("amax", "P(max)"), ("min", "P(min)"),
    ("prod", "P(prod)"), ("any", "P(any)"), ("all", "P(all)"), ("squared_l2_norm", "P(sum)"),
  ])
  func `A shard of a reduced dim gives the partial of the reduction's own kind`(
    _ op: String, _ partial: String
  ) throws {
    #expect(
      try Question(op, ["[8,6]{S(0),S(1)}"], ["axis": .ints([0])]).told()
        == "S(0),S(1) => \(partial),S(0)")
    #expect(
      try Question(op, ["[8,6]{S(0),S(1)}"], ["axis": .ints([-2]), "keep_dim": .bool(true)]).told()
        == "S(0),S(1) => \(partial),S(1)")
  }

  @Test
  func `No axis means all of them, also of a tensor without dims`() throws {
    #expect(try Question("sum", ["[8,6]{S(0),S(1)}"]).told() == "S(0),S(1) => P(sum),P(sum)")
    #expect(
      try Question("max", ["[8,6]{S(1),S(1)}"], ["axis": .ints([]), "keep_dim": .bool(true)]).told()
        == "S(1),S(1) => P(max),P(max)")
    #expect(
      try Question("sum", ["[]{R,P(sum)}"], ["axis": .int(-1)]).told() == "R,P(sum) => R,P(sum)")
  }

  @Test
  func `A mean of unequal parts is no partial average: the reduced axis is not cut so`() throws {
    #expect(try Question("mean_all", ["[8]{S(0)}"], mesh: [2]).told() == "S(0) => P(avg)")
    #expect(try Question("mean_all", ["[7]{S(0)}"], mesh: [2]).told() == "R => R")
    #expect(
      try Question("mean", ["[7,4]{S(0)}"], mesh: [2], ["axis": .int(0)]).told() == "S(1) => S(0)")
    #expect(try Question("sum", ["[7]{S(0)}"], mesh: [2]).told() == "S(0) => P(sum)")
  }

  @Test(arguments: [
    ("sum", "P(sum)", true), ("sum", "P(avg)", true), ("sum", "P(max)", false),
    ("mean", "P(sum)", true), ("max", "P(max)", true), ("max", "P(min)", false),
    ("min", "P(min)", true), ("prod", "P(prod)", true), ("prod", "P(sum)", false),
    ("any", "P(any)", true), ("all", "P(all)", true), ("all", "P(any)", false),
    ("squared_l2_norm", "P(sum)", false), ("logsumexp", "P(sum)", false),
  ])
  func `Only partials whose fold may be swapped with the reduction pass it`(
    _ op: String, _ partial: String, _ passes: Bool
  ) throws {
    let answer = try Question(op, ["[4]{\(partial)}"], mesh: [3], ["axis": .ints([0])]).told()
    #expect((answer == "\(partial) => \(partial)") == passes, "\(answer)")
  }

  @Test
  func `Backward a partial result is best made of a shard; a shard is the input's`() throws {
    #expect(
      try Question("sum", ["[8,6]{R,R}"], outputs: ["[6]{P(sum),S(0)}"], ["axis": .ints([0])])
        .told()
        == "S(0),S(1) => P(sum),S(0)")
    #expect(
      try Question("max", ["[8,6]{R,R}"], outputs: ["[6]{R,S(0)}"], ["axis": .ints([0])]).told()
        == "R,S(1) => R,S(0)")
  }

  @Test
  func
    `reduce_base folds by its reduce_type; without it, as backward, it keeps what any op allows`()
    throws
  {
    let x: Question.Argument = "[8,6]{S(0),S(1)}"
    for (type, op) in ["sum", "max", "min", "prod", "avg", "any", "all"].enumerated() {
      #expect(
        try Question("reduce_base", [x], ["axis": .ints([0]), "reduce_type": .int(type)]).told()
          == "S(0),S(1) => P(\(op)),S(0)")
    }
    #expect(
      try Question("reduce_base", ["[8,6]{R,R}"], outputs: ["[6]{R,S(0)}"], ["axis": .ints([0])])
        .told()
        == "R,S(1) => R,S(0)")
  }

  @Test
  func `Roots and logarithms of sums need their axis whole; p-norms without a root do not`() throws
  {
    for op in ["logsumexp", "frobenius_norm"] {
      #expect(try Question(op, ["[8]{S(0)}"], mesh: [2], ["axis": .ints([0])]).told() == "R => R")
      #expect(
        try Question(op, ["[8,6]{S(0)}"], mesh: [2], ["axis": .ints([-1])]).told() == "S(0) => S(0)"
      )
    }
    let orders: [(AttributeValue, String)] = [
      (.double(2), "R => R"), (.double(3), "R => R"), (.int(1), "S(0) => P(sum)"),
      (.double(0), "S(0) => P(sum)"), (.double(.infinity), "S(0) => P(max)"),
      (.string("-inf"), "S(0) => P(min)"),
    ]
    for (order, answer) in orders {
      #expect(try Question("p_norm", ["[8]{S(0)}"], mesh: [2], ["porder": order]).told() == answer)
    }
  }

  @Test
  func `The mean's gradient reads the shape of x alone: x stays as it is`() throws {
    #expect(
      try Question("mean_all", .gradient, ["[8,6]{S(0),P(max)}", "[]{R,R}"]).told()
        == "S(0),P(max); R,R => S(0),R")
  }

  @Test
  func `Repeated axes, axes beyond the dims and unknown kinds are refused by name`() {
    let x: Question.Argument = "[8,6]{S(0),R}"
    #expect(
      throws: RuleError.attribute(
        "sum: attribute 'axis' must name each axis once, it is [0, -2] for a tensor of 2 dims")
    ) { try Question("sum", [x], ["axis": .ints([0, -2])]).told() }
    #expect(
      throws: RuleError.attribute(
        "max: attribute 'axis' must be in -2...1 for a tensor of 2 dims, it is 2")
    ) { try Question("max", [x], ["axis": .ints([2])]).told() }
    #expect(
      throws: RuleError.attribute("reduce_base: attribute 'reduce_type' must be in 0...6, it is 7")
    ) { try Question("reduce_base", [x], ["reduce_type": .int(7)]).told() }
    #expect(throws: RuleError.arguments("sum: 1 input is required (x), 2 are given")) {
      try Question("sum", [x, x]).told()
    }
  }
}
