import SPMDRules
import Testing

@Suite struct MovementTests {
  static func pad(_ tensor: Question.Argument, _ paddings: [Int], _ value: Int) -> Question {
    Question("pad", [tensor], ["paddings": .ints(paddings), "pad_value": .int(value)])
  }

  static let cases: [(Question, String)] = [
    // Both partial pass, one partial beside a whole one passes too.
    (
      Question("concat", [["[8,6]{S(0),P(sum)}", "[8,2]{S(0),P(sum)}"]], ["axis": .int(1)]),
      "S(0),P(sum); S(0),P(sum) => S(0),P(sum)"
    ),
    (
      Question("stack", [["[8]{S(0),P(max)}", "[8]{S(0),R}"]], ["axis": .int(0)]),
      "S(0),P(max); S(0),P(max) => S(1),P(max)"
    ),
    (
      Question(
        "stack", .backward, [["[8]{R,R}", "[8]{R,R}"]], outputs: ["[2,8]{S(0),S(1)}"],
        ["axis": .int(0)]),
      "R,S(0); R,S(0) => R,S(1)"
    ),
    (
      Question(
        "concat", .backward, [["[8,6]{R,R}", "[8,2]{R,R}"]], outputs: ["[8,8]{S(0),S(1)}"],
        ["axis": .int(1)]),
      "S(0),R; S(0),R => S(0),R"
    ),
    (Question("concat", [["[8,6]{S(1),R}"]], ["axis": .int(1)]), "S(1),R => S(1),R"),
    (
      Question("unbind", ["[8,2]{S(0),P(any)}"], ["axis": .int(-1)]),
      "S(0),P(any) => S(0),P(any); S(0),P(any)"
    ),
    (
      Question(
        "split", .backward, ["[8,8]{R,R}"], outputs: ["[8,4]{S(0),R}", "[8,4]{R,S(0)}"],
        ["sections": .ints([4, -1]), "axis": .int(1)]),
      "R,R => R,R; R,R"
    ),
    (
      Question("split_with_num", ["[8,8]{S(0),P(sum)}"], ["num": .int(2), "axis": .int(1)]),
      "S(0),P(sum) => S(0),P(sum); S(0),P(sum)"
    ),
    // The fold of the constants must be the constant.
    (pad("[8]{P(sum),R}", [1, 0], 0), "P(sum),R => P(sum),R"),
    (pad("[8]{P(max),R}", [1, 0], 3), "P(max),R => P(max),R"),
    (pad("[8]{P(prod),R}", [1, 0], 1), "P(prod),R => P(prod),R"),
    (pad("[8,3]{R,P(sum)}", [0, 0, 1, 1], 2), "S(0),S(1) => S(0),S(1)"),
    (pad("[7,3]{S(0),S(1)}", [0, 1, 0, 0], 2), "S(0),S(1) => S(0),S(1)"),
    (
      Question(
        "pad", .gradient, ["[8,3]{R,R}", "[9,3]{S(1),P(max)}"], ["paddings": .ints([0, 1, 0, 0])]),
      "S(1),R; S(1),P(max) => S(1),P(max)"
    ),
    (
      Question(
        "roll", ["[8,6]{S(1),P(min)}"], ["shifts": .ints([1, 12]), "axis": .ints([0, 1])]),
      "S(1),P(min) => S(1),P(min)"
    ),
    (Question("roll", ["[8,6]{S(1),R}"], ["shifts": .ints([-6])]), "S(1),R => S(1),R"),
    (
      Question("triu", ["[8,6]{S(0),S(1)}"], ["diagonal": .int(-1)]), "S(0),S(1) => S(0),S(1)"
    ),
    (
      Question(
        "strided_slice", ["[8]{S(0),R}"],
        ["axes": [0], "starts": [0], "ends": [8], "strides": [2]].mapValues(AttributeValue.ints)),
      "S(0),R => S(0),R"
    ),
    // Of y only the shape is read.
    (
      Question("expand_as", ["[1,6]{P(sum),R}", "[4,6]{P(max),S(1)}"]),
      "P(sum),S(1); P(max),S(1) => P(sum),S(1)"
    ),
  ]

  @Test(arguments: cases)
  func `What only moves elements keeps partials, and shards of what it does not move`(
    question: Question, told: String
  ) throws {
    let found = try question.told()
    #expect(found == told)
  }

  static let wrong: [(Question, String)] = [
    (
      Question("concat", [["[8,6]{R,R}", "[7,6]{R,R}"]], ["axis": .int(1)]), "but in dim 1"
    ),
    (Question("stack", [["[8]{R,R}", "[7]{R,R}"]]), "must have one shape"),
    (Question("split", ["[8]{R,R}"], ["sections": .ints([4, 3])]), "must sum to the 8"),
    (Question("split_with_num", ["[8]{R,R}"], ["num": .int(3)]), "must divide the 8"),
    (Question("unbind", ["[8]{R,R}"], ["axis": .int(3)]), "must be in -1...0"),
    (Question("pad", ["[8]{R,R}"], ["paddings": .ints([1])]), "must hold 2 counts"),
    (
      Question("roll", ["[8]{R,R}"], ["shifts": .ints([1, 2]), "axis": .ints([0])]), "for each axis"
    ),
    (Question("triu", ["[8]{R,R}"]), "at least 2 dims"),
    (
      Question(
        "strided_slice", ["[8]{R,R}"],
        ["axes": [0], "starts": [0], "ends": [8], "strides": [0]].mapValues(AttributeValue.ints)),
      "must not contain 0"
    ),
  ]

  @Test(arguments: wrong)
  func `Calls that are not the op's are refused`(question: Question, message: String) throws {
    let error = #expect(throws: RuleError.self) { try question.answer() }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
