import SPMDRules
import Testing

@Suite struct MovementTests {
  static func pad(_ tensor: String, _ paddings: [Int], _ value: Int) -> Case {
    Case("pad", [tensor], ["paddings": .ints(paddings), "pad_value": .int(value)])
  }

  static let cases: [(Case, String)] = [
    // Both partial pass, one partial beside a whole one passes too.
    (
      Case(
        "concat", ["[8,6]{S(0),P(sum)}", "[8,2]{S(0),P(sum)}"], ["axis": .int(1)], isList: true),
      "S(0),P(sum); S(0),P(sum) => S(0),P(sum)"
    ),
    (
      Case("stack", ["[8]{S(0),P(max)}", "[8]{S(0),R}"], ["axis": .int(0)], isList: true),
      "S(0),P(max); S(0),P(max) => S(1),P(max)"
    ),
    (
      Case(
        "stack", ["[8]{R,R}", "[8]{R,R}"], to: ["[2,8]{S(0),S(1)}"], ["axis": .int(0)],
        direction: .backward, isList: true),
      "R,S(0); R,S(0) => R,S(1)"
    ),
    (
      Case(
        "concat", ["[8,6]{R,R}", "[8,2]{R,R}"], to: ["[8,8]{S(0),S(1)}"], ["axis": .int(1)],
        direction: .backward, isList: true),
      "S(0),R; S(0),R => S(0),R"
    ),
    (Case("concat", ["[8,6]{S(1),R}"], ["axis": .int(1)], isList: true), "S(1),R => S(1),R"),
    (
      Case("unbind", ["[8,2]{S(0),P(any)}"], ["axis": .int(-1)]),
      "S(0),P(any) => S(0),P(any); S(0),P(any)"
    ),
    (
      Case(
        "split", ["[8,8]{R,R}"], to: ["[8,4]{S(0),R}", "[8,4]{R,S(0)}"],
        ["sections": .ints([4, -1]), "axis": .int(1)], direction: .backward),
      "R,R => R,R; R,R"
    ),
    (
      Case("split_with_num", ["[8,8]{S(0),P(sum)}"], ["num": .int(2), "axis": .int(1)]),
      "S(0),P(sum) => S(0),P(sum); S(0),P(sum)"
    ),
    // The fold of the constants must be the constant.
    (pad("[8]{P(sum),R}", [1, 0], 0), "P(sum),R => P(sum),R"),
    (pad("[8]{P(max),R}", [1, 0], 3), "P(max),R => P(max),R"),
    (pad("[8]{P(prod),R}", [1, 0], 1), "P(prod),R => P(prod),R"),
    (pad("[8,3]{R,P(sum)}", [0, 0, 1, 1], 2), "S(0),S(1) => S(0),S(1)"),
    (pad("[7,3]{S(0),S(1)}", [0, 1, 0, 0], 2), "S(0),S(1) => S(0),S(1)"),
    (
      Case(
        "pad", ["[8,3]{R,R}", "[9,3]{S(1),P(max)}"], ["paddings": .ints([0, 1, 0, 0])],
        direction: .gradient),
      "S(1),R; S(1),P(max) => S(1),P(max)"
    ),
    (
      Case("roll", ["[8,6]{S(1),P(min)}"], ["shifts": .ints([1, 12]), "axis": .ints([0, 1])]),
      "S(1),P(min) => S(1),P(min)"
    ),
    (Case("roll", ["[8,6]{S(1),R}"], ["shifts": .ints([-6])]), "S(1),R => S(1),R"),
    (
      Case("triu", ["[8,6]{S(0),S(1)}"], ["diagonal": .int(-1)]), "S(0),S(1) => S(0),S(1)"
    ),
    (
      Case(
        "strided_slice", ["[8]{S(0),R}"],
        ["axes": [0], "starts": [0], "ends": [8], "strides": [2]].mapValues(AttributeValue.ints)),
      "S(0),R => S(0),R"
    ),
    // Of y only the shape is read.
    (
      Case("expand_as", ["[1,6]{P(sum),R}", "[4,6]{P(max),S(1)}"]),
      "P(sum),S(1); P(max),S(1) => P(sum),S(1)"
    ),
  ]

  @Test(arguments: cases)
  func `What only moves elements keeps partials, and shards of what it does not move`(
    question: Case, told: String
  ) throws {
    let found = try question.told()
    #expect(found == told)
  }

  static let wrong: [(Case, String)] = [
    (
      Case("concat", ["[8,6]{R,R}", "[7,6]{R,R}"], ["axis": .int(1)], isList: true), "but in dim 1"
    ),
    (Case("stack", ["[8]{R,R}", "[7]{R,R}"], isList: true), "must have one shape"),
    (Case("split", ["[8]{R,R}"], ["sections": .ints([4, 3])]), "must sum to the 8"),
    (Case("split_with_num", ["[8]{R,R}"], ["num": .int(3)]), "must divide the 8"),
    (Case("unbind", ["[8]{R,R}"], ["axis": .int(3)]), "must be in -1...0"),
    (Case("pad", ["[8]{R,R}"], ["paddings": .ints([1])]), "must hold 2 counts"),
    (Case("roll", ["[8]{R,R}"], ["shifts": .ints([1, 2]), "axis": .ints([0])]), "for each axis"),
    (Case("triu", ["[8]{R,R}"]), "at least 2 dims"),
    (
      Case(
        "strided_slice", ["[8]{R,R}"],
        ["axes": [0], "starts": [0], "ends": [8], "strides": [0]].mapValues(AttributeValue.ints)),
      "must not contain 0"
    ),
  ]

  @Test(arguments: wrong)
  func `Calls that are not the op's are refused`(question: Case, message: String) throws {
    let error = #expect(throws: RuleError.self) { try question.answer() }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
