import Elements
import Programs
import Sharding
import Testing

/// Who folds gradients, and along which mesh dims.
@Suite struct GradientFoldTests {
  /// A layer on rows that are cut so, with a weight that lies so.
  ///
  /// - Parameter gradient: where the gradient is to lie; nil for wherever it comes out.
  private static func folds(rows: String, weight: String, gradient: String?) throws
    -> [GradientFold]
  {
    let program = try Program.trace("layer") { layer in
      let x = try layer.input("x", shape: [64, 4], rows)
      let w = try layer.parameter("w", shape: [4, 6], weight)
      return [try (x • w).relu().sum().named("loss")]
    }
    let mesh = try ProcessMesh(shape: [2, 2], axes: ["dp", "tp"])
    var patterns = PlacementPatterns()
    if let gradient { try patterns.add("grad.w", gradient) }
    let differentiated = try patterns.applied(to: try program.gradients(of: "loss"))
    return try Completion(on: [mesh])(differentiated).applying().gradientFolds
  }

  @Test(arguments: [
    // Rows, weight, and the mesh dims of each fold.
    ("R,R", "R,R", [[Int]]()), ("S(0),R", "R,R", [[0]]), ("S(0),R", "R,S(1)", [[0]]),
    ("R,S(0)", "R,R", [[1]]), ("R,R", "R,S(1)", []),
  ])
  func `parts are folded along the mesh dims that cut the rows`(
    rows: String, weight: String, dims: [[Int]]
  ) throws {
    let found = try Self.folds(rows: rows, weight: weight, gradient: weight)
    #expect(found.map(\.input) == ["w"] && found[0].home.description == weight)
    #expect(found[0].folds.map(\.dims) == dims && found[0].open.isEmpty, "\(found)")
    #expect(found[0].folds.allSatisfy { $0.ranks == 2 })
    // Nobody asks for the sum: it is returned in parts.
    let parts = try Self.folds(rows: rows, weight: weight, gradient: nil)
    #expect(parts[0].folds.isEmpty && parts[0].open == dims.flatMap(\.self), "\(parts)")
  }
}
