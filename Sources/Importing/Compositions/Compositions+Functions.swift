import Elements
import Foundation
import Programs

extension Compositions {
  /// Functions of elements, and places in sorted rows.
  static let functions: [String: Composition] = [
    "aten.deg2rad.default": { [try $0.tensor("self") * (Double.pi / 180)] },
    "aten.rad2deg.default": { [try $0.tensor("self") * (180 / Double.pi)] },
    "aten.erfc.default": { [try 1.0 - $0.op("erf", $0.tensor("self"))] },
    "aten.elu.default": { call in
      // As selu is decomposed.
      let scale = try call.number("scale", default: 1)
      guard scale != 1, try call.number("input_scale", default: 1) == 1 else {
        throw Mismatch("these arguments")
      }
      return [try call.call(nil, ["scale": .double(1)])[0] * scale]
    },
    "aten.sinc.default": { call in
      let x = try call.tensor("self")
      let angle = try x * Double.pi
      let one = try call.scalar(1, like: angle)
      let isZero = try x .== 0
      return [
        try call.op(
          "where", isZero, one,
          call.op("sin", angle) / call.op("where", isZero, one, angle))
      ]
    },
    "aten.renorm.default": { call in
      let x = try call.tensor("self")
      return [
        try shortened(
          call, x, along: x.place(of: try call.int("dim")), to: call.number("maxnorm"),
          order: call.number("p"))
      ]
    },
    "aten.embedding_renorm.default": { call in
      let (x, indices) = (try call.tensor("self"), try call.tensor("indices"))
      let places = try indices.reshape([indices.shape.reduce(1, *)]).cast(.int64)
      let rows = try shortened(
        call, call.op("index_select", x, places, with: ["axis": .int(0)]), along: 0,
        to: call.number("max_norm"), order: call.number("norm_type"))
      return [try Value.apply("index_put", [.one(x), .list([places]), .one(rows)], [:])[0]]
    },
    "aten.special_erfc.default": { [try 1.0 - $0.op("erf", $0.tensor("self"))] },
    "aten.special_ndtr.default": { call in
      [try (call.op("erf", call.tensor("self") * 0.5.squareRoot()) + 1.0) * 0.5]
    },
    "aten.special_entr.default": { call in
      let x = try call.tensor("self")
      let zero = try call.scalar(0, like: x)
      // NaN is neither.
      let inside = try call.op("where", x .== 0, zero, 0.0 - x * call.op("log", x))
      return [try call.op("where", x .< 0, call.scalar(-.infinity, like: x), inside)]
    },
    "aten.sign.default": { [try signOfNumbers($0)] },
    "aten.sgn.default": { [try signOfNumbers($0)] },
    "aten.signbit.default": { call in
      let x = try call.tensor("self")
      // One over -0 is below zero.
      return [
        try x.dtype.isFloating
          ? call.op("logical_or", x .< 0, call.op("logical_and", x .== 0, 1.0 / x .< 0)) : x .< 0
      ]
    },
    "aten.pow.Tensor_Scalar": { call in
      let x = try call.tensor("self")
      guard x.dtype == .bool else { throw Mismatch("these operands") }
      return try call.call(nil, ["self": .tensor(x.cast(.int64))])
    },
    "aten.float_power.Tensor_Scalar": { call in
      try call.call("aten.pow.Tensor_Scalar", ["self": .tensor(call.tensor("self").cast(.float64))])
    },
    "aten.float_power.Tensor_Tensor": { call in
      try call.call(
        "aten.pow.Tensor_Tensor",
        [
          "self": .tensor(call.tensor("self").cast(.float64)),
          "exponent": .tensor(call.tensor("exponent").cast(.float64)),
        ])
    },
    "aten.rsub.Tensor": { call in
      [try call.tensor("other") - call.tensor("self") * call.number("alpha", default: 1)]
    },
    "aten.logaddexp2.default": { call in
      let scale = Foundation.log(2.0)
      let pair = try call.op(
        "stack", list: [call.tensor("self") * scale, call.tensor("other") * scale],
        with: ["axis": .int(0)])
      return [try call.op("logsumexp", pair, with: ["axis": .ints([0])]) / scale]
    },
    "aten.isclose.default": { call in
      let (x, y) = (try call.tensor("self"), try call.tensor("other"))
      let bound =
        try call.op("abs", y) * call.number("rtol", default: 1e-5)
        + call.number("atol", default: 1e-8)
      let isNear = try call.op("abs", x - y) .<= bound
      let isFinite = try call.op("logical_and", isNear, call.op("isfinite", y))
      var same = try call.op("logical_or", x .== y, isFinite)
      if call.bool("equal_nan", default: false) {
        same = try call.op(
          "logical_or", same, call.op("logical_and", call.op("isnan", x), call.op("isnan", y)))
      }
      return [same]
    },
    "aten.msort.default": { call in
      [try call.ops("argsort", [call.tensor("self")], ["axis": .int(0)])[0]]
    },
    "aten.kthvalue.default": { call in
      let x = try call.tensor("self")
      let dim = x.place(of: try call.int("dim", default: -1))
      let place = try call.int("k") - 1
      return try call.ops("argsort", [x], ["axis": .int(dim)]).map { row in
        let taken = try call.range(row, along: dim, place, place + 1)
        return try call.bool("keepdim", default: false) ? taken : taken.squeeze(dim)
      }
    },
    "aten.trapezoid.dx": { call in
      let y = try call.tensor("y")
      let dim = y.place(of: try call.int("dim", default: -1))
      let (later, earlier) = (
        try call.range(y, along: dim, 1, .max), try call.range(y, along: dim, 0, y.shape[dim] - 1)
      )
      return [
        try call.op("sum", later + earlier, with: ["axis": .ints([dim])])
          * (0.5 * call.number("dx", default: 1))
      ]
    },
    "aten.pixel_unshuffle.default": { call in
      let x = try call.tensor("self")
      let factor = try call.int("downscale_factor")
      let outer = Array(x.shape.dropLast(3))
      let own = Array(x.shape.suffix(3))
      let (rows, columns) = (own[1] / factor, own[2] / factor)
      let base = outer.count
      let order = Array(0..<base) + [0, 2, 4, 1, 3].map { base + $0 }
      return [
        try x.reshape(outer + [own[0], rows, factor, columns, factor]).permute(order).reshape(
          outer + [own[0] * factor * factor, rows, columns])
      ]
    },
    "aten.channel_shuffle.default": { try channelsShuffled($0) },
    "aten.native_channel_shuffle.default": { try channelsShuffled($0) },
    "aten.col2im.default": { [try folded($0)] },
  ]

