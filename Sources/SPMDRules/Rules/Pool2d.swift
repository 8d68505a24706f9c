import Sharding

/// Pooling over the last two dims: `abhw->abpq`; also the places of maxima, of the same dims.
///
/// All dims before the last two stand for themselves. Height and width have to be whole, since windows may overlap and
/// places count in the whole plane. Means are linear: sums and averages pass. PyTorch: `Pool.h`; Paddle has no rule.
enum Pool2d: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    guard shape.count >= 3 else {
      throw .shape("\(call.op): x must have at least 3 dims, it has \(shape)")
    }
    let (result, isMean) = (try result(call, Array(shape.suffix(2))), call.name.contains("avg"))
    var table = AxisTable()
    let outer = table.dims(shape.dropLast(2))
    let input = outer + table.whole(Array(shape.suffix(2)))
    let output = outer + table.whole(result)
    return table.map(
      [input], to: isMean ? [output] : [output, output],
      flows: isMean ? Flow.passing(.linear, [0], of: 1) : [])
  }

  /// The last two dims of the result.
  private static func result(_ call: RuleCall, _ sizes: [Int]) throws(RuleError) -> [Int] {
    if call.name.hasPrefix("adaptive") {
      let wanted = try pair(call, "output_size", least: 1)
      guard sizes.allSatisfy({ $0 > 0 }) else {
        throw .shape("\(call.op): height and width must not be 0, they are \(sizes)")
      }
      return wanted
    }
    let kernel = try pair(call, "kernel_size", least: 1)
    let strides = try call.ints("strides").isEmpty ? kernel : pair(call, "strides", least: 1)
    let paddings = try pair(call, "paddings", least: 0)
    let dilations = call.name.contains("avg") ? [1, 1] : try pair(call, "dilations", least: 1)
    let isCeil = try call.bool("ceil_mode")
    return try sizes.indices.map { dim throws(RuleError) in
      guard paddings[dim] <= kernel[dim] / 2 else {
        throw .attribute(
          "\(call.op): attribute 'paddings' must be at most half of kernel_size \(kernel), it is \(paddings)"
        )
      }
      let room = sizes[dim] + 2 * paddings[dim] - (dilations[dim] * (kernel[dim] - 1) + 1)
      var count = (room + (isCeil ? strides[dim] - 1 : 0)) / strides[dim] + 1
      // The last window begins within the image or the padding before it.
      if isCeil, (count - 1) * strides[dim] >= sizes[dim] + paddings[dim] { count -= 1 }
      guard count > 0, sizes[dim] > 0, isCeil || room >= 0 else {
        throw .shape(
          "\(call.op): a window of \(kernel) must fit into \(sizes) padded by \(paddings)")
      }
      return count
    }
  }

  /// Beyond every image, so that no arithmetic on windows overflows.
  private static let most = 1 << 24

  /// Two numbers; one stands for both.
  private static func pair(_ call: RuleCall, _ name: String, least: Int) throws(RuleError) -> [Int]
  {
    let given = try call.ints(name)
    guard (1...2).contains(given.count), given.allSatisfy({ (least...most).contains($0) }) else {
      throw .attribute(
        "\(call.op): attribute '\(name)' must be one or two integers in \(least)...\(most), it is \(given)"
      )
    }
    return given.count == 1 ? [given[0], given[0]] : given
  }
}
