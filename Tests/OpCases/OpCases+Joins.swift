import SPMDRules

extension OpCase {
  private static func list(_ shapes: [[Int]], _ axis: Int) -> OpCase {
    OpCase(arguments: [.list(shapes)], attributes: ["axis": .int(axis)])
  }

  static let joins: [String: [OpCase]] = [
    "concat": [
      list([[4, 6], [2, 6]], 0), list([[4, 6], [4, 2], [4, 6]], 1), list([[5], [3]], -1),
      list([[4, 3], [0, 3]], 0), list([[0, 4], [5, 4]], 0), list([[4, 6]], 1),
    ],
    "stack": [
      list([[4, 6], [4, 6]], 0), list([[5, 3], [5, 3], [5, 3]], 1), list([[4], [4]], -1),
      list([[], []], 0),
    ],
    "unbind": [
      OpCase([2, 6], attributes: ["axis": .int(0)]),
      OpCase([5, 3], attributes: ["axis": .int(-1)]),
      OpCase([4, 1, 6], attributes: ["axis": .int(1)]),
    ],
    "split": [
      OpCase([8, 6], attributes: ["sections": .ints([2, 4]), "axis": .int(1)]),
      OpCase([7, 5], attributes: ["sections": .ints([3, 4]), "axis": .int(-2)]),
      OpCase([4, 6], attributes: ["sections": .ints([6]), "axis": .int(1)]),
    ],
    "split_with_num": [
      OpCase([8, 6], attributes: ["num": .int(2), "axis": .int(0)]),
      OpCase([5, 3], attributes: ["num": .int(3), "axis": .int(-1)]),
    ],
  ]
}
