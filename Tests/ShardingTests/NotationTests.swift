import Elements
import Testing

@testable import Sharding

/// The notation.
@Suite
struct NotationTests {
  static let line = try! ProcessMesh(shape: [4], name: "line")
  static let grid = try! ProcessMesh(shape: [2, 4], axes: ["dp", "tp"], name: "grid")
  static let square = try! ProcessMesh(shape: [2, 2])
  static let point = try! ProcessMesh(shape: [], ranks: [3], name: "point")

  @Test(arguments: [
    ("R", line, "R@line"), ("S(0)@line", line, "S(0)@line"),
    (" S ( 0 : 5 , 1, 0,2 ) @ line ", line, "S(0:5,1,0,2)@line"),
    ("S(0:0,0,0,0)#0", line, "S(0:0,0,0,0)@line"), ("P(avg)", line, "P(avg)@line"),
    ("S(0)#1,S(0)#0", square, "S(0)#1,S(0)#0"), ("S(0)#0,S(0)#1", square, "S(0),S(0)"),
    ("S(0:5,1)#1,S(0)#0", square, "S(0:5,1)#1,S(0)#0"), ("S(1),P(max)", square, "S(1),P(max)"),
    ("\tP(any) ,\nR", square, "P(any),R"), ("", point, "@point"), ("@point", point, "@point"),
    ("S(12)", line, "S(12)@line"), ("S(007)", line, "S(7)@line"),
  ])
  func `prints what it parsed, in its one spelling`(
    text: String, mesh: ProcessMesh, printed: String
  ) throws {
    let attr = try TensorDistAttr(parsing: text, on: mesh)
    #expect(attr.description == printed)
    #expect(try TensorDistAttr(parsing: printed, on: mesh) == attr)
  }

  @Test
  func `reads each part of a placement into the attribute`() throws {
    let attr = try TensorDistAttr(parsing: "S(0:5,1)#1,S(0)#0", on: Self.square)
    #expect(attr.placements == [.shard(0), .shard(0)])
    #expect(attr.cutOrder == [1, 0])
    #expect(attr.sizes == [[5, 1], nil])
    #expect(attr.cutters(of: 0) == [1, 0])
  }

  @Test
  func `keeps the mesh dims' own order for tensor dims that give no turn`() throws {
    let cube = try ProcessMesh(shape: [2, 2, 2, 2])
    let attr = try TensorDistAttr(parsing: "S(0),S(1)#1,S(0),S(1)#0", on: cube)
    #expect(attr.cutOrder == [0, 1, 1, 0])
    #expect(attr.description == "S(0),S(1)#1,S(0),S(1)#0")
  }

  @Test
  func `finds the named mesh among several, and needs no name where there is one`() throws {
    let both = [Self.line, Self.grid]
    #expect(try TensorDistAttr(parsing: "R@line", on: both).mesh == Self.line)
    #expect(try TensorDistAttr(parsing: "R,R@grid", on: both).mesh == Self.grid)
    #expect(try TensorDistAttr(parsing: "R,R", on: [Self.grid]).mesh == Self.grid)
    #expect(try TensorDistAttr(parsing: "R@line", on: [Self.line, Self.line]).mesh == Self.line)
  }

  @Test(arguments: ["a", "2x2", "stage-1", "pp.0_1", "étage"])
  func `takes any name that a mesh can have`(name: String) throws {
    let mesh = try ProcessMesh(shape: [2], name: name)
    let other = try ProcessMesh(shape: [2], name: "other")
    #expect(try TensorDistAttr(parsing: "S(0)@\(name)", on: [other, mesh]).mesh == mesh)
  }

  @Test(arguments: [
    ("f32[8,6]{S(0),R@grid}", "f32[8,6]{S(0),R@grid}"),
    ("float32 [ 8 , 6 ] { S(0) , R }", "f32[8,6]{S(0),R@grid}"),
    ("bf16[]{R,R}", "bf16[]{R,R@grid}"), ("bool[0]{S(0),P(any)}", "bool[0]{S(0),P(any)@grid}"),
    ("complex64[3]{R,S(0:1,0,2,0)}", "c64[3]{R,S(0:1,0,2,0)@grid}"),
    ("int64[2,2,2,2,2]{S(4)#1,S(4)#0@grid}", "i64[2,2,2,2,2]{S(4)#1,S(4)#0@grid}"),
  ])
  func `of a whole tensor prints what it parsed`(text: String, printed: String) throws {
    let spec = try TensorSpec(parsing: text, on: [Self.grid])
    #expect(spec.description == printed)
    #expect(try TensorSpec(parsing: printed, on: [Self.grid]) == spec)
  }

  @Test
  func `of a tensor on a mesh without dims has empty braces`() throws {
    let mesh = try ProcessMesh(shape: [], ranks: [0])
    #expect(try TensorSpec(parsing: "f64[2]{}", on: [mesh]).description == "f64[2]{}")
    #expect(
      try TensorSpec(parsing: "f64[2]{@point}", on: [Self.point]).description == "f64[2]{@point}")
  }

  @Test(arguments: [("6,10", [6, 10]), ("[6, 10]", [6, 10]), ("[]", []), ("0", [0])])
  func `reads shapes alone`(text: String, shape: [Int]) throws {
    #expect(try TensorSpec.shape(parsing: text) == shape)
  }

  @Test
  func `reads meshes by their shape`() throws {
    #expect(try ProcessMesh(parsing: "2x4") == ProcessMesh(shape: [2, 4]))
    #expect(try ProcessMesh(parsing: "2,4", name: "m") == ProcessMesh(shape: [2, 4], name: "m"))
    #expect(try ProcessMesh(parsing: " 8 ") == ProcessMesh(shape: [8]))
    #expect(try ProcessMesh(parsing: "{}") == ProcessMesh(shape: []))
    #expect(
      try ProcessMesh(parsing: "{dp:2, tp : 4}") == ProcessMesh(shape: [2, 4], axes: ["dp", "tp"]))
  }
}
