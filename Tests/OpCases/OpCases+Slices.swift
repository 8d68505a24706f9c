import SPMDRules

extension OpCase {
  private static func slice(
    _ shape: [Int], _ axes: [Int], _ starts: [Int], _ ends: [Int], decrease: [Int] = [],
    strides: [Int]? = nil
  ) -> OpCase {
    var attributes: [String: AttributeValue] = [
      "axes": .ints(axes), "starts": .ints(starts), "ends": .ints(ends),
    ]
    if let strides {
      attributes["strides"] = .ints(strides)
    } else {
      attributes["infer_flags"] = .ints(axes.map { _ in 1 })
      attributes["decrease_axis"] = .ints(decrease)
    }
    return OpCase(shape, attributes: attributes)
  }

  private static let triangles = [
    ([2, 4, 4], 0, true), ([5, 3], -1, false), ([3, 6], 2, true), ([2, 4, 4], 1, false),
  ]

  private static func triangle(_ name: String?) -> [OpCase] {
    triangles.map { (shape: [Int], diagonal: Int, lower: Bool) in
      var attributes: [String: AttributeValue] = ["diagonal": .int(diagonal)]
      if name == nil { attributes["lower"] = .bool(lower) }
      return OpCase(shape, attributes: attributes)
    }
  }

  static let slices: [String: [OpCase]] = [
    "slice": [
      slice([8, 6], [0], [2], [6]), slice([8, 6], [1], [0], [100]),
      slice([7, 5], [0, 1], [-3, 0], [7, 5]), slice([6, 4], [0], [1], [2], decrease: [0]),
      slice([4], [0], [3], [4], decrease: [0]), slice([4, 6], [-1], [-100], [-2]),
      slice([4, 6], [0], [3], [3]), slice([0, 4], [1], [1], [3]),
      slice([4, 1], [1], [0], [1], decrease: [1]), slice([6, 5], [0, -1], [1, 0], [-1, 99]),
      slice([8, 4], [0], [0], [7]), slice([4, 3], [1], [-2], [-1], decrease: [1]),
    ],
    "strided_slice": [
      slice([8, 6], [0], [0], [8], strides: [1]), slice([8, 6], [0], [1], [8], strides: [2]),
      slice([7, 5], [1], [-1], [-100], strides: [-1]),
      slice([6, 4], [0, 1], [5, 0], [0, 4], strides: [-2, 1]),
      slice([0, 3], [1], [0], [3], strides: [2]), slice([7], [0], [1], [7], strides: [3]),
      slice([5, 2], [0], [4], [-1], strides: [-2]), slice([7, 5], [1], [4], [-100], strides: [-1]),
    ],
    "triu": triangle("triu"), "tril": triangle("tril"), "tril_triu": triangle(nil),
    "roll": [
      ([4, 6], [1], [0]), ([4, 6], [2, -1], [0, -1]), ([3, 4], [2], []), ([4, 6], [0], [1]),
      ([4, 6], [1, 6], [0, 1]), ([3, 4], [8], []),
    ].map { (shape: [Int], shifts: [Int], axis: [Int]) in
      OpCase(shape, attributes: ["shifts": .ints(shifts), "axis": .ints(axis)])
    },
    "flip": [
      OpCase([4, 6], attributes: ["axis": .ints([1])]),
      OpCase([5, 3], attributes: ["axis": .ints([0, -1])]),
      OpCase([0, 3], attributes: ["axis": .ints([1])]),
    ],
    "pad": [
      OpCase([4, 6], attributes: ["paddings": .ints([0, 0, 1, 2]), "pad_value": .double(0)]),
      OpCase([5, 3], attributes: ["paddings": .ints([1, 0, 0, 0]), "pad_value": .double(2)]),
      OpCase([4], attributes: ["paddings": .ints([0, 0]), "pad_value": .double(1)]),
      OpCase([8, 3], attributes: ["paddings": .ints([0, 1, 0, 0]), "pad_value": .double(0)]),
      OpCase([4, 3], attributes: ["paddings": .ints([1, 1, 2, 0]), "pad_value": .double(0)]),
    ],
    "repeat_interleave": [
      OpCase([4, 6], attributes: ["repeats": .int(2), "axis": .int(0)]),
      OpCase([5, 3], attributes: ["repeats": .int(3), "axis": .int(-1)]),
    ],
  ]
}
