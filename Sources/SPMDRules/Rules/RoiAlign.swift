import Sharding

/// Pooled regions of images: `nchw,rb,n->rcpq`, by boxes and how many of them each image has.
///
/// The channels stand for themselves; all else has to be whole, since the counts say which image a box
/// is of. Linear in the images. Paddle: roi_align.cc.
enum RoiAlign: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let (table, dims, out) = try dims(call)
    return table.map(dims, to: [out], flows: Flow.passing(.linear, [0], of: dims.count))
  }

  /// `nchw,rb,n,rcpq->nchw`.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 4...4)
    let (table, dims, out) = try dims(call)
    var map = table.map(
      dims + [out], to: [dims[0]], flows: Flow.passing(.linear, [3], of: 4))
    try call.require(
      try call.shape(3) == map.shape(out), "the output's gradient must be \(map.shape(out))")
    map.shapeOnly = [0]
    return map
  }

  private static func dims(_ call: RuleCall) throws(RuleError) -> (
    AxisTable, inputs: [[[Int]]], out: [[Int]]
  ) {
    let x = try call.shape(0, dims: 4...4, "x")
    let boxes = try call.shape(1, dims: 2...2, "the boxes")
    try call.require(boxes[1] == 4, "a box must have 4 coordinates")
    let pooled = (try call.int("pooled_height"), try call.int("pooled_width"))
    guard pooled.0 > 0, pooled.1 > 0 else {
      throw .attribute(
        "\(call.op): attributes 'pooled_height' and 'pooled_width' must be positive, they are "
          + "\(pooled.0) and \(pooled.1)")
    }
    var table = AxisTable()
    let (n, c) = (table.dim("n", x[0], .whole), table.dim("c", x[1]))
    let image = [n, c, table.dim("h", x[2], .whole), table.dim("w", x[3], .whole)]
    let r = table.dim("r", boxes[0], .whole)
    var inputs = [image, [r, table.dim("b", 4, .whole)]]
    if call.inputs.count > 2 {
      let counts = try call.optionalShape(2)
      try call.require(counts == nil || counts == [x[0]], "boxes_num must be [\(x[0])]")
      inputs.append(counts == nil ? try call.shape(2).map { _ in [] } : [n])
    }
    let out = [
      r, c, table.dim("p", pooled.0, .whole), table.dim("q", pooled.1, .whole),
    ]
    return (table, inputs, out)
  }
}