  /// The sign; NaN has none.
  private static func signOfNumbers(_ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    return try call.op(
      "where", call.op("isnan", x), call.scalar(0, like: x), call.op("sign", x))
  }

  /// The slices along a dim, each of the given norm at the most.
  private static func shortened(
    _ call: CompositionCall, _ x: Value, along dim: Int, to most: Double, order: Double
  ) throws -> Value {
    let names = call.arguments.keys.map { ($0, ImportedArgument?.none) }
    let norms = try call.call(
      "aten.linalg_vector_norm.default",
      [
        "self": .tensor(x), "ord": .double(order), "keepdim": .bool(true),
        "dim": .ints(x.shape.indices.filter { $0 != dim }),
      ].merging(names) { own, _ in own })[0]
    return try x
      * call.op("where", norms .> most, most / (norms + 1e-7), call.scalar(1, like: norms))
  }

  private static func channelsShuffled(_ call: CompositionCall) throws -> [Value] {
    let x = try call.tensor("self")
    let groups = try call.int("groups")
    let rest = Array(x.shape[2...])
    let split = try x.reshape([x.shape[0], groups, x.shape[1] / groups] + rest)
    return [try split.swapaxes(1, 2).reshape(x.shape)]
  }

  /// The sum of the windows that lie over each pixel.
  private static func folded(_ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    let (size, kernel) = (
      try call.ints("output_size", count: 2), try call.ints("kernel_size", count: 2)
    )
    let (dilation, padding) = (
      try call.ints("dilation", count: 2), try call.ints("padding", count: 2)
    )
    let stride = try call.ints("stride", count: 2)
    guard x.shape.count == 3 else { throw Mismatch("a tensor of \(x.shape.count) dims") }
    let numbers = size + kernel + dilation + padding + stride
    guard numbers.allSatisfy({ (0...1 << 24).contains($0) }), (kernel + stride).min() ?? 0 > 0
    else { throw Mismatch("windows \(kernel), \(stride) apart, of \(size)") }
    let counts = (0..<2).map { (dim: Int) -> Int in
      let reach: Int = dilation[dim] * (kernel[dim] - 1) + 1
      let room: Int = size[dim] + 2 * padding[dim] - reach
      return room / stride[dim] + 1
    }
    let channels = x.shape[1] / (kernel[0] * kernel[1])
    // What lies outside goes to a pixel behind all of them.
    let none = size[0] * size[1]
    _ = try countedPlaces(kernel[0], kernel[1], counts[0], counts[1])
    var places: [Double] = []
    for row in 0..<kernel[0] {
      for column in 0..<kernel[1] {
        for y in 0..<counts[0] {
          for z in 0..<counts[1] {
            let line: Int = y * stride[0] - padding[0] + row * dilation[0]
            let place: Int = z * stride[1] - padding[1] + column * dilation[1]
            let isIn = (0..<size[0]).contains(line) && (0..<size[1]).contains(place)
            places.append(Double(isIn ? line * size[1] + place : none))
          }
        }
      }
    }
    let sums = try call.sums(
      x.reshape([x.shape[0], channels, places.count]), at: places, of: none + 1)
    return try call.range(sums, along: 2, 0, none).reshape([x.shape[0], channels] + size)
  }
}
