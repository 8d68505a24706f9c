import Foundation
import Testing

@testable import Sharding

/// Mesh files that are wrong.
@Suite
struct MeshFileErrorTests {
  @Test(arguments: [
    ("", ": key 'meshes' is required, the file is empty"),
    ("# nothing\n", ": key 'meshes' is required, the file is empty"),
    (
      "a",
      ", line 1: the file: a mapping with the keys 'meshes', 'topology' is required, 'a' is given"
    ),
    (
      "[1]",
      ", line 1: the file: a mapping with the keys 'meshes', 'topology' is required, a list is given"
    ),
    ("{}", ", line 1: key 'meshes' is required, it is missing"),
    (
      "mesh: {}", ", line 1: the file: a key must be one of 'meshes', 'topology', 'mesh' is given"
    ),
    (
      "meshes:\n",
      ", line 1: key 'meshes': a mapping from names to meshes is required, nothing is given"
    ),
    ("meshes: {}", ", line 1: key 'meshes': at least one mesh is required"),
    (
      "meshes: [a]",
      ", line 1: key 'meshes': a mapping from names to meshes is required, a list is given"
    ),
    (
      "meshes: {[a]: {}}",
      ", line 1: key 'meshes': the name of a mesh is required, a list is given"
    ),
    (
      "meshes:\n  a:\n",
      ", line 2: mesh 'a': a mapping with the keys 'shape', 'axes', 'ranks' is required, nothing is given"
    ),
    ("meshes:\n  a: {}", ", line 2: mesh 'a': key 'shape' is required, it is missing"),
    (
      "meshes:\n  a:\n    shape: 2",
      ", line 3: mesh 'a', key 'shape': a list of whole numbers is required, '2' is given"
    ),
    (
      "meshes:\n  a: {shape: [2.5]}",
      ", line 2: mesh 'a', key 'shape': a list of whole numbers is required, in it '2.5' is given"
    ),
    (
      "meshes:\n  a: {shape: ['2']}",
      ", line 2: mesh 'a', key 'shape': a list of whole numbers is required, in it '2' is given"
    ),
    (
      "meshes:\n  a: {shape: [010]}",
      ", line 2: mesh 'a', key 'shape': a list of whole numbers is required, in it '010' is given"
    ),
    (
      "meshes:\n  a: {shape: [99999999999999999999]}",
      ", line 2: mesh 'a', key 'shape': a list of whole numbers is required, in it '99999999999999999999' is given"
    ),
    (
      "meshes:\n  a: {shape: [2], axes: x}",
      ", line 2: mesh 'a', key 'axes': a list of names is required, 'x' is given"
    ),
    (
      "meshes:\n  a: {shape: [2], axes: [[x]]}",
      ", line 2: mesh 'a', key 'axes': a list of names is required, in it a list is given"
    ),
    (
      "meshes:\n  a: {shape: [2], ranks: {0: 1}}",
      ", line 2: mesh 'a', key 'ranks': a range of ranks (4-7) or a list of ranks and ranges is required, a mapping is given"
    ),
    (
      "meshes:\n  a: {shape: [2], ranks: 4}",
      ", line 2: mesh 'a', key 'ranks': a range of ranks (4-7) or a list of ranks and ranges is required, '4' is given"
    ),
    (
      "meshes:\n  a: {shape: [2], ranks: '4-5'}",
      ", line 2: mesh 'a', key 'ranks': a range of ranks (4-7) or a list of ranks and ranges is required, '4-5' is given"
    ),
    (
      "meshes:\n  a: {shape: [2], ranks: [1, 04-5]}",
      ", line 2: mesh 'a', key 'ranks': a range of ranks (4-7) or a list of ranks and ranges is required, in it '04-5' is given"
    ),
    (
      "meshes:\n  a: {shape: [2], ranks: [1, 4-5:0]}",
      ", line 2: mesh 'a', key 'ranks': a range of ranks (4-7) or a list of ranks and ranges is required, in it '4-5:0' is given"
    ),
    (
      "meshes:\n  a: {shape: [2], ranks: 5-4}",
      ", line 2: mesh 'a', key 'ranks': a range goes from its lowest rank to its highest, '5-4' is given"
    ),
    (
      "meshes:\n  a: {shape: [2], ranks: 4-7}",
      ", line 2: mesh 'a': shape [2] needs 2 ranks, 4 are given"
    ),
    (
      "meshes:\n  a: {shape: [4], ranks: [4-6, 5]}",
      ", line 2: mesh 'a': ranks must be distinct, rank 5 is named twice"
    ),
    (
      "meshes:\n  a: {shape: [2], ranks: 2147483647-2147483648}",
      ", line 2: mesh 'a', key 'ranks': ranks must be at most 2147483647, '2147483647-2147483648' is given"
    ),
    (
      "meshes:\n  a: {shape: [2], ranks: [0, 1-2147483647]}",
      ", line 2: mesh 'a', key 'ranks': the lists of a file have at most 16777216 ranks, these have more"
    ),
    (
      "meshes:\n  a: {shape: [2], ranks: 0-2147483647}",
      ", line 2: mesh 'a': shape [2] needs 2 ranks, 2147483648 are given"
    ),
    (
      "meshes:\n  a: {shape: [2], ranks: [9223372036854775807, 0]}",
      ", line 2: mesh 'a': ranks must be at most 2147483647, one is 9223372036854775807"
    ),
    (
      "meshes:\n  a: {shape: [2], rank: [0, 1]}",
      ", line 2: mesh 'a': a key must be one of 'shape', 'axes', 'ranks', 'rank' is given"
    ),
    (
      "meshes:\n  a: {shape: [2], ranks: [0, 0]}",
      ", line 2: mesh 'a': ranks must be distinct, rank 0 is named twice"
    ),
    (
      "meshes:\n  a: {shape: [2], ranks: [0, -1]}",
      ", line 2: mesh 'a': ranks must not be negative, one is -1"
    ),
    (
      "meshes:\n  a: {shape: [2, 2], ranks: [0, 1]}",
      ", line 2: mesh 'a': shape [2, 2] needs 4 ranks, 2 are given"
    ),
    (
      "meshes:\n  a: {shape: [0]}",
      ", line 2: mesh 'a': dim 0 must have a length of at least 1, it has 0"
    ),
    (
      "meshes:\n  a b: {shape: [2]}",
      ", line 2: mesh 'a b': the name must be made of letters, digits, '_', '-' and '.'"
    ),
    (
      "meshes:\n  a: {shape: [1], axes: ['']}",
      ", line 2: mesh 'a', axis '': the name must be made of letters, digits, '_', '-' and '.'"
    ),
    (
      "meshes:\n  a: {shape: [2]}\n  a: {shape: [3]}",
      ", line 2: keys must be distinct, 'a' is given twice"
    ),
    ("meshes: [", ", line 2, column 1: not YAML: did not find expected node content"),
    (
      "meshes:\n\ta: 1",
      ", line 2, column 1: not YAML: found character that cannot start any token"
    ),
    ("meshes: *a", ", line 1, column 9: not YAML: found undefined alias"),
    ("a: 1\n---\nb: 2", ", line 2, column 1: not YAML: but found another document"),
  ])
  func `are refused with the line, the mesh, the key, what is required and what is given`(
    text: String, what: String
  ) {
    #expect(throws: ShardingError.file("m.yaml\(what)")) {
      try MeshFile(yaml: text, path: "m.yaml")
    }
  }

  @Test
  func `with control characters are not YAML`() {
    #expect(
      throws: ShardingError.file("m.yaml: not YAML: control characters are not allowed")
    ) { try MeshFile(yaml: "a: \u{0}", path: "m.yaml") }
  }

  @Test(arguments: [10_000, 1_000_000])
  func `of any depth give an error, never a crash`(depth: Int) {
    #expect(throws: ShardingError.self) {
      try MeshFile(yaml: "meshes: " + String(repeating: "[", count: depth), path: "m.yaml")
    }
    #expect(throws: ShardingError.self) {
      try MeshFile(
        yaml: "meshes: " + String(repeating: "[", count: depth)
          + String(repeating: "]", count: depth), path: "m.yaml")
    }
  }

  @Test
  func `that have no end are read no further than they may be long`() {
    #expect(
      throws: ShardingError.file("/dev/zero: a mesh file has at most 4 MiB, this has more")
    ) { try MeshFile(contentsOf: "/dev/zero") }
  }

  @Test
  func `that repeat a part by very many aliases are refused, by a few are read`() throws {
    func file(_ count: Int) -> String {
      let ranks = Array(repeating: "*one", count: count).joined(separator: ", ")
      return "meshes:\n  a: { shape: [1], axes: [&one tp], ranks: [0] } # \(ranks)\n"
        + (0..<count).map { "  m\($0): { shape: [1], axes: [*one], ranks: [\($0)] }\n" }.joined()
    }
    #expect(try MeshFile(yaml: file(32), path: "m.yaml").meshes.count == 33)
    #expect(
      throws: ShardingError.file(
        "m.yaml: at most 32 aliases (*name) are allowed, there are 33")
    ) { try MeshFile(yaml: file(33), path: "m.yaml") }
  }

  @Test
  func `that are missing, folders, or not text say so`() throws {
    let folder = FileManager.default.temporaryDirectory.path
    #expect(throws: ShardingError.file("\(folder)/no.yaml: there is no such mesh file")) {
      try MeshFile(contentsOf: "\(folder)/no.yaml")
    }
    #expect(throws: ShardingError.file("\(folder): a mesh file is required, this is a directory")) {
      try MeshFile(contentsOf: folder)
    }
    let file = "\(folder)/mesh-\(UInt64.random(in: 0 ... .max)).yaml"
    try Data([0x6d, 0xff, 0xfe]).write(to: URL(fileURLWithPath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    #expect(throws: ShardingError.file("\(file): a mesh file must be UTF-8 text, this is not")) {
      try MeshFile(contentsOf: file)
    }
  }
}
