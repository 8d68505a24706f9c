import Elements
import SPMDRules
import Sharding
import Tensors
import Tessera
import Testing

/// Look-ups and scatters of sharded tensors give what one rank alone gives.
@Suite
struct IndexOpTests {
  static let placements = [
    "R,R", "S(0),S(1)", "S(1),S(0)", "S(0),S(0)", "P(max),S(1)", "S(0),P(sum)",
  ]

  @Test(arguments: ["gather", "index_select", "take_along_axis", "put_along_axis"])
  func `Indices below 0 count from the end, or are refused where they do not wrap`(_ op: String)
    throws
  {
    let cluster = Cluster.virtual(2)
    let whole = TensorDistAttr.replicated(on: try ProcessMesh(shape: [2]))
    let x = try DistTensor(
      DenseTensor([10, 11, 12, 13] as [Float], shape: [4]), attr: whole, on: cluster)
    let index = try DistTensor(
      DenseTensor([1, -1] as [Int64], shape: [2]), attr: whole, on: cluster)
    let value = try DistTensor(
      DenseTensor([1, 2] as [Float], shape: [2]), attr: whole, on: cluster)
    let inputs = (op == "put_along_axis" ? [x, index, value] : [x, index])
      .map { Operand.one($0) }
    let made = try cluster.apply(op, inputs, ["axis": .int(0)])[0].full()?.values(as: Float.self)
    #expect(made == (op == "put_along_axis" ? [10, 1, 12, 2] : [11, 13]))
    #expect(throws: TesseraError(.data, "\(op): indices must be in 0..<4, one is -1")) {
      try cluster.apply(op, inputs, ["axis": .int(0), "wraps": .bool(false)])
    }
  }

  @Test(arguments: placements)
  func `Look-ups`(_ placements: String) throws {
    let table = Input([7, 4], placements)
    let ids = Input([3, 2], .int64, "S(0),R", .iota)
    for op in ["embedding", "lookup_table_v2"] {
      try expectAlike(op, [ids, table])
      try expectAlike(op, [ids, table], ["padding_idx": .int(-3)])
    }
    try expectAlike("c_embedding", [table, ids], ["start_index": .int(2)])
    try expectAlike("gather", [table, ids])
    try expectAlike("gather", [table, Input([], .int32, "R,R", .iota)], ["axis": .int(-1)])
    try expectAlike(
      "index_select", [table, Input([4], .int32, "S(0),R", .iota)], ["axis": .int(1)])
    try expectAlike("gather_nd", [table, Input([2, 2], .int64, "S(0),R", .iota)])
    try expectAlike("take_along_axis", [table, ids], ["axis": .int(0)])
    try expectAlike(
      "take_along_axis", [table, Input([7, 4], .int32, "R,S(1)", .zeros)], ["axis": .int(1)])
    #expect(throws: TesseraError(.data, "embedding: ids must be in 0..<5, one is 5")) {
      try run("embedding", [.one(ids), .one(Input([5, 4], placements))], [:], ranks: 4)
    }
    #expect(throws: TesseraError(.usage, "gather: input 1 must be i32 or i64, it is f32")) {
      try run("gather", [.one(table), .one(table)], [:], ranks: 4)
    }
  }

  @Test(arguments: placements)
  func `Scatters`(_ placements: String) throws {
    let x = Input([7, 4], placements)
    let index = Input([7, 4], .int64, "S(1),S(0)", .zeros)
    let values = Input([7, 4], "S(1),R", .random(seed: 4))
    for reduce in ["assign", "add", "mul", "multiply", "amax", "amin", "mean"] {
      for includesSelf in [true, false] {
        try expectAlike(
          "put_along_axis", [x, index, values],
          [
            "axis": .int(1), "reduce": .string(reduce), "include_self": .bool(includesSelf),
          ])
      }
    }
    let rows = Input([3], .int32, "S(0),R", .iota)
    for overwrites in [true, false] {
      try expectAlike(
        "scatter", [x, rows, Input([3, 4], "S(0),S(1)")], ["overwrite": .bool(overwrites)])
    }
    try expectAlike("scatter", [x, Input([], .int64, "R,R", .iota), Input([4], "S(0),R")])
    try expectAlike(
      "scatter_nd_add", [x, Input([5, 1], .int64, "S(0),R", .iota), Input([5, 4], "S(0),R")])
    for accumulates in [true, false] {
      let attributes: [String: AttributeValue] = ["accumulate": .bool(accumulates)]
      let operands: [Operand<Input>] = [
        .one(x),
        .list([Input([3, 1], .int64, "S(0),R", .iota), Input([2], .int32, "R,R", .iota)]),
        .one(Input([3, 2], "S(0),R")),
      ]
      let whole = try run("index_put", operands, attributes, ranks: 1)
      let sharded = try run("index_put", operands, attributes, ranks: 4)
      #expect(sharded[0].difference(from: whole[0], relative: 1e-5, absolute: 1e-6) == nil)
    }
  }
}
