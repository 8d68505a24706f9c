import SPMDRules
import Testing

@Suite struct DimTransformTests {
  static let reshapes: [(from: String, to: [Int], axes: String, told: String)] = [
    ("[64]{S(0),R}", [2, 32], "(ab)->ab", "S(0),R => S(0),R"),
    ("[64]{S(0),S(0)}", [2, 32], "(ab)->ab", "S(0),S(0) => S(0),S(1)"),
    ("[2,32]{S(0),S(1)}", [-1], "ab->(ab)", "S(0),S(1) => S(0),S(0)"),
    ("[6,2]{S(0),R}", [4, 3], "(ab!)e!->(ac!)d!", "S(0),R => S(0),R"),
    ("[2,3]{S(0),R}", [3, 2], "a!c!->b!d!", "R,R => R,R"),
    ("[4,1,6]{S(0),S(2)}", [4, 3, 2, 1], "a1(bc)->abc1", "S(0),S(0) => S(0),S(0)"),
    ("[1,8]{S(1),R}", [1, 4, 2], "a(bc)->abc", "S(1),R => S(1),R"),
    ("[0,6]{S(1),R}", [0, 2, 3], "ad!->abc", "S(0),S(0) => S(0),S(0)"),
    ("[7,8]{S(0),R}", [56], "ab->(ab)", "R,R => R,R"),
    ("[8,6]{P(prod),S(0)}", [0, 3, 2], "a(bc)->abc", "P(prod),S(0) => P(prod),S(0)"),
  ]

  @Test(arguments: reshapes)
  func `A reshape keeps a shard wherever the leading factor allows it`(
    from: String, to: [Int], axes: String, told: String
  ) throws {
    let question = Question("reshape", [.one(from)], ["shape": .ints(to)])
    let map = try question.answer().axes.description
    #expect(map == axes)
    let found = try question.told()
    #expect(found == told)
  }

  @Test
  func `The transform of a reshape is told in its own words`() throws {
    let question = Question("reshape", ["[6,2,5]{R,R}"], ["shape": .ints([4, 3, 1, 5])])
    #expect(
      try question.answer().axes.transform == """
        Split(Flatten(InputDim(0), InputDim(1)), [4, 3], 0), \
        Split(Flatten(InputDim(0), InputDim(1)), [4, 3], 1), Singleton(), InputDim(2)
        """)
  }

  static let views: [(Question, String)] = [
    (Question("flatten", ["[4,6,5]{S(0),S(1)}"], ["stop_axis": .int(1)]), "S(0),S(0) => S(0),S(0)"),
    (Question("flatten", ["[]{R,P(max)}"]), "R,P(max) => R,P(max)"),
    (Question("squeeze", ["[1,8,1]{S(1),R}"]), "S(1),R => S(0),R"),
    (
      Question("squeeze", ["[1,8,1]{S(0),P(avg)}"], ["axis": .ints([2])]),
      "S(0),P(avg) => S(0),P(avg)"
    ),
    (Question("squeeze", ["[2,8]{S(1),R}"], ["axis": .ints([0])]), "S(1),R => S(1),R"),
    // [8, 1, 1, 6, 1].
    (
      Question("unsqueeze", ["[8,6]{S(0),S(1)}"], ["axis": .ints([1, -2, -1])]),
      "S(0),S(1) => S(0),S(3)"
    ),
    // [1, 8, 1, 6].
    (
      Question("unsqueeze", ["[8,6]{S(0),S(1)}"], ["axis": .ints([0, -2])]),
      "S(0),S(1) => S(1),S(3)"
    ),
    (
      Question("transpose", ["[7,8]{S(0),S(1)}"], ["perm": .ints([-1, 0])]),
      "S(0),S(1) => S(1),S(0)"
    ),
    (
      Question("moveaxis", ["[7,8,9]{S(0),S(1)}"], ["source": .int(0), "destination": .int(-1)]),
      "S(0),S(1) => S(2),S(0)"
    ),
    (
      Question("tile", ["[8,6]{S(0),S(1)}"], ["repeat_times": .ints([2, 1])]),
      "S(1)#1,S(1)#0 => S(1)#1,S(1)#0"
    ),
    (
      Question(
        "expand", .backward, ["[1,6]{R,R}"], outputs: ["[4,6]{S(0),S(1)}"],
        ["shape": .ints([4, -1])]),
      "R,S(1) => S(0),S(1)"
    ),
    (
      Question("expand", .gradient, ["[1,6]{R,R}", "[4,6]{S(0),S(1)}"], ["shape": .ints([4, 6])]),
      "R,S(1); S(0),S(1) => P(sum),S(1)"
    ),
  ]

  @Test(arguments: views)
  func `Views and copies carry shards and partials along`(question: Question, told: String) throws {
    let found = try question.told()
    #expect(found == told)
  }

  static let wrong: [(Question, String)] = [
    (Question("reshape", ["[6]{R,R}"], ["shape": .ints([-1, -1])]), "at most one -1"),
    (Question("reshape", ["[6]{R,R}"], ["shape": .ints([4])]), "must hold the 6 elements"),
    (Question("reshape", ["[6]{R,R}"], ["shape": .ints([4, -1])]), "must leave a size for its -1"),
    (Question("reshape", ["[6]{R,R}"], ["shape": .ints([6, 0])]), "0 at a dim of the input"),
    (Question("flatten", ["[6,2]{R,R}"], ["start_axis": .int(1), "stop_axis": .int(0)]), "before"),
    (Question("squeeze", ["[1,2]{R,R}"], ["axis": .ints([2])]), "must be in -2...1"),
    (Question("squeeze", ["[1,2]{R,R}"], ["axis": .ints([0, -2])]), "twice"),
    (Question("unsqueeze", ["[2]{R,R}"], ["axis": .ints([9])]), "must be in -2...1"),
    (Question("unsqueeze", ["[2]{R,R}"], ["axis": .ints([0, 0])]), "twice"),
    (Question("transpose", ["[2,3]{R,R}"], ["perm": .ints([0, 0])]), "twice"),
    (Question("transpose", ["[2,3]{R,R}"], ["perm": .ints([0])]), "all 2 dims"),
    (Question("expand", ["[2,3]{R,R}"], ["shape": .ints([2, 6])]), "broadcasts to"),
    (
      Question(
        "reshape", .backward, ["[6]{R,R}"], outputs: ["[3,2]{R,R}"], ["shape": .ints([2, 3])]),
      "the outputs of these inputs have the shapes [[2, 3]]"
    ),
  ]

  @Test(arguments: wrong)
  func `Axes and shapes that are not the op's are refused`(question: Question, message: String)
    throws
  {
    let error = #expect(throws: RuleError.self) { try question.answer() }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
