import Programs
import Sharding
import Testing

/// What becomes of values that a program places and passes drop.
@Suite struct LostPlacementTests {
  /// The text of a program on a mesh of two, the values that are lost, and those that stay.
  private static let cases: [(text: String, lost: [String], kept: [String])] = [
    (
      "program p(x: f32[4]{R}) { a = neg(x) b = abs(x) : f32[4]{S(0)} return a }",
      ["b: placed as {S(0)}, but nobody reads it: it is not computed"], ["a"]
    ),
    (
      """
      program p(x: f32[4]{P(sum)}) { a = reshard(x) : f32[4]{R} b = reshard(a) : f32[4]{S(0)}
        return b }
      """,
      ["a: placed as {R}, but a pass writes the program without it"], ["b"]
    ),
    (
      """
      program p(x: f32[4]{S(0)}) { a = neg(x) : f32[4]{S(0)} b = neg(x) : f32[4]{S(0)}
        c = add(a, b) return c }
      """,
      ["b: placed as {S(0)}, but a pass writes the program without it"], ["a", "c"]
    ),
    (
      // What nobody places may go without a word, and an input stays though nobody reads it.
      "program p(x: f32[4]{R}, y: f32[4]{S(0)}) { a = neg(x) b = abs(x) return a }", [], ["y", "a"]
    ),
    (
      "program p(x: f32[4]{R}) { a = neg(x) b = abs(a) : f32[4]{S(0)} return a, b }", [],
      ["a", "b"]
    ),
  ]

  @Test(arguments: cases.indices)
  func `a placement that passes drop is told, and no other`(index: Int) throws {
    let (text, lost, kept) = Self.cases[index]
    let program = try Program(parsing: text)
    let completed = try Completion(on: [try ProcessMesh(parsing: "2")])(program)
    #expect(completed.lostPlacements(of: program).isEmpty)
    let passed = try completed.applying()
    #expect(passed.lostPlacements(of: program).map(\.description) == lost)
    for name in kept { #expect(passed.attr(of: name) != nil, "\(name)") }
  }
}
