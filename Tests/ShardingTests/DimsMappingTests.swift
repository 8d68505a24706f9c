import Elements
import Foundation
import Testing

@testable import Sharding

/// Dims_mapping.
@Suite
struct DimsMappingTests {
  static let cube = try! ProcessMesh(shape: [2, 2, 2])

  @Test(arguments: [
    ("R,R,R", 2, #"{"dims_mapping":[-1,-1],"partial":{}}"#),
    ("S(0),R,S(1)", 2, #"{"dims_mapping":[0,2],"partial":{}}"#),
    ("R,S(1),P(sum)", 3, #"{"dims_mapping":[-1,1,-1],"partial":{"2":"sum"}}"#),
    ("S(0),S(0),R", 1, #"{"dims_mapping":[[0,1]],"partial":{}}"#),
    ("S(0)#1,P(max),S(0)#0", 1, #"{"dims_mapping":[[2,0]],"partial":{"1":"max"}}"#),
    (
      "P(avg),P(all),P(any)", 0, #"{"dims_mapping":[],"partial":{"0":"avg","1":"all","2":"any"}}"#
    ),
  ])
  func `says what placements say, both ways`(text: String, tensorRank: Int, json: String) throws {
    let attr = try TensorDistAttr(parsing: text, on: Self.cube)
    let mapping = try DimsMapping(attr, tensorRank: tensorRank)
    #expect(try mapping.attr(on: Self.cube) == attr)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(mapping), as: UTF8.self) == json)
    #expect(try JSONDecoder().decode(DimsMapping.self, from: Data(json.utf8)) == mapping)
  }

  @Test(arguments: seeds)
  func `gives every random attribute without explicit sizes back`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    try generator.each(of: 200, explicitSizes: false) { mesh, shape, attr in
      let mapping = try DimsMapping(attr, tensorRank: shape.count)
      #expect(try mapping.attr(on: mesh) == attr)
      let json = try JSONEncoder().encode(mapping)
      #expect(try JSONDecoder().decode(DimsMapping.self, from: json) == mapping)
    }
  }

  @Test
  func `is read with partial left out, and with lists of one and of none`() throws {
    let json = #"{"dims_mapping": [[], [1], 0]}"#
    let read = try JSONDecoder().decode(DimsMapping.self, from: Data(json.utf8))
    #expect(read == (try DimsMapping(dimsMapping: [[], [1], [0]])))
    #expect(read.description == "dims_mapping [-1, 1, 0], partial {}")
  }

  @Test(arguments: [
    #"{}"#, #"{"dims_mapping": 0}"#, #"{"dims_mapping": [-2]}"#, #"{"dims_mapping": ["0"]}"#,
    #"{"dims_mapping": [0, 0]}"#, #"{"dims_mapping": [[1, 1]]}"#, #"{"dims_mapping": [0.5]}"#,
    #"{"dims_mapping": [0], "partial": {"0": "sum"}}"#,
    #"{"dims_mapping": [0], "partial": {"1": "mean"}}"#,
    #"{"dims_mapping": [0], "partial": {"a": "sum"}}"#,
    #"{"dims_mapping": [0], "partial": {"-1": "sum"}}"#,
  ])
  func `is refused as JSON where it is not one`(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(DimsMapping.self, from: Data(json.utf8))
    }
  }

  @Test
  func `refuses what it cannot say, and meshes without its mesh dims`() throws {
    let sized = try TensorDistAttr(parsing: "S(0:2,1),R,R", on: Self.cube)
    #expect(
      throws: ShardingError.placement(
        "placement 'S(0:2,1),R,R': dims_mapping cannot say explicit sizes, mesh dim 0 has [2, 1]")
    ) { try DimsMapping(sized, tensorRank: 1) }
    let deep = try TensorDistAttr(parsing: "R,S(1),R", on: Self.cube)
    #expect(
      throws: ShardingError.placement(
        "placement 'R,S(1),R': S(1) needs a tensor of at least 2 dims, it has 1")
    ) { try DimsMapping(deep, tensorRank: 1) }
    #expect(
      throws: ShardingError.placement(
        "dims_mapping [-1, 3], partial {2: sum}: mesh dim 3 is used, mesh [2x2x2: 0 1 2 3 4 5 6 7] "
          + "has 3 dims")
    ) { try DimsMapping(dimsMapping: [[], [3]], partial: [2: .sum]).attr(on: Self.cube) }
    #expect(
      throws: ShardingError.placement(
        "dims_mapping [[0], [1]], partial on [1]: each mesh dim may be used once, mesh dim 1 is used "
          + "twice")
    ) { try DimsMapping(dimsMapping: [[0], [1]], partial: [1: .sum]) }
  }
}
