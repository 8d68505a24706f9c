import Elements
import Programs

extension OnnxOps {
  /// Convolutions and pooling.
  static let windows: [String: Composition] = [
    "Conv": { call in
      let bias = try call.optionalTensor(2)
      return [try convolution(call, of: call.tensor(0), with: call.tensor(1), bias)]
    },
    "ConvInteger": { call in
      // Sums of products of 8 bits are exact in float64.
      let (x, weight) = (try call.shifted(0, by: 2), try call.shifted(1, by: 3, along: 0))
      return [try convolution(call, of: x, with: weight, nil).cast(.int32)]
    },
    "ConvTranspose": { [try transposedConvolution($0)] },
    "MaxPool": { try maxPool($0) },
    "AveragePool": { [try averagePool($0)] },
    "GlobalAveragePool": { [try global($0, "mean")] },
    "GlobalMaxPool": { [try global($0, "max")] },
  ]

  private static func image(_ call: OnnxCall, atMost dims: Int) throws -> (Value, sizes: [Int]) {
    try image(call.tensor(0), atMost: dims)
  }

  private static func image(_ x: Value, atMost dims: Int) throws -> (Value, sizes: [Int]) {
    guard (3...dims + 2).contains(x.shape.count) else {
      throw Mismatch("windows over \(x.shape.count - 2) dims")
    }
    return (x, Array(x.shape[2...]))
  }

  /// The image with what stands around it.
  private static func widened(
    _ call: OnnxCall, _ x: Value, _ windows: OnnxWindows, with number: Double
  ) throws -> Value {
    try padded(call, x, [0, 0] + windows.before, [0, 0] + windows.after, with: number)
  }

  private static func convolution(
    _ call: OnnxCall, of given: Value, with weight: Value, _ bias: Value?
  ) throws -> Value {
    var (x, sizes) = try image(given, atMost: 3)
    var windows = try OnnxWindows(call, over: sizes, kernel: Array(weight.shape.dropFirst(2)))
    if !windows.isSymmetric {
      x = try widened(call, x, windows, with: 0)
      (windows.before, windows.after) = (sizes.map { _ in 0 }, sizes.map { _ in 0 })
    }
    return try call.aten(
      "conv\(sizes.count)d.default",
      [
        "input": .tensor(x), "weight": .tensor(weight),
        "bias": bias.map { .tensor($0) } ?? .none,
        "stride": .ints(windows.strides), "padding": .ints(windows.before),
        "dilation": .ints(windows.dilations), "groups": .int(call.int("group", default: 1)),
      ])[0]
  }

  private static func transposedConvolution(_ call: OnnxCall) throws -> Value {
    let (x, sizes) = try image(call, atMost: 3)
    let weight = try call.tensor(1)
    let bias = try call.optionalTensor(2)
    let windows = try OnnxWindows(call, over: sizes, kernel: Array(weight.shape.dropFirst(2)))
    let none = sizes.map { _ in 0 }
    let beyond = call.optionalInts("output_padding") ?? none
    guard beyond.count == sizes.count else {
      throw Mismatch("output_padding of \(sizes.count) dims")
    }
    let (before, after) = try cuts(call, windows, sizes, beyond)
    let isEven = before == after
    let name = sizes.count == 1 ? "conv_transpose1d.default" : "conv_transpose\(sizes.count)d.input"
    let whole = try call.aten(
      name,
      [
        "input": .tensor(x), "weight": .tensor(weight),
        "bias": isEven ? bias.map { .tensor($0) } ?? .none : .none,
        "stride": .ints(windows.strides), "padding": .ints(isEven ? before : none),
        "output_padding": .ints(beyond), "dilation": .ints(windows.dilations),
        "groups": .int(call.int("group", default: 1)),
      ])[0]
    if isEven { return whole }
    let cut = try padded(
      call, whole, [0, 0] + before.map { -$0 }, [0, 0] + after.map { -$0 }, with: 0)
    // The bias is that of what is added at the end too.
    guard let bias else { return cut }
    return try cut + call.along(bias, 1, of: cut.shape.count)
  }

  /// The padding of a transposed convolution at the start and the end of each dim. Negative padding adds zeros.
  private static func cuts(
    _ call: OnnxCall, _ windows: OnnxWindows, _ sizes: [Int], _ beyond: [Int]
  ) throws -> (before: [Int], after: [Int]) {
    let wanted = call.optionalInts("output_shape")
    guard wanted.map({ $0.count == sizes.count }) ?? true else {
      throw Mismatch("output_shape of \(sizes.count) dims")
    }
    let word = call.text("auto_pad", default: "NOTSET")
    var (before, after) = (windows.before, windows.after)
    guard wanted != nil || word.hasPrefix("SAME") else { return (before, after) }
    for dim in sizes.indices {
      let whole =
        windows.strides[dim] * (sizes[dim] - 1) + beyond[dim]
        + (windows.kernel[dim] - 1) * windows.dilations[dim] + 1
      let room = wanted.map { whole - $0[dim] } ?? max(0, whole - sizes[dim] * windows.strides[dim])
      // The larger half is cut off at the start, but where the word says otherwise.
      let less = max(0, room) / 2
      (before[dim], after[dim]) =
        room < 0 ? (0, room) : word == "SAME_UPPER" ? (less, room - less) : (room - less, less)
    }
    return (before, after)
  }

