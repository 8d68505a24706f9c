import Foundation
import Testing

@testable import Sharding

/// What PyTorch 2.13's DTensor holds on every rank of small meshes; `local` lists shape and offset.
private struct TorchCase: Decodable {
  let mesh: [Int]
  let shape: [Int]
  let placements: String
  let local: [[[Int]]]
}

/// Local boxes.
@Suite
struct LocalBoxTests {
  @Test
  func `are the local shapes and offsets of torch, for nested shards too`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/torch-local-shards.jsonl")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 113)
    for line in lines {
      let expected = try JSONDecoder().decode(TorchCase.self, from: Data(line.utf8))
      let mesh = try ProcessMesh(shape: expected.mesh)
      let attr = try TensorDistAttr(parsing: expected.placements, on: mesh)
      #expect(expected.local.count == mesh.count)
      #expect(
        attr.emptyRankCount(shape: expected.shape) == expected.local.count { $0[0].contains(0) })
      for (rank, local) in expected.local.enumerated() {
        let box = try #require(attr.box(of: rank, shape: expected.shape))
        #expect(box.sizes == local[0], "\(line), rank \(rank)")
        // Torch puts an empty shard at the end of the dim, here it is at the end of what was cut.
        if !box.isEmpty { #expect(box.offsets == local[1], "\(line), rank \(rank)") }
      }
    }
  }

  @Test(arguments: [
    ("S(0),S(0)", [9], ["[0:3]", "[3:5]", "[5:7]", "[7:9]"]),
    ("S(0)#1,S(0)#0", [9], ["[0:3]", "[5:7]", "[3:5]", "[7:9]"]),
    ("S(0:6,1),R", [7, 2], ["[0:6, 0:2]", "[0:6, 0:2]", "[6:7, 0:2]", "[6:7, 0:2]"]),
    ("S(0:0,7),S(0)", [7], ["[0:0]", "[0:0]", "[0:4]", "[4:7]"]),
    ("S(0)#1,S(0:1,4)#0", [5], ["[0:1]", "[1:3]", "[1:1]", "[3:5]"]),
    ("S(0),S(0:3,1)", [8], ["[0:3]", "[3:4]", "[4:7]", "[7:8]"]),
    ("S(1),S(0)", [1, 3], ["[0:1, 0:2]", "[1:1, 0:2]", "[0:1, 2:3]", "[1:1, 2:3]"]),
    ("P(sum),R", [], ["[]", "[]", "[]", "[]"]),
  ])
  func `are cut in the shard order, and by explicit sizes`(
    text: String, shape: [Int], boxes: [String]
  ) throws {
    let attr = try TensorDistAttr(parsing: text, on: ProcessMesh(shape: [2, 2]))
    try attr.validate(shape: shape)
    #expect((0..<4).map { "\(attr.box(of: $0, shape: shape)!)" } == boxes)
  }

  @Test
  func `exist only on ranks of the mesh`() throws {
    let attr = TensorDistAttr.replicated(on: try ProcessMesh(shape: [2], ranks: [5, 3]))
    #expect(attr.box(of: 4, shape: [2]) == nil)
    #expect(attr.box(of: 3, shape: [2]) == Box(shape: [2]))
  }

  @Test(arguments: seeds)
  func `cover every element as often as the tensor is replicated`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    try generator.each(of: 120) { mesh, shape, attr in
      try attr.validate(shape: shape)
      var cover = [Int](repeating: 0, count: shape.reduce(1, *))
      for rank in mesh.ranks {
        let box = try #require(attr.box(of: rank, shape: shape))
        for element in box.linearIndices(in: shape) { cover[element] += 1 }
      }
      let copies = mesh.shape.indices.filter { attr.placements[$0].shardDim == nil }
        .reduce(1) { $0 * mesh.shape[$1] }
      #expect(cover.allSatisfy { $0 == copies }, "\(attr) on \(mesh), shape \(shape)")
    }
  }

  @Test(arguments: seeds)
  func `have in each dim the range that is asked for alone`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    try generator.each(of: 200) { mesh, shape, attr in
      for position in mesh.ranks.indices {
        let coordinate = mesh.coordinate(at: position)
        let box = attr.box(at: coordinate, shape: shape)
        let ranges = shape.indices.map { attr.range(of: $0, shape[$0], at: coordinate) }
        #expect(
          ranges.map(\.lowerBound) == box.offsets && ranges.map(\.count) == box.sizes,
          "seed \(seed): \(attr) on \(mesh), shape \(shape), at \(coordinate)")
      }
    }
  }
}

extension Box {
  /// The row-major indices of the box's elements in a tensor of `shape`.
  func linearIndices(in shape: [Int]) -> [Int] {
    shape.indices.reduce([0]) { indices, dim in
      indices.flatMap { index in
        (offsets[dim]..<offsets[dim] + sizes[dim]).map { index * shape[dim] + $0 }
      }
    }
  }
}
