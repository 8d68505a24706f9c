import SPMDRules
import Testing

@Suite struct SliceTests {
  static func slice(_ tensor: Question.Argument, _ axes: [Int], _ starts: [Int], _ ends: [Int])
    -> Question
  {
    Question(
      "slice", [tensor], ["axes": .ints(axes), "starts": .ints(starts), "ends": .ints(ends)])
  }

  static let cases: [(Question, String)] = [
    // The whole dim, also by bounds beyond it and by negative ones.
    (slice("[8,6]{S(0),S(1)}", [0], [0], [8]), "S(0),S(1) => S(0),S(1)"),
    (slice("[8,6]{S(0),S(1)}", [-2], [-99], [99]), "S(0),S(1) => S(0),S(1)"),
    (slice("[8,6]{S(0),S(0)}", [0], [-8], [8]), "S(0),S(0) => S(0),S(0)"),
    // Chunks of the result that lie in the rank's own.
    (slice("[8,6]{S(0),R}", [0], [0], [7]), "S(0),R => S(0),R"),
    (slice("[8,6]{S(1),R}", [1], [2], [4]), "S(1),R => S(1),R"),
    // Others move the shard to a dim that is not sliced.
    (slice("[8,6]{S(0),R}", [0], [0], [4]), "S(1),R => S(1),R"),
    (slice("[8]{S(0),R}", [0], [2], [6]), "S(0),R => S(0),R"),
    (slice("[8]{S(0),R}", [0], [0], [4]), "R,R => R,R"),
    // Partials and the other dims stay.
    (slice("[8,6]{P(min),S(1)}", [0], [5], [3]), "P(min),S(1) => P(min),S(1)"),
    (slice("[8,6]{P(sum),S(1)}", [0], [1], [5]), "P(sum),S(1) => P(sum),S(1)"),
  ]

  @Test(arguments: cases)
  func `A slice keeps every shard that needs no element of another rank`(
    question: Question, told: String
  ) throws {
    let found = try question.told()
    #expect(found == told)
  }

  @Test
  func `Decreased axes are dropped, and the shards of later dims move down`() throws {
    let question = Question(
      "slice", ["[8,6,4]{S(2),S(1)}"],
      ["axes": [0, 2], "starts": [-1, 0], "ends": [8, 4], "decrease_axis": [0]].mapValues(
        AttributeValue.ints))
    #expect(try question.told() == "S(2),S(1) => S(1),S(0)")
    #expect(try question.answer().outputShapes == [[6, 4]])
  }

  @Test
  func `Backward, the output's shards of whole dims come through`() throws {
    let question = Question(
      "slice", .backward, ["[8,6]{R,R}"], outputs: ["[4,6]{S(0),S(1)}"],
      ["axes": [0], "starts": [0], "ends": [4]].mapValues(AttributeValue.ints))
    #expect(try question.told() == "R,S(1) => R,S(1)")
  }

  static let wrong: [(String, [String: [Int]])] = [
    ("'axes' must be in -2...1", ["axes": [2], "starts": [0], "ends": [1]]),
    ("'axes' must not name an axis twice", ["axes": [1, -1], "starts": [0, 0], "ends": [1, 1]]),
    ("must be equally long", ["axes": [0], "starts": [0, 1], "ends": [1]]),
    ("'starts' must be a list of integers, it is missing", ["axes": [0], "ends": [1]]),
    (
      "'decrease_axis' must name dims that are sliced to size 1",
      ["axes": [0], "starts": [0], "ends": [2], "decrease_axis": [0]]
    ),
  ]

  @Test(arguments: wrong)
  func `A slice that is none is refused`(message: String, attributes: [String: [Int]]) throws {
    let question = Question("slice", ["[8,6]{R,R}"], attributes.mapValues(AttributeValue.ints))
    let error = #expect(throws: RuleError.self) { try question.answer() }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
