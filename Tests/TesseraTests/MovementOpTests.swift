import SPMDRules
import Tensors
import Testing

/// Views and movements of sharded tensors give what one rank alone gives.
@Suite
struct MovementOpTests {
  static let placements = [
    "R,R", "S(0),S(1)", "S(1),S(0)", "S(0),S(0)", "P(sum),S(0)", "S(1),P(max)",
  ]

  @Test(arguments: placements)
  func `Slices`(_ placements: String) throws {
    let x = Input([8, 5], placements)
    func take(_ axes: [Int], _ starts: [Int], _ ends: [Int], dropping: [Int] = []) throws {
      try expectAlike(
        "slice", [x],
        [
          "axes": .ints(axes), "starts": .ints(starts), "ends": .ints(ends),
          "decrease_axis": .ints(dropping),
        ])
    }
    try take([0], [0], [7])
    try take([0, -1], [1, 0], [-1, 99])
    try take([1], [-2], [-1], dropping: [1])
    try take([0], [3], [1])
    for (start, end, stride) in [(0, 8, 2), (1, 7, 3), (7, -1, -2), (5, 2, 1)] {
      try expectAlike(
        "strided_slice", [x],
        [
          "axes": .ints([0]), "starts": .ints([start]), "ends": .ints([end]),
          "strides": .ints([stride]),
        ])
    }
  }

  @Test(arguments: placements)
  func `Views`(_ placements: String) throws {
    let x = Input([8, 6, 2], placements)
    for shape in [[4, 2, -1], [0, 12], [96], [2, 4, 3, 2, 2]] {
      for op in ["reshape", "reshape2", "view"] {
        try expectAlike(op, [x], ["shape": .ints(shape)])
      }
    }
    try expectAlike("flatten", [x], ["start_axis": .int(0), "stop_axis": .int(1)])
    try expectAlike("squeeze", [Input([8, 6, 1], placements)], ["axis": .ints([-1])])
    try expectAlike("unsqueeze", [x], ["axis": .ints([1, -2, -1])])
    for op in ["transpose", "transpose2", "permute"] {
      try expectAlike(op, [x], ["perm": .ints([2, 0, -2])])
    }
    try expectAlike("swapaxes", [x], ["axis0": .int(-1), "axis1": .int(0)])
    try expectAlike(
      "moveaxis", [x], ["source": .ints([0, -1]), "destination": .ints([-1, 0])])
    try expectAlike("swapdims", [Input([], "R,R")], ["axis0": .int(0), "axis1": .int(-1)])
  }

  @Test(arguments: placements)
  func `Copies`(_ placements: String) throws {
    let x = Input([6, 5], placements)
    for op in ["expand", "expand_v2", "broadcast_to"] {
      try expectAlike(op, [x], ["shape": .ints([3, -1, 5])])
    }
    try expectAlike("expand", [Input([1, 5], "P(sum),S(1)")], ["shape": .ints([4, 5])])
    try expectAlike("expand_as", [x, Input([2, 6, 5], placements)])
    for times in [[2], [2, 1], [3, 1, 2], [0, 1]] {
      try expectAlike("tile", [x], ["repeat_times": .ints(times)])
    }
    try expectAlike("repeat_interleave", [x], ["repeats": .int(3), "axis": .int(0)])
    try expectAlike("repeat_interleave", [x], ["repeats": .int(2)])
    try expectAlike("pad", [x], ["paddings": .ints([1, 2, 0, 0]), "pad_value": .double(7)])
    try expectAlike("pad", [x], ["paddings": .ints([0, 1, 0, 0])])
    try expectAlike("roll", [x], ["shifts": .ints([-2, 5]), "axis": .ints([0, 1])])
    try expectAlike("roll", [x], ["shifts": .ints([10])])
    try expectAlike("flip", [x], ["axis": .ints([-1])])
    for op in ["triu", "tril", "tril_triu"] {
      for diagonal in -2...2 { try expectAlike(op, [x], ["diagonal": .int(diagonal)]) }
    }
  }

  @Test(arguments: placements)
  func `Lists`(_ placements: String) throws {
    let x = Input([6, 5], placements)
    let y = Input([6, 5], .float64, "S(0),R", .random(seed: 2))
    try expectAlike("concat", lists: [[x, y, Input([6, 0], "R,R")]], [], ["axis": .int(-1)])
    try expectAlike("stack", lists: [[x, y, x]], [], ["axis": .int(-1)])
    try expectAlike("unbind", [x], ["axis": .int(-2)])
    try expectAlike("split", [x], ["sections": .ints([2, -1, 0]), "axis": .int(1)])
    try expectAlike("split_with_num", [x], ["num": .int(3), "axis": .int(0)])
  }
}
