import SPMDRules
import Tensors

/// Draws. What is drawn for an element follows from `seed` and from the element's
/// place in the whole tensor: it is the same however the tensor lies, and whenever it is drawn.
let randomOps: [OpDefinition] = [dropout, dropoutAdd, bernoulli, poisson]

private let dropout = OpDefinition("dropout") { (call: OpCall) throws(TesseraError) in
  try call.require(0, "a floating-point tensor") { $0.kind == .floatingPoint }
  return [call.dtypes[0]]
} compute: { call in
  [try call.droppedOut(call.tensor(0))]
}

/// The second output is the seed of the draws and their offset, which is 0.
private let dropoutAdd = OpDefinition("fused_dropout_add") {
  (call: OpCall) throws(TesseraError) in
  let dtype = try call.promoted()
  guard dtype.kind == .floatingPoint else { throw call.undefined(on: dtype) }
  return [dtype, .int64]
} compute: { call in
  let (x, y) = (call.tensor(0), call.tensor(1))
  let kept = try call.droppedOut(x.converted(to: call.dtypes[0]))
  return [
    kept.adding(y.converted(to: call.dtypes[0])),
    DenseTensor([Int64(call.int("seed")), 0], shape: [2]),
  ]
}

private let bernoulli = draw("bernoulli") { $0.bernoulli(at: $1) }
private let poisson = draw("poisson") { $0.poisson(at: $1) }

private func draw(
  _ name: String, _ sample: @escaping @Sendable (DenseTensor, RandomPlace) -> DenseTensor
) -> OpDefinition {
  OpDefinition(name) { (call: OpCall) throws(TesseraError) in
    try call.require(0, "a floating-point tensor") { $0.kind == .floatingPoint }
    return [call.dtypes[0]]
  } compute: { call in
    [sample(call.tensor(0), call.randomPlace)]
  }
}

extension LocalCall {
  /// Where the first input's part lies, for draws.
  fileprivate var randomPlace: RandomPlace {
    RandomPlace(
      seed: UInt64(bitPattern: Int64(int("seed"))), globalShape: part(0).shape,
      offsets: part(0).box.offsets)
  }

  fileprivate func droppedOut(_ x: DenseTensor) throws -> DenseTensor {
    let probability = double("p")
    let isUpscaled = string("mode") == "upscale_in_train"
    if bool("is_test") { return isUpscaled ? x : x.elementwise(.scale(1 - probability)) }
    return x.droppingOut(probability: probability, isUpscaled: isUpscaled, at: randomPlace).values
  }
}
