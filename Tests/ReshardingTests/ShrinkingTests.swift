import Elements
import ReshardCases
import Resharding
import Sharding
import Testing

@Suite struct ShrinkingTests {
  @Test func `a failure is shrunk to what it needs, and told as a command`() throws {
    let mesh = try ProcessMesh(shape: [2, 3, 2])
    let transition = Transition(
      shape: [12, 7, 5], dtype: .bfloat16,
      from: try TensorDistAttr(parsing: "S(0),P(max),S(1)", on: [mesh]),
      to: try TensorDistAttr(parsing: "R,S(2),P(max)", on: [mesh]))
    // As if every reduction to shards were wrong.
    let smallest = transition.shrunk {
      $0.from.isPartial && $0.to.placements.contains { $0.shardDim != nil }
    }
    #expect(smallest.from.mesh.count < mesh.count)
    #expect(smallest.dtype == .int32)
    #expect(smallest.shape.allSatisfy { $0 == 1 })
    #expect(
      smallest.commandLine
        == "tessera reshard --virtual --verify --shape '1,1,1' --dtype i32 "
        + "--mesh '{meshes: {a: {shape: [3], ranks: [0, 2, 4]}, b: {shape: [3], ranks: [0, 2, 4]}}}' "
        + "--from 'P(max)@a' --to 'S(2)@b'")
  }

  @Test func `the command's meshes are a mesh file in place`() throws {
    let file = try MeshFile(
      argument: "{meshes: {a: {shape: [2], ranks: [3, 1]}, b: {shape: [1], ranks: [0]}}}")
    #expect(file.meshes.map(\.ranks) == [[3, 1], [0]])
    #expect(file.meshes.map(\.name) == ["a", "b"])
  }
}
