import Elements
import Foundation
import Programs

extension Compositions {
  /// Random numbers, each call with a seed of its own: the number of ops before it.
  static let draws: [String: Composition] = [
    "aten.rand.default": { [try $0.uniform()] },
    "aten.rand_like.default": { [try $0.uniform()] },
    "aten.uniform.default": { call in
      let (low, high) = (try call.number("from", default: 0), try call.number("to", default: 1))
      return [try call.uniform(from: low, to: high)]
    },
    "aten.randn.default": { [try $0.normal()] },
    "aten.randn_like.default": { [try $0.normal()] },
    "aten.normal.default": { [try $0.normalOfNumbers()] },
    "aten.normal_functional.default": { [try $0.normalOfNumbers()] },
    "aten.normal.float_float": { [try $0.normalOfNumbers()] },
    "aten.normal.Tensor_Tensor": { [try $0.normalOfTensors()] },
    "aten.normal.Tensor_float": { [try $0.normalOfTensors()] },
    "aten.normal.float_Tensor": { [try $0.normalOfTensors()] },
    "aten.exponential.default": { call in
      // From 0 exclusively.
      let draw = try call.op("log", 1.0 - call.uniform())
      return [try draw * (-1 / call.number("lambd", default: 1))]
    },
    "aten.randint.default": { [try $0.whole(from: 0, to: $0.int("high"))] },
    "aten.randint.low": { [try $0.whole(from: $0.int("low"), to: $0.int("high"))] },
    "aten.randint_like.default": { [try $0.whole(from: 0, to: $0.int("high"))] },
    "aten.randint_like.low_dtype": { [try $0.whole(from: $0.int("low"), to: $0.int("high"))] },
    "aten.random.from": { [try $0.whole(from: $0.int("from"), to: $0.int("to"))] },
    "aten.random.to": { [try $0.whole(from: 0, to: $0.int("to"))] },
    "aten.randperm.default": { call in
      let places = try call.ops(
        "argsort", [call.uniform(dtype: .float64)], ["axis": .int(0)])[1]
      return [try call.expected.map { try places.cast($0.dtype) } ?? places]
    },
    "aten.bernoulli.p": { [try $0.coins($0.number("p"))] },
    "aten.bernoulli.float": { [try $0.coins($0.number("p", default: 0.5))] },
    "aten.bernoulli.Tensor": { call in
      guard let expected = call.expected else { throw Mismatch("its shape is not known") }
      let chances = try call.tensor("p").cast(.float32).expand(expected.shape)
      return [try call.draw("bernoulli", chances).cast(expected.dtype)]
    },
    "aten.rrelu.default": { call in
      let x = try call.tensor("self")
      let bounds = (
        try call.number("lower", default: 0.125), try call.number("upper", default: 1 / 3.0)
      )
      guard call.bool("training", default: false) else {
        return [
          try call.op("leaky_relu", x, with: ["negative_slope": .double((bounds.0 + bounds.1) / 2)])
        ]
      }
      let slopes = try call.uniform(from: bounds.0, to: bounds.1)
      return [try call.op("where", x .<= 0, x * slopes, x)]
    },
    "aten.multinomial.default": { [try drawn($0)] },
    "aten.native_dropout.default": { call in
      let x = try call.tensor("input")
      let p = call.bool("train", default: true) ? try call.number("p") : 0
      let chances = try call.recorder.constant([1 - p], shape: x.shape, dtype: .float32)
      let mask = try call.draw("bernoulli", chances)
      return [try x * mask.cast(x.dtype) * (p < 1 ? 1 / (1 - p) : 0), try mask.cast(.bool)]
    },
    "aten.feature_dropout.default": { call in
      let x = try call.tensor("input")
      let shape = x.shape.enumerated().map { $0 < 2 ? $1 : 1 }
      let ones = try call.recorder.constant([1], shape: shape, dtype: x.dtype)
      return [try x * call.dropped(ones, call.number("p"))]
    },
  ]

