import Elements
import SPMDRules
import Sharding
import Tensors
import Tessera
import Testing

/// A sharded call of each op gives what one rank alone gives.
@Suite
struct OpFamilyTests {
  @Test(arguments: [DType.float32, .int32])
  func `Unary ops`(_ dtype: DType) throws {
    let ops = Inference.ops.filter { ["Unary", "SlopedUnary", "Scale", "Pow"].contains($0.rule) }
    #expect(ops.count > 60)
    for op in ops where AllOps.uncomputed[op.name] == nil {
      guard op.name != "bitwise_not" || dtype == .int32 else { continue }
      let order: [String: AttributeValue] = op.name == "polygamma" ? ["n": .int(2)] : [:]
      try expectAlike(op.name, [Input([6, 5], dtype, "S(0),S(1)")], order)
    }
  }

  @Test
  func `Casts, selections, sums of lists and compositions`() throws {
    let x = Input([6, 4], "S(1),S(0)")
    try expectAlike("cast", [x], ["dtype": .string("float16")])
    try expectAlike("clip", [x], ["min": .double(-0.25), "max": .double(0.5)])
    try expectAlike("fill", [x], ["value": .int(3)])
    try expectAlike("where", [Input([4], .bool, "S(0),R"), x, Input([6, 1], .float64, "R,S(0)")])
    try expectAlike("add_n", lists: [[x, Input([6, 4], .float64, "R,S(1)"), x]])
    try expectAlike("label_smooth", [x], ["epsilon": .double(0.2)])
    try expectAlike("label_smooth", [x, Input([4], "R,R")])
    try expectAlike("swiglu", [x])
    try expectAlike("swiglu", [x, Input([6, 4], "R,S(0)")])
  }

  @Test
  func `Draws`() throws {
    let x = Input([7, 6], "S(0),S(1)", .random(seed: 3))
    for op in ["bernoulli", "poisson", "dropout", "uniform", "gaussian"] {
      try expectAlike(op, [x], ["seed": .int(5)])
    }
    try expectAlike(
      "dropout", [x], ["mode": .string("downscale_in_infer"), "is_test": .bool(true)])
    try expectAlike("fused_dropout_add", [x, x], ["p": .double(0.3)])
  }

  @Test(arguments: ["S(0),S(1)", "S(1),S(0)", "S(0),S(0)"])
  func `Reductions`(_ placements: String) throws {
    let x = Input([8, 6, 4], placements)
    let axes: [String: AttributeValue] = ["axis": .ints([-1, 0])]
    let named = Inference.ops.filter { $0.rule == "Reduce" }.map(\.name)
    for op in named + ["frobenius_norm", "squared_l2_norm", "logsumexp"] {
      let kind: [String: AttributeValue] = op == "reduce_base" ? ["reduce_type": .int(4)] : [:]
      try expectAlike(op, [x], kind)
      try expectAlike(op, [x], kind.merging(axes) { $1 })
    }
    try expectAlike("sum", [Input([5, 3], .int8, "S(0),S(1)")], ["keep_dim": .bool(true)])
    try expectAlike("mean_all", [x])
    let orders: [AttributeValue] = [
      .int(0), .double(1), .int(2), .double(3.5), .string("inf"), .double(-.infinity),
    ]
    for order in orders {
      try expectAlike("p_norm", [x], ["porder": order, "axis": .int(1)])
      try expectAlike("p_norm", [x], ["porder": order, "asvector": .bool(true)])
    }
  }

  @Test(arguments: ["S(0),S(1)", "S(1),R", "R,R"])
  func `Searches and scans`(_ placements: String) throws {
    let x = Input([5, 6], placements)
    for op in ["argmax", "argmin", "argsort", "topk", "cumsum", "cummax", "cummin"] {
      try expectAlike(op, [x], ["axis": .int(0)])
      try expectAlike(op, [Input([], "R,R")], ["axis": .int(-1)])
    }
    try expectAlike("argmax", [x], ["axis": .int(0), "flatten": .bool(true)])
    try expectAlike("cumsum", [x], ["flatten": .bool(true), "reverse": .bool(true)])
    try expectAlike("topk", [x], ["k": .int(3), "largest": .bool(false)])
    try expectAlike("cummax", [x], ["dtype": .string("int32")])
    let classes = Input([4], .int64, "S(0),R", .iota)
    try expectAlike("one_hot", [classes], ["num_classes": .int(4)])
    #expect(throws: TesseraError.self) {
      try run("one_hot", [.one(classes)], ["num_classes": .int(3)], ranks: 4)
    }
  }

  @Test
  func `Optimizers, with and without a master parameter`() throws {
    let (parameter, master) = (Input([6, 4], .float16, "S(0),R"), Input([6, 4], "S(0),R"))
    let (gradient, state) = (Input([6, 4], "R,S(1)"), Input([6, 4], "S(0),S(1)", .iota))
    let (rate, none) = (Input([1], "R,R", .random(seed: 9)), Input([0], "R,R"))
    for last in [[], [none], [master]] {
      try expectAlike("sgd", [parameter, rate, gradient] + last)
      try expectAlike("adagrad", [parameter, gradient, state, rate] + last)
      try expectAlike(
        "momentum", [parameter, gradient, state, rate] + last,
        ["mu": .double(0), "rescale_grad": .double(0.5)])
      for op in ["adam", "adamw"] {
        let start = [parameter, gradient, rate, state, state]
        try expectAlike(op, start + [none, rate, rate] + last)
        try expectAlike(op, start + [state, rate, rate] + last, ["amsgrad": .bool(true)])
        guard !last.isEmpty else { continue }
        let skip = Input([1], .bool, "R,R", .ones)
        try expectAlike(op, start + [none, rate, rate] + last + [skip])
      }
    }
    try expectAlike("check_finite_and_unscale", lists: [[gradient, parameter]], [rate])
  }
}
