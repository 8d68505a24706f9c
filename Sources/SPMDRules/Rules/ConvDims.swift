import Sharding

/// The dims of a convolution's image, filter and result.
struct ConvDims {
  var table = AxisTable()
  private(set) var input: [[Int]]
  private(set) var filter: [[Int]]
  private(set) var output: [[Int]]

  /// - Parameter isTransposed: whether the filter is [input channels, output channels of a group, …]
  ///   and windows are spread instead of read.
  init(_ call: RuleCall, isTransposed: Bool) throws(RuleError) {
    let ndim = call.name.contains("3d") ? 5 : 4
    let x = try call.shape(0, dims: ndim...ndim, "the input")
    let weight = try call.shape(1, dims: ndim...ndim, "the filter")
    let format = try call.string("data_format")
    let channelDim = format.hasSuffix("C") ? ndim - 1 : 1
    let spatial = (1..<ndim).filter { $0 != channelDim }
    let channels = x[channelDim]
    let inner = isTransposed ? weight[0] : weight[1]
    // Without the attribute the shapes tell.
    let isTold = call.has(attribute: "groups") || inner == 0 || channels % inner != 0
    let groups =
      isTold ? call.has(attribute: "groups") ? try call.int("groups") : 1 : channels / inner
    guard groups > 0, weight[0] % groups == 0, inner * (isTransposed ? 1 : groups) == channels
    else {
      throw .shape(
        "\(call.op): the filter \(weight) in \(groups) groups must fit an input of \(channels) "
          + "channels, \(x)")
    }
    let group = groups == 1 ? [] : table.dim("g", groups)
    let n = table.dim("n", x[0])
    let c = table.dim("c", channels / groups, .reduced(.sum))
    let o = table.dim("o", isTransposed ? weight[1] : weight[0] / groups)
    filter = isTransposed ? [group + c, o] : [group + o, c]
    (input, output) = ([n], [n])
    let windows = try Window.windows(call, spatial.map { x[$0] }, Array(weight[2...]), isTransposed)
    for window in windows {
      let (inside, outside) = window.dims(&table)
      input.append(inside)
      output.append(outside)
      filter += table.whole([window.kernel])
    }
    input.insert(group + c, at: channelDim)
    output.insert(group + o, at: channelDim)
  }

  /// `nchw,ocij,nopq->nchw,ocij`.
  func gradient(_ call: RuleCall) throws(RuleError) -> AxisMap {
    try call.require(inputs: 3...3)
    let map = table.map(
      [input, filter, output], to: [input, filter], flows: Matmul.bilinearGradientFlows)
    try call.require(
      try call.shape(2) == map.shape(output), "the output's gradient must be \(map.shape(output))")
    return map.summed()
  }
}

/// A convolution along one spatial dim.
private struct Window {
  let size: Int
  let kernel: Int
  let stride: Int
  let result: Int
  /// Whether each result is of elements of its own stride only, or each element of its own results.
  let isSeparate: Bool
  let isTransposed: Bool

  static func windows(
    _ call: RuleCall, _ sizes: [Int], _ kernels: [Int], _ isTransposed: Bool
  ) throws(RuleError) -> [Window] {
    let count = sizes.count
    func positive(_ name: String) throws(RuleError) -> [Int] {
      let values = try call.ints(name)
      guard values.count == count, values.allSatisfy({ $0 > 0 }) else {
        throw .attribute(
          "\(call.op): attribute '\(name)' must be \(count) positive integers, it is \(values)")
      }
      return values
    }
    func natural(_ name: String, _ counts: Set<Int>) throws(RuleError) -> [Int] {
      let values = try call.ints(name)
      guard counts.contains(values.count), values.allSatisfy({ $0 >= 0 }) else {
        throw .attribute(
          "\(call.op): attribute '\(name)' must be \(counts.sorted()) integers, none negative, it is "
            + "\(values)")
      }
      return values
    }
    let (strides, dilations) = (try positive("strides"), try positive("dilations"))
    let paddings = try natural("paddings", [count, 2 * count])
    let algorithm = try call.string("padding_algorithm")
    let extra = isTransposed ? try natural("output_padding", [0, count]) : []
    let wanted = isTransposed ? try natural("output_size", [0, count]) : []
    return try sizes.indices.map { dim throws(RuleError) in
      let (size, stride) = (sizes[dim], strides[dim])
      let extent = (kernels[dim] - 1) * dilations[dim] + 1
      let padding =
        switch algorithm {
        case "SAME": max(0, ((size + stride - 1) / stride - 1) * stride + extent - size)
        case "VALID": 0
        default:
          paddings.count == count ? 2 * paddings[dim] : paddings[2 * dim] + paddings[2 * dim + 1]
        }
      var result: Int =
        isTransposed
        ? (size - 1) * stride - padding + extent + (extra.isEmpty ? 0 : extra[dim])
        : (size + padding - extent) / stride + 1
      if !wanted.isEmpty, wanted[dim] != 0 {
        guard (result..<result + stride).contains(wanted[dim]) else {
          throw .attribute(
            "\(call.op): attribute 'output_size' must be in \(result)..<\(result + stride) in dim "
              + "\(dim), it is \(wanted[dim])")
        }
        result = wanted[dim]
      }
      guard kernels[dim] > 0, result > 0, isTransposed || size + padding >= extent else {
        throw .shape(
          "\(call.op): a window of \(extent) must fit into a dim of \(size) padded by \(padding)")
      }
      let (coarse, fine) = isTransposed ? (size, result) : (result, size)
      return Window(
        size: size, kernel: kernels[dim], stride: stride, result: result,
        isSeparate: padding == 0 && extent <= stride && coarse * stride == fine,
        isTransposed: isTransposed)
    }
  }

  /// The dim before and after.
  func dims(_ table: inout AxisTable) -> (inside: [Int], outside: [Int]) {
    guard isSeparate else { return (table.whole([size])[0], table.whole([result])[0]) }
    let coarse = table.dims([isTransposed ? size : result])[0]
    let fine = stride == 1 ? coarse : coarse + table.whole([stride])[0]
    return isTransposed ? (coarse, fine) : (fine, coarse)
  }
}
