import Elements
import SPMDRules
import Sharding
import Tensors
import Tessera
import Testing

/// Of truths the maximum is *or*, the minimum *and*.
@Suite
struct BoolExtremaTests {
  static let truths = [
    true, false, false, true, true, true, false, false, true, false, false, true,
  ]
  static var x: DenseTensor { DenseTensor(truths, shape: [3, 4]) }

  @Test(arguments: [
    ("max", ReduceOp.max, [true, true, false, true]), ("amax", .max, [true, true, false, true]),
    ("min", .min, [true, false, false, false]), ("amin", .min, [true, false, false, false]),
  ])
  func `Reductions give partial truths, which fold, and pass what rises`(
    _ name: String, _ op: ReduceOp, _ expected: [Bool]
  ) throws {
    let cluster = Cluster.virtual(4)
    let mesh = try ProcessMesh(shape: [4])
    let x = try DistTensor(Self.x, attr: TensorDistAttr(parsing: "S(0)", on: mesh), on: cluster)
    let result = try cluster.apply(name, [.one(x)], ["axis": .int(0)])[0]
    #expect(result.dtype == .bool && result.attr.placements == [.partial(op)])
    #expect(try result.full()?.values(as: Bool.self) == expected)
    // Its identity is one of the dtype that it is cast to, and the other extremum of what it is not.
    let numbers = try cluster.apply("cast", [.one(result)], ["dtype": .string("float32")])[0]
    #expect(try numbers.full()?.values(as: Float.self) == expected.map { $0 ? 1 : 0 })
    let not = try cluster.apply("bitwise_not", [.one(result)])[0]
    #expect(try not.full()?.values(as: Bool.self) == expected.map { !$0 })
  }

  @Test(arguments: ["P(max)", "P(min)"], ["R", "S(0)"])
  func `A replica becomes partial and comes back`(_ partial: String, _ from: String) throws {
    let cluster = Cluster.virtual(3)
    let mesh = try ProcessMesh(shape: [3])
    let x = try DistTensor(Self.x, attr: TensorDistAttr(parsing: from, on: mesh), on: cluster)
    let there = try x.resharded(to: partial)
    #expect(try there.full()?.isIdentical(to: Self.x) == true)
  }
}
