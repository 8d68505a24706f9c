import Testing

@testable import Sharding

/// Process meshes.
@Suite
struct ProcessMeshTests {
  @Test
  func `count row-major, and know groups by one coordinate`() throws {
    let mesh = try ProcessMesh(shape: [2, 3], ranks: [10, 11, 12, 3, 4, 5])
    #expect(mesh.coordinate(of: 4) == [1, 1])
    #expect(mesh.rank(at: [0, 2]) == 12)
    #expect(mesh.coordinate(of: 0) == nil)
    #expect(mesh.group(of: [1, 2], along: 0) == [12, 5])
    #expect(mesh.group(of: [1, 2], along: 1) == [3, 4, 5])
    #expect(mesh.axes == ["d0", "d1"])
    for position in 0..<6 {
      #expect(mesh.position(at: mesh.coordinate(at: position)) == position)
      #expect(mesh.position(of: mesh.ranks[position]) == position)
    }
    #expect(!mesh.contains(6))
    #expect(!mesh.contains(13))
  }

  @Test
  func `are equal whether their ranks are a range or a list, and find the same ranks`() throws {
    for first in [0, 5] {
      let range = try ProcessMesh(shape: [2, 3], ranks: first..<first + 6)
      let list = try ProcessMesh(shape: [2, 3], ranks: Array(first..<first + 6))
      #expect(range == list && range.hashValue == list.hashValue && range.ranks == list.ranks)
      #expect(range.isConsecutive && list.isConsecutive)
      for rank in 0..<13 { #expect(range.position(of: rank) == list.ranks.firstIndex(of: rank)) }
    }
    let mixed = try ProcessMesh(shape: [2], ranks: [1, 0])
    let plain = try ProcessMesh(shape: [2], ranks: 0..<2)
    #expect(!mixed.isConsecutive && mixed != plain)
  }

  @Test
  func `find ranks of a long list that is in no order`() throws {
    let ranks = Array(0..<1000).map { $0 * 7 % 1000 * 3 }
    let mesh = try ProcessMesh(shape: [10, 100], ranks: ranks)
    for (position, rank) in ranks.enumerated() { #expect(mesh.position(of: rank) == position) }
    for rank in [-1, 1, 3000, 2999, Int.max, Int.min] { #expect(mesh.position(of: rank) == nil) }
  }

  @Test(arguments: [
    (-2..<1, "ranks must not be negative, one is -2"),
    (2_147_483_646..<2_147_483_649, "ranks must be at most 2147483647, one is 2147483648"),
    (0..<4, "shape [3] needs 3 ranks, 4 are given"),
  ])
  func `refuse ranges that cannot be`(ranks: Range<Int>, what: String) {
    #expect(throws: ShardingError.mesh("mesh: \(what)")) {
      try ProcessMesh(shape: [3], ranks: ranks)
    }
  }

  @Test
  func `may have one rank, or no dims`() throws {
    #expect(ProcessMesh.single(7).ranks == [7])
    let point = try ProcessMesh(shape: [], ranks: [7])
    #expect(point.coordinate(of: 7) == [])
    #expect(point.rank(at: []) == 7)
  }

  @Test
  func `are the same ranks whatever their names`() throws {
    let mesh = try ProcessMesh(shape: [2], axes: ["x"], name: "a")
    #expect(mesh.hasSameRanks(as: try ProcessMesh(shape: [2])))
    #expect(mesh != (try ProcessMesh(shape: [2])))
    #expect(!mesh.hasSameRanks(as: try ProcessMesh(shape: [1, 2])))
    #expect(!mesh.hasSameRanks(as: try ProcessMesh(shape: [2], ranks: [1, 0])))
  }

  @Test(
    arguments: [
      (
        [Int](repeating: 1, count: 65), nil, nil,
        "a mesh has at most 64 dims, the shape has 65"
      ),
      ([2, 0], nil, nil, "dim 1 must have a length of at least 1, it has 0"),
      ([-2], nil, nil, "dim 0 must have a length of at least 1, it has -2"),
      ([2, 2], nil, [0, 1, 2], "shape [2, 2] needs 4 ranks, 3 are given"),
      ([2], nil, [-1, 0], "ranks must not be negative, one is -1"),
      ([3], nil, [4, 0, 4], "ranks must be distinct, rank 4 is named twice"),
      ([1], nil, [1 << 40], "ranks must be at most 2147483647, one is 1099511627776"),
      ([2, 2], ["a"], nil, "shape [2, 2] needs 2 distinct axes, given [\"a\"]"),
      ([2, 2], ["a", "a"], nil, "shape [2, 2] needs 2 distinct axes, given [\"a\", \"a\"]"),
      (
        [1 << 40, 1 << 40], nil, nil,
        "shape [1099511627776, 1099511627776] has more than 16777216 ranks"
      ),
    ] as [([Int], [String]?, [Int]?, String)])
  func `refuse what cannot be`(shape: [Int], axes: [String]?, ranks: [Int]?, what: String) {
    #expect(throws: ShardingError.mesh("mesh 'm': \(what)")) {
      try ProcessMesh(shape: shape, axes: axes, ranks: ranks, name: "m")
    }
  }

  @Test(arguments: ["", "a b", "a@b", "a,b", "{"])
  func `refuse names that the notation cannot say`(name: String) {
    #expect(throws: ShardingError.self) { try ProcessMesh(shape: [1], name: name) }
    #expect(throws: ShardingError.self) { try ProcessMesh(shape: [1], axes: [name]) }
  }

  @Test(arguments: [
    ("", 1, "expected the length of a mesh dim or '{', found the end"),
    ("2x", 3, "expected the length of a mesh dim, found the end"),
    ("2x4,2", 4, "expected 'x' or the end, found ','"),
    ("2*4", 2, "expected 'x', ',' or the end, found '*'"),
    ("{dp}", 4, "expected ':', found '}'"),
    ("{dp:2 tp:4}", 7, "expected '}' or ',', found 'tp'"),
    ("{:2}", 2, "expected the name of an axis, found ':'"),
    ("{dp:}", 5, "expected the length of axis 'dp', found '}'"),
    ("{}2", 3, "expected the end, found '2'"),
  ])
  func `given by their shape in text, are refused with the column`(
    text: String, column: Int, what: String
  ) {
    #expect(throws: ShardingError.notation("notation '\(text)', column \(column): \(what)")) {
      try ProcessMesh(parsing: text)
    }
    #expect(throws: ShardingError.self) { try ProcessMesh(parsing: "2x0") }
  }
}
