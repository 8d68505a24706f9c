import SPMDRules

extension KernelCases {
  private func moving(_ op: String, _ attributes: [String: AttributeValue]) -> KernelCase {
    KernelCase(op, matrix, attributes: attributes)
  }

  private func part(_ op: String, _ strides: [Int]?) -> KernelCase {
    var attributes: [String: AttributeValue] = [
      "axes": .ints([1]), "starts": .ints([0]), "ends": .ints([max(1, columns / 2)]),
    ]
    if let strides {
      attributes["ends"] = .ints([columns])
      attributes["strides"] = .ints(strides)
    }
    return moving(op, attributes)
  }

  /// Ops that only move elements; what they give may be a view.
  var moved: [KernelCase] {
    let pair = [KernelOperand](repeating: KernelOperand(matrix), count: 2)
    return [
      moving("detach", [:]),
      moving("reshape", ["shape": .ints([rows * columns])]),
      moving("flatten", [:]),
      KernelCase("squeeze", [rows, 1, columns], attributes: ["axis": .ints([1])]),
      moving("unsqueeze", ["axis": .ints([1])]),
      moving("transpose", ["perm": .ints([1, 0])]),
      moving("swapaxes", ["axis0": .int(0), "axis1": .int(1)]),
      moving("moveaxis", ["source": .ints([0]), "destination": .ints([1])]),
      KernelCase("expand", [1, columns], attributes: ["shape": .ints(matrix)]),
      KernelCase("expand_as", [1, columns], matrix, attributes: ["target_shape": .ints(matrix)]),
      moving("tile", ["repeat_times": .ints([1, 2])]),
      moving("repeat_interleave", ["repeats": .int(2), "axis": .int(0)]),
      part("slice", nil),
      part("strided_slice", [2]),
      KernelCase("concat", arguments: [.list(pair)], ["axis": .int(1)]),
      KernelCase("stack", arguments: [.list(pair)], ["axis": .int(0)]),
      moving(
        "split",
        ["sections": .ints([columns / 2, columns - columns / 2]), "axis": .int(1)]),
      moving("split_with_num", ["num": .int(2), "axis": .int(1)]),
      KernelCase("unbind", [4, rows, max(1, columns / 4)], attributes: ["axis": .int(0)]),
      moving("pad", ["paddings": .ints([0, 0, 1, 1])]),
      moving("roll", ["shifts": .ints([1]), "axis": .ints([1])]),
      moving("flip", ["axis": .ints([1])]),
      moving("tril", [:]),
      moving("triu", [:]),
      moving("tril_triu", ["lower": .bool(true)]),
    ]
  }
}
