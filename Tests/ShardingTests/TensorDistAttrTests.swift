import Elements
import Testing

@testable import Sharding

/// Dist attrs.
@Suite
struct TensorDistAttrTests {
  static let grid = try! ProcessMesh(shape: [2, 3], name: "grid")

  @Test(arguments: [
    (
      "R",
      "placements 'R': mesh grid[2x3: 0 1 2 3 4 5] has 2 dims and needs a placement for each, 1 given"
    ),
    (
      "R,R,R",
      "placements 'R,R,R': mesh grid[2x3: 0 1 2 3 4 5] has 2 dims and needs a placement for each, 3 given"
    ),
    (
      "S(0)#1,R",
      "shard order of tensor dim 0: the turns of its 1 mesh dims must be [0] in some order, they are [1]"
    ),
    (
      "S(0)#1,S(0)#1",
      "shard order of tensor dim 0: the turns of its 2 mesh dims must be [0, 1] in some order, they are [1, 1]"
    ),
    ("S(0:1,2,3),R", "sizes [1, 2, 3] of mesh dim 0: 2 sizes are needed, none of them negative"),
    (
      "R,S(0:9223372036854775807,1,1)",
      "sizes [9223372036854775807, 1, 1] of mesh dim 1: they sum to more than 2^56"
    ),
  ])
  func `refuse what the mesh cannot do`(text: String, message: String) {
    #expect(throws: ShardingError.placement(message)) {
      try TensorDistAttr(parsing: text, on: Self.grid)
    }
  }

  @Test
  func `refuse parts that only a program can give`() {
    let places: [Placement] = [.shard(0), .replicate]
    #expect(throws: ShardingError.self) {
      try TensorDistAttr(mesh: Self.grid, placements: [.shard(-1), .replicate])
    }
    #expect(throws: ShardingError.self) {
      try TensorDistAttr(mesh: Self.grid, placements: places, cutOrder: [0])
    }
    #expect(throws: ShardingError.self) {
      try TensorDistAttr(mesh: Self.grid, placements: places, sizes: [nil])
    }
    #expect(throws: ShardingError.self) {
      try TensorDistAttr(mesh: Self.grid, placements: places, sizes: [nil, [1, 1, 1]])
    }
    #expect(throws: ShardingError.self) {
      try TensorDistAttr(mesh: Self.grid, placements: places, sizes: [[3, -1], nil])
    }
  }

  @Test(
    arguments: [
      (
        "R,S(2)", [4, 4], .float32,
        "placement 'R,S(2)@grid': S(2) needs a tensor of at least 3 dims, the shape is [4, 4]"
      ),
      (
        "R,S(0)", [], .float32,
        "placement 'R,S(0)@grid': S(0) needs a tensor of at least 1 dims, the shape is []"
      ),
      (
        "P(avg),R", [4], .int32,
        "placement 'P(avg),R@grid': a tensor of i32 cannot be P(avg); it carries P(sum), P(max), P(min), P(prod), P(any), P(all)"
      ),
      (
        "R,P(sum)", [4], .bool,
        "placement 'R,P(sum)@grid': a tensor of bool cannot be P(sum); it carries P(max), P(min), P(any), P(all)"
      ),
      (
        "S(0:2,3),R", [6], .float32,
        "placement 'S(0:2,3),R@grid': the sizes [2, 3] must sum to the 6 elements of tensor dim 0 that they cut, they sum to 5"
      ),
      (
        "S(0),S(0:1,1,1)", [5], .float32,
        "placement 'S(0),S(0:1,1,1)@grid': the sizes [1, 1, 1] must sum to the 2 elements of tensor dim 0 that they cut, they sum to 3"
      ),
      ("R,R", [2, -1], .float32, "shape [2, -1]: a dim must not be negative, one is -1"),
      (
        "R,R", [0, 1 << 40, 1 << 40], .int8,
        "shape [0, 1099511627776, 1099511627776]: a tensor has at most 2^56 elements"
      ),
    ] as [(String, [Int], DType, String)])
  func `refuse tensors that they cannot place`(
    text: String, shape: [Int], dtype: DType, message: String
  ) throws {
    let attr = try TensorDistAttr(parsing: text, on: Self.grid)
    #expect(throws: ShardingError.placement(message)) {
      try attr.validate(shape: shape, dtype: dtype)
    }
  }

  @Test
  func `replace one placement: a new shard cuts last, an old one closes its gap`() throws {
    let mesh = try ProcessMesh(shape: [2, 2, 2])
    let attr = try TensorDistAttr(parsing: "S(0)#1,S(0)#0,S(0)#2", on: mesh)
    #expect(attr.replacing(1, with: .replicate).description == "S(0),R,S(0)")
    #expect(attr.replacing(1, with: .shard(0)).description == "S(0)#0,S(0)#2,S(0)#1")
    #expect(attr.replacing(2, with: .shard(1)).description == "S(0)#1,S(0)#0,S(1)")
    #expect(attr.replacing(0, with: .partial(.max)).description == "P(max),S(0),S(0)")
    let sized = try TensorDistAttr(parsing: "S(1:4,1),R,S(0:1,2)", on: mesh)
    #expect(sized.replacing(0, with: .shard(0)).description == "S(0)#1,R,S(0:1,2)#0")
    #expect(
      sized.replacing(1, with: .shard(1), sizes: [2, 2]).description == "S(1:4,1),S(1:2,2),S(0:1,2)"
    )
  }

  @Test
  func `know their cutters, their partial dims and their last cuts`() throws {
    let mesh = try ProcessMesh(shape: [2, 2, 2, 2])
    let attr = try TensorDistAttr(parsing: "S(1)#1,P(max),S(1)#0,R", on: mesh)
    #expect(attr.cutters(of: 1) == [2, 0])
    #expect(attr.cutters(of: 0) == [])
    #expect(attr.partialDims == [1])
    #expect(attr.isPartial)
    #expect((0..<4).map(attr.isLastCut) == [true, false, false, false])
    #expect(!TensorDistAttr.replicated(on: mesh).isPartial)
  }
}
