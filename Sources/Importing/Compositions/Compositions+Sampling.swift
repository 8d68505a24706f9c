import Elements
import Programs

extension Compositions {
  /// Images at places that a tensor says, and regions of them.
  static let sampling: [String: Composition] = [
    "aten.grid_sampler.default": { [try sampled($0)] },
    "aten.grid_sampler_2d.default": { [try sampled($0)] },
    "aten.grid_sampler_3d.default": { [try sampled($0)] },
    "torchvision.roi_align.default": { [try regions($0)] },
    "torchvision.deform_conv2d.default": { [try deformed($0)] },
  ]

  private static func sampled(_ call: CompositionCall) throws -> Value {
    let (images, grid) = (try call.tensor("input"), try call.tensor("grid"))
    let dims = images.shape.count - 2
    guard dims == 2 || dims == 3, grid.shape.count == dims + 2, grid.shape[dims + 1] == dims else {
      throw Mismatch("an image of \(images.shape.count) dims")
    }
    let sampler = try ImageSampler(
      images, padding: call.int("padding_mode"),
      isAligned: call.bool("align_corners", default: false), call)
    let wanted = Array(grid.shape[1...dims])
    // Column, then row.
    let places = try sampler.lines.enumerated().map { dim, line in
      try line.place(
        call.range(grid, along: dims + 1, dim, dim + 1).reshape([
          images.shape[0], 1, wanted.reduce(1, *),
        ]))
    }
    let made: Value
    switch try call.int("interpolation_mode") {
    case 0: made = try sampler.linear(places)
    case 1: made = try sampler.nearest(places)
    case 2 where dims == 2: made = try sampler.cubic(places)
    case let mode: throw Mismatch("argument interpolation_mode is \(mode)")
    }
    return try made.reshape(images.shape[..<2] + wanted)
  }

  /// Features of boxes, each with the number of its image before its corners: the op wants them in the order of images.
  private static func regions(_ call: CompositionCall) throws -> Value {
    let (images, boxes) = (try call.tensor("input"), try call.tensor("rois"))
    let rows: [String: AttributeValue] = ["axis": .int(0)]
    let image = try call.range(boxes, along: 1, 0, 1).squeeze(1).cast(.int64)
    let order = try call.ops("argsort", [image], ["axis": .int(0), "stable": .bool(true)])[1]
    let hits = try call.op("one_hot", image, with: ["num_classes": .int(images.shape[0])])
    let made = try call.op(
      "roi_align", images,
      call.op("index_select", call.range(boxes, along: 1, 1, 5), order, with: rows),
      call.op("sum", hits.cast(.int64), with: ["axis": .ints([0])]).cast(.int32),
      with: [
        "pooled_height": .int(try call.int("pooled_height")),
        "pooled_width": .int(try call.int("pooled_width")),
        "spatial_scale": .double(try call.number("spatial_scale")),
        "sampling_ratio": .int(try call.int("sampling_ratio")),
        "aligned": .bool(call.bool("aligned", default: false)),
      ])
    let back = try call.ops("argsort", [order], ["axis": .int(0)])[1]
    return try call.op("index_select", made, back, with: rows)
  }

  /// A deformable convolution: each tap has an offset and a weight of its own.
  private static func deformed(_ call: CompositionCall) throws -> Value {
    let (images, weight) = (try call.tensor("input"), try call.tensor("weight"))
    let offset = try call.tensor("offset")
    let (groups, offsetGroups) = (try call.int("groups"), try call.int("offset_groups"))
    let (batch, channels) = (images.shape[0], images.shape[1])
    let (outputs, kernel) = (weight.shape[0], Array(weight.shape[2...]))
    let size = Array(offset.shape[2...])
    let (taps, count) = (kernel.reduce(1, *), size.reduce(1, *))
    guard groups > 0, offsetGroups > 0, channels % offsetGroups == 0,
      offset.shape[1] == 2 * offsetGroups * taps
    else { throw Mismatch("\(offset.shape[1]) offsets of \(taps) taps") }
    func each(_ name: String) throws -> [Int] {
      [try call.int("\(name)_h"), try call.int("\(name)_w")]
    }
    let (steps, pads, reaches) = (try each("stride"), try each("pad"), try each("dilation"))
    let sampler = try ImageSampler(
      images.reshape(
        [batch * offsetGroups, channels / offsetGroups] + images.shape[2...]), padding: 0,
      isAligned: false, call)
    let offsets = try offset.reshape([batch * offsetGroups, taps, 2, count])
    // Where a tap lies without its offset, along a dim.
    func base(_ dim: Int) throws -> Value {
      let places = try countedPlaces(taps, count).map { place -> Double in
        let (tap, pixel) = (place / count, place % count)
        let (own, at) =
          dim == 0 ? (tap / kernel[1], pixel / size[1]) : (tap % kernel[1], pixel % size[1])
        return Double(at * steps[dim] - pads[dim] + own * reaches[dim])
      }
      return try call.recorder.constant(places, shape: [taps, count], dtype: offset.dtype)
    }
    let places = try [1, 0].map { dim in
      try (call.range(offsets, along: 2, dim, dim + 1).squeeze(2) + base(dim)).reshape([
        batch * offsetGroups, 1, taps * count,
      ])
    }
    var columns = try sampler.linear(places)
    if call.bool("use_mask", default: false) {
      columns =
        try columns
        * call.tensor("mask").reshape([batch * offsetGroups, 1, taps * count])
    }
    let products = try call.op(
      "matmul", weight.reshape([groups, outputs / groups, channels / groups * taps]),
      columns.reshape([batch, groups, channels / groups * taps, count]))
    let made = try products.reshape([batch, outputs] + size)
    return try made + call.tensor("bias").reshape([1, outputs, 1, 1])
  }
}
