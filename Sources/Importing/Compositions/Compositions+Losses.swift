import Elements
import Programs

extension Compositions {
  /// Losses, of whole batches and of each sample.
  static let losses: [String: Composition] = [
    "aten.cross_entropy_loss.default": { call in
      let x = try call.tensor("self")
      let target = try call.tensor("target")
      let axis = x.shape.count == 1 ? 0 : 1
      let logs = try call.op("log_softmax", x, with: ["axis": .int(axis)])
      if target.dtype.isFloating { return [try soft(call, logs, target, axis)] }
      return [try likelihood(call, logs, target, axis)]
    },
    "aten.nll_loss.default": { call in
      let x = try call.tensor("self")
      return [try likelihood(call, x, call.tensor("target"), x.shape.count == 1 ? 0 : 1)]
    },
    "aten.nll_loss_nd.default": { call in
      let x = try call.tensor("self")
      return [try likelihood(call, x, call.tensor("target"), x.shape.count == 1 ? 0 : 1)]
    },
    "aten.nll_loss2d_forward.default": { call in
      try [likelihood(call, call.tensor("self"), call.tensor("target"), 1)]
    },
    "aten.nll_loss_forward.default": { call in
      let x = try call.tensor("self")
      return [try likelihood(call, x, call.tensor("target"), x.shape.count == 1 ? 0 : 1)]
    },
    "aten.mse_loss.default": { call in
      let distance = try call.tensor("self") - call.tensor("target")
      return [try reduced(call, distance * distance)]
    },
    "aten.l1_loss.default": { call in
      let distance = try call.tensor("self") - call.tensor("target")
      return [try reduced(call, call.op("abs", distance))]
    },
    "aten.smooth_l1_loss.default": { call in
      let beta = try call.number("beta", default: 1)
      let distance = try call.op("abs", call.tensor("self") - call.tensor("target"))
      if beta == 0 { return [try reduced(call, distance)] }
      let square = try distance * distance * (0.5 / beta)
      return [
        try reduced(
          call, call.op("where", distance .< beta, square, distance - 0.5 * beta))
      ]
    },
    "aten.huber_loss.default": { call in
      let delta = try call.number("delta", default: 1)
      let distance = try call.op("abs", call.tensor("self") - call.tensor("target"))
      let square = try distance * distance * 0.5
      return [
        try reduced(
          call, call.op("where", distance .< delta, square, (distance - 0.5 * delta) * delta))
      ]
    },
    "aten.binary_cross_entropy.default": { call in
      let (x, y) = (try call.tensor("self"), try call.tensor("target"))
      // Logarithms below -100 are cut there.
      func log(_ value: Value) throws -> Value {
        try call.op("clip", call.op("log", value), with: ["min": .double(-100)])
      }
      var loss = try 0.0 - (y * log(x) + (1.0 - y) * log(1.0 - x))
      if let weight = call.optionalTensor("weight") { loss = try loss * weight }
      return [try reduced(call, loss)]
    },
    "aten.binary_cross_entropy_with_logits.default": { call in
      let (x, y) = (try call.tensor("self"), try call.tensor("target"))
      let logs = try call.op("logsigmoid", x)
      var loss: Value
      if let positive = call.optionalTensor("pos_weight") {
        loss = try (1.0 - y) * x - ((positive - 1.0) * y + 1.0) * logs
      } else {
        loss = try (1.0 - y) * x - logs
      }
      if let weight = call.optionalTensor("weight") { loss = try loss * weight }
      return [try reduced(call, loss)]
    },
    "aten.kl_div.default": { call in
      let (x, y) = (try call.tensor("self"), try call.tensor("target"))
      if call.bool("log_target", default: false) {
        return [try reduced(call, call.op("exp", y) * (y - x))]
      }
      let zero = try call.recorder.constant([0], shape: [], dtype: y.dtype)
      let entropy = try call.op("where", y .> 0, y * call.op("log", y), zero)
      return [try reduced(call, entropy - y * x)]
    },
  ]

  /// Reduction 0 is each sample's, 1 the mean, 2 the sum.
  static func reduced(_ call: CompositionCall, _ loss: Value) throws -> Value {
    switch try call.int("reduction", default: 1) {
    case 0: loss
    case 1: try call.op("mean", loss)
    default: try call.op("sum", loss)
    }
  }

  /// What each label's class gives, less what is ignored; the mean is over the weights that count.
  private static func likelihood(
    _ call: CompositionCall, _ logs: Value, _ target: Value, _ axis: Int
  ) throws -> Value {
    let ignored = try call.int("ignore_index", default: -100)
    let smoothing = try call.number("label_smoothing", default: 0)
    let zero = try call.recorder.constant([0], shape: [], dtype: target.dtype)
    let counts = try target .!= ignored
    let places = try call.op("where", counts, target, zero)
    func taken(_ table: Value) throws -> Value {
      try call.op(
        "take_along_axis", table, places.unsqueeze(axis),
        with: ["axis": .int(axis), "wraps": .bool(false)]
      ).squeeze(axis)
    }
    var weights = try counts.cast(logs.dtype)
    var loss = try 0.0 - taken(logs)
    let classes = logs.shape[axis]
    if let table = call.optionalTensor("weight") {
      let flat = try call.op(
        "index_select", table, places.reshape([places.shape.reduce(1, *)]), with: ["axis": .int(0)])
      weights = try weights * flat.reshape(places.shape)
    }
    // What is ignored may be infinite.
    loss = try call.op("where", counts, loss * weights, call.scalar(0, like: loss))
    if smoothing > 0 {
      var all = logs
      if let table = call.optionalTensor("weight") {
        var shape = [Int](repeating: 1, count: logs.shape.count)
        shape[axis] = classes
        all = try logs * table.reshape(shape)
      }
      let sum = try call.op("sum", all, with: ["axis": .ints([axis])])
      let known = try call.op("where", counts, sum, call.scalar(0, like: sum))
      loss = try loss * (1 - smoothing) - known * (smoothing / Double(classes))
    }
    switch try call.int("reduction", default: 1) {
    case 0: return loss
    case 1:
      // Where nothing counts it is no number, and has no slope.
      let (sum, total) = (try call.op("sum", loss), try call.op("sum", weights))
      let isEmpty = try total .== 0
      let safe = try call.op("where", isEmpty, call.scalar(1, like: total), total)
      return try call.op("where", isEmpty, call.scalar(.nan, like: sum), sum / safe)
    default: return try call.op("sum", loss)
    }
  }

  /// The cross entropy with a distribution for each sample.
  private static func soft(
    _ call: CompositionCall, _ logs: Value, _ target: Value, _ axis: Int
  ) throws -> Value {
    let smoothing = try call.number("label_smoothing", default: 0)
    let classes = logs.shape[axis]
    var target = target
    if smoothing > 0 {
      target = try target * (1 - smoothing) + smoothing / Double(classes)
    }
    var product = try logs * target
    if let weight = call.optionalTensor("weight") {
      var shape = [Int](repeating: 1, count: logs.shape.count)
      shape[axis] = classes
      product = try product * weight.reshape(shape)
    }
    let loss = try 0.0 - call.op("sum", product, with: ["axis": .ints([axis])])
    switch try call.int("reduction", default: 1) {
    case 0: return loss
    case 1: return try call.op("sum", loss) / Double(max(1, loss.shape.reduce(1, *)))
    default: return try call.op("sum", loss)
    }
  }
}
