import Sharding
import Testing

/// A mesh dim whose coordinates are stages.
@Suite struct StageMeshesTests {
  @Test(arguments: [
    ([2, 2, 2], ["pp", "dp", "tp"], [[0, 1, 2, 3], [4, 5, 6, 7]]),
    ([2, 3], ["dp", "pp"], [[0, 3], [1, 4], [2, 5]]),
    ([2, 2, 2], ["dp", "pp", "tp"], [[0, 1, 4, 5], [2, 3, 6, 7]]),
    ([4], ["pp"], [[0], [1], [2], [3]]),
  ])
  func `each stage has the ranks of its coordinate`(
    shape: [Int], axes: [String], ranks: [[Int]]
  ) throws {
    let stages = try #require(ProcessMesh(shape: shape, axes: axes).stages(along: "pp"))
    #expect(stages.map(\.ranks) == ranks)
    #expect(stages.map(\.name) == ranks.indices.map { "stage\($0)" })
    #expect(stages[0].axes == (axes.count == 1 ? ["dp"] : axes.filter { $0 != "pp" }))
    // The text says the same meshes.
    #expect(try MeshFile(argument: MeshFile.text(of: stages)).meshes == stages)
  }

  @Test func `ranks in another order stay in it`() throws {
    let mesh = try ProcessMesh(shape: [2, 2], axes: ["pp", "tp"], ranks: [7, 3, 5, 1])
    let stages = try #require(mesh.stages(along: "pp"))
    #expect(stages.map(\.ranks) == [[7, 3], [5, 1]])
    #expect(try MeshFile(argument: MeshFile.text(of: stages)).meshes == stages)
    #expect(mesh.stages(along: "dp") == nil)
  }
}
