import Resharding
import Sharding
import Testing

/// One transition for each row of the design's table, and the function that is to carry it.
@Suite struct FunctionChoiceTests {
  /// Meshes by name; transitions in the notation.
  static let meshes = [
    try! ProcessMesh(shape: [4], name: "row"),
    try! ProcessMesh(shape: [2], ranks: [4, 5], name: "far"),
    try! ProcessMesh(shape: [4], ranks: [4, 5, 6, 7], name: "stage"),
    try! ProcessMesh(shape: [2], ranks: [1, 3], name: "part"),
    try! ProcessMesh(shape: [1], ranks: [6], name: "one"),
    try! ProcessMesh(shape: [2, 2], name: "grid"),
    try! ProcessMesh(shape: [2, 2], ranks: [2, 3, 4, 5], name: "next"),
  ]

  static let table = [
    ("R@row", "S(0)@row", "RToS"), ("R@row", "P(sum)@row", "RToP"),
    ("S(1)@row", "R@row", "SToR"), ("S(0)@row", "S(1)@row", "SToS"),
    ("S(0)@row", "S(0:1,2,0,5)@row", "SToS"), ("S(0)@row", "P(max)@row", "SToP"),
    ("P(sum)@row", "R@row", "PToR"), ("P(sum)@row", "S(1)@row", "PToS"),
    ("P(sum)@row", "P(max)@row", "PToP"),
    ("R@row", "S(0)@far", "RToSCrossMesh"), ("S(0)@row", "R@far", "SToRCrossMesh"),
    ("S(0)@row", "S(1)@far", "SToSCrossMesh"), ("P(sum)@row", "S(0)@far", "PToSCrossMesh"),
    ("S(0)@row", "P(sum)@far", "SToPCrossMesh"), ("R@row", "P(sum)@far", "RToPCrossMesh"),
    ("P(sum)@row", "R@far", "PToRCrossMesh"),
    ("S(0)@row", "R@one", "XToRShrink"), ("P(sum),S(0)@grid", "R@one", "XToRShrink"),
    ("R@one", "P(sum),S(1)@grid", "RToXExpand"), ("R@one", "S(0)@row", "RToXExpand"),
    ("S(0)@row", "S(0)@stage", "SameStatus"), ("P(sum)@row", "P(sum)@stage", "SameStatus"),
    ("R@row", "R@far", "SameStatus"), ("S(0),R@grid", "S(0),R@next", "SameStatus"),
    ("S(0),S(1)@grid", "S(1),S(0)@grid", "SameNdMesh"),
    ("S(0)#0,S(0)#1@grid", "S(0)#1,S(0)#0@grid", "SameNdMesh"),
    ("P(sum),P(max)@grid", "R,R@grid", "SameNdMesh"),
    ("S(0),S(1)@grid", "R@far", "CrossNdMesh"), ("P(sum)@row", "P(max)@far", "CrossNdMesh"),
    ("S(0),P(sum)@grid", "S(0)@part", "GlobalToSubMesh"),
    ("S(1)@part", "R,S(0)@grid", "SubMeshToGlobal"),
    // One mesh dim of several changes, alone: the 1-D function, in its groups.
    ("S(0),P(sum)@grid", "S(0),R@grid", "PToR"), ("R,S(0)@grid", "S(1),S(0)@grid", "RToS"),
    ("S(0),S(0)@grid", "S(0),R@grid", "SToR"), ("S(1),S(0)@grid", "P(min),S(0)@grid", "SToP"),
    // The first cut of two cannot change alone.
    ("S(0),S(0)@grid", "R,S(0)@grid", "SameNdMesh"),
  ]

  @Test(arguments: table)
  func `the table's function is chosen`(from: String, to: String, function: String) throws {
    let plan = try Self.plan(from, to)
    #expect(plan.function == function, "\(plan)")
  }

  @Test func `every function of the list is chosen for some row`() {
    #expect(Set(Self.table.map(\.2)) == Set(allReshardFunctions.map { $0.name }))
  }

  @Test(arguments: ["S(0),R@grid", "P(sum),P(max)@grid", "S(0)#1,S(0)#0@grid", "S(0:3,5)@far"])
  func `nothing changes and nothing is done`(attr: String) throws {
    let plan = try Self.plan(attr, attr)
    #expect(plan.function == nil)
    #expect(plan.steps.isEmpty)
  }

  static func plan(_ from: String, _ to: String) throws -> ReshardPlan {
    try Planner().plan(
      Transition(
        shape: [8, 12], dtype: .float32, from: TensorDistAttr(parsing: from, on: meshes),
        to: TensorDistAttr(parsing: to, on: meshes)))
  }
}
