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
  static let topologies = ["topology-nvlink-host.yaml", "topology-this-machine.yaml"]

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
    #expect(files == (Self.ready.map(\.file) + Self.topologies).sorted())
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