  private static func maxPool(_ call: OnnxCall) throws -> [Value] {
    let given = try call.tensor(0)
    // Floats hold all numbers of 8 bits.
    let isNarrow = given.dtype.isInteger && given.dtype.byteCount == 1
    var (x, sizes) = try image(isNarrow ? given.cast(.float32) : given, atMost: 3)
    var windows = try OnnxWindows(call, over: sizes)
    let wantsPlaces = call.node.outputs.count > 1 && !call.node.outputs[1].isEmpty
    let isWide = zip(windows.before, windows.kernel).contains { $0 > $1 / 2 }
    if !windows.isSymmetric || isWide {
      guard x.dtype.isFloating, !wantsPlaces else {
        throw Mismatch("pads of \(wantsPlaces ? "a place" : "a maximum of integers")")
      }
      x = try widened(call, x, windows, with: -.infinity)
      (windows.before, windows.after) = (sizes.map { _ in 0 }, sizes.map { _ in 0 })
    }
    guard !wantsPlaces || sizes.count < 3 else { throw Mismatch("places in three dims") }
    let made = try call.aten(
      "max_pool\(sizes.count)d\(wantsPlaces ? "_with_indices" : "").default",
      [
        "self": .tensor(x), "kernel_size": .ints(windows.kernel),
        "stride": .ints(windows.strides), "padding": .ints(windows.before),
        "dilation": .ints(windows.dilations),
        "ceil_mode": .bool(call.int("ceil_mode", default: 0) == 1),
      ])
    let result = try isNarrow ? made[0].cast(given.dtype) : made[0]
    guard wantsPlaces else { return [result] }
    try call.require("storage_order", is: 0)
    // Places are counted through the whole tensor.
    let planes = try countedPlaces(x.shape[0], x.shape[1])
    let size = Double(sizes.reduce(1, *))
    let starts = try call.constant(
      planes.map { Double($0) * size }, shape: [x.shape[0], x.shape[1]] + sizes.map { _ in 1 },
      dtype: .int64)
    return [result, try made[1].cast(.int64) + starts]
  }

  private static func averagePool(_ call: OnnxCall) throws -> Value {
    let (x, sizes) = try image(call, atMost: 3)
    let windows = try OnnxWindows(call, over: sizes)
    let isDilated = windows.dilations.contains { $0 > 1 }
    let isCeiled = call.int("ceil_mode", default: 0) == 1
    let countsPads = call.int("count_include_pad", default: 0) == 1
    func pooled(_ x: Value, _ padding: [Int], _ countsPads: Bool) throws -> Value {
      if isDilated {
        // A convolution of each channel alone.
        let room = sizes.indices.map { sizes[$0] + windows.before[$0] + windows.after[$0] }
        let reach = zip(windows.kernel, windows.dilations).map { ($0 - 1) &* $1 &+ 1 }
        guard !isCeiled else { throw Mismatch("dilations of a mean with ceil_mode") }
        guard zip(reach, room).allSatisfy(<=) else {
          throw Mismatch("a mean over windows of \(reach) in an image of \(room), with its padding")
        }
        let part = 1 / windows.kernel.reduce(1.0) { $0 * Double($1) }
        let weight = try call.constant(
          [part], shape: [x.shape[1], 1] + windows.kernel, dtype: x.dtype)
        return try call.aten(
          "conv\(sizes.count)d.default",
          [
            "input": .tensor(x), "weight": .tensor(weight), "bias": .none,
            "stride": .ints(windows.strides), "padding": .ints(padding),
            "dilation": .ints(windows.dilations), "groups": .int(x.shape[1]),
          ])[0]
      }
      return try call.aten(
        "avg_pool\(sizes.count)d.default",
        [
          "self": .tensor(x), "kernel_size": .ints(windows.kernel),
          "stride": .ints(windows.strides), "padding": .ints(padding),
          "ceil_mode": .bool(isCeiled), "count_include_pad": .bool(countsPads),
        ])[0]
    }
    let none = sizes.map { _ in 0 }
    let isWide = zip(windows.before, windows.kernel).contains { $0 > $1 / 2 }
    let isPlain = windows.before == none || countsPads
    let isLimited = isDilated || sizes.count == 3
    if windows.isSymmetric, !isWide, !isLimited || isPlain {
      return try pooled(x, windows.before, countsPads || isLimited)
    }
    let sum = try pooled(widened(call, x, windows, with: 0), none, true)
    if countsPads { return sum }
    // The part of each window that lies in the image.
    let ones = try call.constant([1], shape: [1, 1] + sizes, dtype: x.dtype)
    return try sum / pooled(widened(call, ones, windows, with: 0), none, true)
  }

  private static func global(_ call: OnnxCall, _ op: String) throws -> Value {
    let x = try call.tensor(0)
    let dims = Array(x.shape.indices.dropFirst(2))
    return try call.op(op, x, with: ["axis": .ints(dims), "keep_dim": .bool(true)])
  }
}
