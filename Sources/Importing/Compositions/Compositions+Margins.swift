import Elements
import Foundation
import Programs

extension Compositions {
  /// Losses of distances and margins.
  static let margins: [String: Composition] = [
    "aten.pairwise_distance.default": { call in
      [
        try distance(
          call, call.tensor("x1"), call.tensor("x2"), order: call.number("p", default: 2),
          epsilon: call.number("eps", default: 1e-6), keeps: call.bool("keepdim", default: false))
      ]
    },
    "aten.cdist.default": { [try distances($0)] },
    "aten._cdist_forward.default": { [try distances($0)] },
    "aten.dist.default": { call in
      let x = try call.tensor("self") - call.tensor("other")
      return try call.call(
        "aten.linalg_vector_norm.default",
        ["self": .tensor(x), "ord": .double(call.number("p", default: 2)), "other": nil, "p": nil])
    },
    "aten.cosine_embedding_loss.default": { call in
      let (x, y) = (try call.tensor("input1"), try call.tensor("input2"))
      let target = try call.tensor("target")
      let axis: [String: AttributeValue] = ["axis": .ints([target.shape.isEmpty ? 0 : 1])]
      let product = try call.op("sum", x * y, with: axis)
      let sizes =
        try (call.op("sum", x * x, with: axis) + 1e-12)
        * (call.op("sum", y * y, with: axis) + 1e-12)
      let cosine = try product / call.op("sqrt", sizes)
      let zero = try call.scalar(0, like: cosine)
      let apart = try call.op("maximum", cosine - call.number("margin", default: 0), zero)
      return [
        try reduced(
          call,
          call.op("where", target .== 1, 1.0 - cosine, call.op("where", target .== -1, apart, zero))
        )
      ]
    },
    "aten.margin_ranking_loss.default": { call in
      let distance = try call.tensor("input1") - call.tensor("input2")
      let margin = try call.number("margin", default: 0)
      return [try reduced(call, call.op("relu", margin - call.tensor("target") * distance))]
    },
    "aten.hinge_embedding_loss.default": { call in
      let (x, y) = (try call.tensor("self"), try call.tensor("target"))
      let zero = try call.scalar(0, like: x)
      let apart = try call.op("relu", call.number("margin", default: 1) - x)
      return [
        try reduced(
          call, call.op("where", y .!= 1, apart, zero) + call.op("where", y .!= -1, x, zero))
      ]
    },
    "aten.soft_margin_loss.default": { call in
      let product = try call.tensor("target") * call.tensor("self")
      return [try reduced(call, 0.0 - call.op("logsigmoid", product))]
    },
    "aten.triplet_margin_loss.default": { call in
      let anchor = try call.tensor("anchor")
      let (near, far) = (try call.tensor("positive"), try call.tensor("negative"))
      func apart(_ x: Value, _ y: Value) throws -> Value {
        try distance(
          call, x, y, order: call.number("p", default: 2),
          epsilon: call.number("eps", default: 1e-6), keeps: false)
      }
      var wanted = try apart(anchor, far)
      if call.bool("swap", default: false) {
        wanted = try call.op("minimum", wanted, apart(near, far))
      }
      let excess = try apart(anchor, near) - wanted + call.number("margin", default: 1)
      return [try reduced(call, call.op("relu", excess))]
    },
    "aten.multi_margin_loss.default": { call in
      let (x, target) = (try call.tensor("self"), try call.tensor("target"))
      let classes = x.shape.last ?? 1
      let hot = try call.op("one_hot", target, with: ["num_classes": .int(classes)]).cast(x.dtype)
      let axis: [String: AttributeValue] = ["axis": .ints([-1])]
      let own = try call.op("sum", x * hot, with: ["axis": .ints([-1]), "keep_dim": .bool(true)])
      var excess = try call.op("relu", x - own + call.number("margin", default: 1))
      if try call.number("p", default: 1) == 2 { excess = try excess * excess }
      var loss = try call.op("sum", excess * (1.0 - hot), with: axis) / Double(classes)
      if let weight = call.optionalTensor("weight") {
        loss = try loss * call.op("sum", hot * weight, with: axis)
      }
      return [try reduced(call, loss)]
    },
    "aten.multilabel_margin_loss.default": { call in
      let (x, target) = (try call.tensor("self"), try call.tensor("target"))
      let classes = x.shape.last ?? 1
      let last: [String: AttributeValue] = ["axis": .ints([-1])]
      // Labels end at the first that is below 0.
      let ends = try call.op("cumsum", (target .< 0).cast(.int64), with: ["axis": .int(-1)])
      let isLabel = try ends .== 0
      let labels = try call.op("where", isLabel, target, call.scalar(0, like: target))
      let own = try call.op("take_along_axis", x, labels, with: ["axis": .int(-1)])
      let hot = try call.op("one_hot", labels, with: ["num_classes": .int(classes)]).cast(x.dtype)
      let dim = x.shape.count
      let counts = try isLabel.cast(x.dtype).unsqueeze(dim)
      let isOther = try call.op("sum", hot * counts, with: ["axis": .ints([-2])]) .== 0
      let excess = try call.op("relu", x.unsqueeze(dim - 1) - own.unsqueeze(dim) + 1.0) * counts
      let sums = try call.op("sum", excess, with: ["axis": .ints([-2])]) * isOther.cast(x.dtype)
      return [try reduced(call, call.op("sum", sums, with: last) / Double(classes))]
    },
    "aten.poisson_nll_loss.default": { call in
      let (x, y) = (try call.tensor("input"), try call.tensor("target"))
      var loss =
        try call.bool("log_input", default: true)
        ? call.op("exp", x) - y * x : x - y * call.op("log", x + call.number("eps", default: 1e-8))
      if call.bool("full", default: false) {
        let log = try call.op("log", y)
        let stirling = try y * log - y + 0.5 * (log + Foundation.log(2 * Double.pi))
        loss = try loss + call.op("where", y .> 1, stirling, call.scalar(0, like: stirling))
      }
      return [try reduced(call, loss)]
    },
  ]

  /// (sum |x - y + epsilon|^p)^(1/p) along the last dim.
  private static func distance(
    _ call: CompositionCall, _ x: Value, _ y: Value, order: Double, epsilon: Double, keeps: Bool
  ) throws -> Value {
    try call.call(
      "aten.linalg_vector_norm.default",
      [
        "self": .tensor(epsilon == 0 ? x - y : x - y + epsilon), "ord": .double(order),
        "dim": .ints([-1]), "keepdim": .bool(keeps),
      ])[0]
  }

  /// The distance of each row of a matrix to each of another.
  private static func distances(_ call: CompositionCall) throws -> Value {
    let (x, y) = (try call.tensor("x1"), try call.tensor("x2"))
    return try distance(
      call, x.unsqueeze(x.shape.count - 1), y.unsqueeze(y.shape.count - 2),
      order: call.number("p", default: 2), epsilon: 0, keeps: false)
  }
}
