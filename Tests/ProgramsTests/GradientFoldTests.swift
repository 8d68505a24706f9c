import Elements
import Programs
import Sharding
import Testing

/// Who folds gradients, and along which mesh dims.
@Suite struct GradientFoldTests {
  /// A layer on rows that are cut along dp, with a weight that lies so.
  private static func folds(
    rows: String, weight: String, passes: [any ProgramPass.Type] = ProgramPasses.all
  ) throws -> [GradientFold] {
    let program = try Program.trace("layer") { layer in
      let x = try layer.input("x", shape: [64, 4], rows)
      let w = try layer.parameter("w", shape: [4, 6], weight)
      return [try (x • w).relu().sum().named("loss")]
    }
    let mesh = try ProcessMesh(shape: [2, 2], axes: ["dp", "tp"])
    return try Completion(on: [mesh])(try program.gradients(of: "loss")).applying(passes)
      .gradientFolds
  }

  @Test(arguments: [
    // Rows, weight, and the mesh dims of each fold.
    ("R,R", "R,R", [[Int]]()), ("S(0),R", "R,R", [[0]]), ("S(0),R", "R,S(1)", [[0]]),
    ("R,S(0)", "R,R", [[1]]), ("R,R", "R,S(1)", []),
  ])
  func `parts are folded along the mesh dims that cut the rows`(
    rows: String, weight: String, dims: [[Int]]
  ) throws {
    let found = try Self.folds(rows: rows, weight: weight)
    #expect(found.map(\.input) == ["w"] && found[0].home.description == weight)
    #expect(found[0].folds.map(\.dims) == dims && found[0].open.isEmpty, "\(found)")
    #expect(found[0].folds.allSatisfy { $0.ranks == 2 })
  }
}