  /// The numbers of columns, each by its weight in its row.
  private static func drawn(_ call: CompositionCall) throws -> Value {
    let weights = try call.tensor("self").cast(.float32)
    let (count, columns) = (try call.int("num_samples"), weights.shape.last ?? 0)
    guard (1...2).contains(weights.shape.count), columns > 0 else {
      throw Mismatch("weights of shape \(weights.shape)")
    }
    if count > 1, call.bool("replacement", default: false) {
      let sums = try call.op("cumsum", weights, with: ["axis": .int(-1)])
      let all = try call.range(sums, along: weights.shape.count - 1, columns - 1, columns)
      let marks = try call.uniform(shape: weights.shape.dropLast() + [count], dtype: .float32) * all
      let below =
        try sums.unsqueeze(weights.shape.count - 1)
        .<= marks.unsqueeze(
          weights.shape.count)
      let places = try call.op("sum", below.cast(.int64), with: ["axis": .ints([-1])])
      return try call.op("minimum", places, call.scalar(Double(columns - 1), like: places))
    }
    guard count <= columns else { throw Mismatch("\(count) of \(columns) columns") }
    // The largest of log w + g, where g is of Gumbel's distribution, are such draws.
    let draws = try 1.0 - call.uniform(shape: weights.shape, dtype: .float32)
    let waits = try call.op("clip", -call.op("log", draws), with: ["min": .double(1e-30)])
    let keys = try call.op("log", weights) - call.op("log", waits)
    return try call.ops("topk", [keys], ["k": .int(count), "axis": .int(-1)])[1].cast(.int64)
  }
}

extension CompositionCall {
  /// What an op draws, with a seed of this call's own.
  func draw(_ name: String, _ x: Value, _ attributes: [String: AttributeValue] = [:]) throws
    -> Value
  {
    try ops(name, [x], attributes.merging(["seed": .int(recorder.opCount)]) { $1 })[0]
  }

  /// What dropout leaves.
  func dropped(_ x: Value, _ p: Double) throws -> Value {
    try draw("dropout", x, ["p": .double(p)])
  }

  /// Numbers from `low` to `high`, of the shape and dtype of the result where nothing else is said.
  fileprivate func uniform(
    from low: Double = 0, to high: Double = 1, shape: [Int]? = nil, dtype: DType? = nil
  ) throws -> Value {
    try draw("uniform", blank(shape, dtype), ["low": .double(low), "high": .double(high)])
  }

  fileprivate func normal(
    mean: Double = 0, deviation: Double = 1, shape: [Int]? = nil
  ) throws -> Value {
    try draw(
      "gaussian", blank(shape, nil), ["mean": .double(mean), "std": .double(deviation)])
  }

  private func blank(_ shape: [Int]?, _ dtype: DType?) throws -> Value {
    guard let expected else { throw Mismatch("its shape is not known") }
    return try recorder.constant(
      [0], shape: shape ?? expected.shape, dtype: dtype ?? expected.dtype)
  }

  fileprivate func normalOfNumbers() throws -> Value {
    try normal(
      mean: number("mean", default: 0), deviation: number("std", default: 1))
  }

  fileprivate func normalOfTensors() throws -> Value {
    let draws = try normal()
    let wide = try optionalTensor("std").map { try draws * $0 } ?? draws * number("std", default: 1)
    return try optionalTensor("mean").map { try wide + $0 } ?? wide + number("mean", default: 0)
  }

  /// 1 with a probability, else 0.
  fileprivate func coins(_ p: Double) throws -> Value {
    guard let expected else { throw Mismatch("its shape is not known") }
    let chances = try recorder.constant([p], shape: expected.shape, dtype: .float32)
    return try draw("bernoulli", chances).cast(expected.dtype)
  }

  /// Whole numbers from `low` to below `high`.
  fileprivate func whole(from low: Int, to high: Int) throws -> Value {
    guard let expected, high > low else { throw Mismatch("numbers of \(low)..<\(high)") }
    let draws = try uniform(from: Double(low), to: Double(high), dtype: .float64)
    return try op("floor", draws).cast(expected.dtype)
  }
}
