import Foundation
import Testing

@testable import Sharding

/// Mesh files.
@Suite
struct MeshFileTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Meshes")

  static let ready: [(file: String, meshes: [String], ranks: Int)] = [
    ("1d-2.yaml", ["line[2: 0 1]"], 2),
    ("1d-4.yaml", ["line[4: 0 1 2 3]"], 4),
    ("1d-8.yaml", ["line[8: 0 1 2 3 4 5 6 7]"], 8),
    ("2x2.yaml", ["grid[2x2: 0 1 2 3]"], 4),
    ("2x2x2.yaml", ["cube[2x2x2: 0 1 2 3 4 5 6 7]"], 8),
    ("2x4.yaml", ["grid[2x4: 0 1 2 3 4 5 6 7]"], 8),
    (
      "overlapping.yaml",
      ["all[2x2: 0 1 2 3]", "left[3: 0 1 2]", "right[3: 1 2 3]", "one[1: 2]"], 4
    ),
    ("pipeline-2x2.yaml", ["stage0[2: 0 1]", "stage1[2: 2 3]"], 4),
    (
      "pipeline-4.yaml", ["stage0[2: 0 1]", "stage1[2: 2 3]", "stage2[3: 4 5 6]", "stage3[1: 7]"], 8
    ),
    (
      "reordered.yaml",
      [
        "plain[4: 0 1 2 3]", "snake[4: 0 1 3 2]", "reverse[4: 3 2 1 0]", "columns[2x2: 0 2 1 3]",
      ], 4
    ),
    ("encoder-dp2-tp2.yaml", ["model[2x2: 0 1 2 3]"], 4),
    ("encoder-pp2-tp2.yaml", ["stage0[2: 0 1]", "stage1[2: 2 3]"], 4),
    ("encoder-pp3.yaml", ["stage0[1: 0]", "stage1[1: 1]", "stage2[1: 2]"], 3),
    ("encoder-single.yaml", ["model[1: 0]"], 1),
    ("encoder-tp2.yaml", ["model[2: 0 1]"], 2),
    ("encoder-tp4.yaml", ["model[4: 0 1 2 3]"], 4),
    ("topology-16-hosts-ib.yaml", ["cluster[16x8: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 …]"], 128),
    ("topology-torus.yaml", ["cube[8x8x8: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 …]"], 512),
  ]

  /// Those that only describe a machine.
  static let topologies = [
    "topology-dgx-a100.yaml", "topology-dgx-h100.yaml", "topology-gb200-nvl72.yaml",
    "topology-h100-96.yaml", "topology-nvlink-host.yaml", "topology-this-machine.yaml",
  ]
  /// Those that place a model's parameters.
  static let placements = ["bert", "gpt2", "llama", "moe", "resnet", "vit"].map {
    "placements-\($0).yaml"
  }

  @Test(arguments: ready)
  func `that come ready all load, and name their meshes in order`(
    file: String, meshes: [String], ranks: Int
  ) throws {
    let read = try MeshFile(contentsOf: Self.folder.appendingPathComponent(file).path)
    #expect(read.meshes.map(\.description) == meshes)
    #expect(read.rankCount == ranks)
  }

  @Test
  func `that come ready are all in the table, and start with a comment that teaches`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    let meshes = files.filter { !$0.hasSuffix(".program") }
    #expect(meshes == (Self.ready.map(\.file) + Self.topologies + Self.placements).sorted())
    for file in files {
      let text = try String(contentsOf: Self.folder.appendingPathComponent(file), encoding: .utf8)
      #expect(text.hasPrefix("# "))
    }
  }

  @Test
  func `have axes and ranks by default, and find a mesh by its name`() throws {
    let file = try MeshFile(
      yaml: """
        # Two meshes, in block and in flow style.
        meshes:
          a:
            shape: [2, 2]
            ranks:
              - 3
              - 1
              - 2
              - 0
          b: { shape: [], ranks: [6] }
        """)
    #expect(file["a"]?.axes == ["d0", "d1"])
    #expect(file["a"]?.ranks == [3, 1, 2, 0])
    #expect(file["b"]?.shape == [])
    #expect(file["c"] == nil)
    #expect(file.rankCount == 7)
    let names = try MeshFile(yaml: "meshes: {2: {shape: [1, 1], axes: [y, n]}}")
    #expect(names["2"]?.axes == ["y", "n"])
  }

  @Test(arguments: [
    ("4-7", [4, 5, 6, 7]), ("[4-7]", [4, 5, 6, 7]), ("0-12:4", [0, 4, 8, 12]),
    ("[0-3:2, 9, 1]", [0, 2, 9, 1]), ("[7, 6, 4-5]", [7, 6, 4, 5]), ("[5-5, 0-8:3]", [5, 0, 3, 6]),
  ])
  func `may name ranks by ranges, as lists of processors do`(text: String, ranks: [Int]) throws {
    for (text, ranks) in [(text, ranks)] + (text == "4-7" ? [("4-7 # four", ranks)] : []) {
      let file = try MeshFile(yaml: "meshes:\n  a:\n    shape: [2, 2]\n    ranks: \(text)\n")
      #expect(file["a"]?.ranks == ranks)
      #expect(file["a"] == (try ProcessMesh(shape: [2, 2], ranks: ranks, name: "a")))
    }
  }

  @Test
  func `of many ranks are as short as of few`() throws {
    let file = try MeshFile(
      yaml: "meshes: { a: { shape: [65536] }, b: { shape: [256, 256], ranks: 65536-131071 } }")
    #expect(file["b"]?.isConsecutive == true && file["b"]?.coordinate(of: 65_793) == [1, 1])
    #expect(file.rankCount == 131_072)
  }

  @Test
  func `may use YAML's anchors`() throws {
    let file = try MeshFile(yaml: "meshes: { a: &m { shape: [2] }, b: *m }")
    #expect(file.meshes.map(\.description) == ["a[2: 0 1]", "b[2: 0 1]"])
  }

  @Test
  func `may be given as a shape instead`() throws {
    #expect(try MeshFile(argument: "2x4").meshes == [ProcessMesh(shape: [2, 4])])
    #expect(
      try MeshFile(argument: "{dp: 2}").meshes == [ProcessMesh(shape: [2], axes: ["dp"])])
    let path = Self.folder.appendingPathComponent("2x2.yaml").path
    #expect(try MeshFile(argument: path) == MeshFile(contentsOf: path))
    #expect(throws: ShardingError.file("nowhere/2x4: there is no such mesh file")) {
      try MeshFile(argument: "nowhere/2x4")
    }
  }
}
