import SPMDRules
import Tensors

/// Softmax and cross entropy with labels; outputs are the softmax and the loss, in the logits' dtype.
///
/// Sharded classes are left where they are: the ranks that share a row fold its maximum, and then its
/// sum and the labels' logits, one value a row each.
extension Kernel {
  static let crossEntropyWithSoftmax = Kernel { call in
    let logits = call.tensor(0)
    let axis = call.dim("axis", of: logits.ndim)
    guard call.bool("soft_label") else {
      return try hardLabels(call, axis: axis, appliesSoftmax: call.bool("use_softmax"))
    }
    let (softmax, loss) = logits.crossEntropy(
      softLabels: call.tensor(1).converted(to: logits.dtype), axis: axis,
      appliesSoftmax: call.bool("use_softmax"))
    return [softmax, loss]
  } together: { (call: inout JointCall) throws(TesseraError) in
    try classParallel(&call) { $0.dim("axis", of: $0.part(0).shape.count) }
  }

  static let cSoftmaxWithCrossEntropy = Kernel { call in
    try hardLabels(call, axis: call.part(0).shape.count - 1, appliesSoftmax: true)
  } together: { (call: inout JointCall) throws(TesseraError) in
    try classParallel(&call) { $0.part(0).shape.count - 1 }
  }
}

private func hardLabels(
  _ call: LocalCall, axis: Int, appliesSoftmax: Bool
) throws(TesseraError) -> [DenseTensor] {
  let logits = call.tensor(0)
  let ignored = call.int("ignore_index")
  try call.require(call.tensor(1), "labels", in: 0..<logits.shape[axis], except: ignored)
  let (softmax, loss) = logits.crossEntropy(
    labels: call.tensor(1), axis: axis, ignoredLabel: ignored,
    appliesSoftmax: appliesSoftmax)
  return [softmax, loss]
}

/// Of hard labels, where the classes are sharded, which rules allow of the last dim; nil if they are not.
private func classParallel(
  _ call: inout JointCall, axis: (LocalCall) -> Int
) throws(TesseraError) -> [Int: [DenseTensor]]? {
  guard call.hasFolds, let any = call.parts.values.first else { return nil }
  let shape = any.part(0).shape
  let axis = axis(any)
  let dtype = any.dtypes[0].statistics

  let logits = call.parts.mapValues { $0.tensor(0).converted(to: dtype) }
  let maxima = try call.folded(
    logits.mapValues { part in
      guard part.shape[axis] == 0 else { return part.reduced(.max, axes: [axis], keepDims: true) }
      var row = part.shape
      row[axis] = 1
      let none = DenseTensor(shape: row, dtype: dtype)
      none.fillIdentity(of: .max)
      return none
    })

  var exponentials: [Int: DenseTensor] = [:]
  var terms: [Int: DenseTensor] = [:]
  for (rank, part) in call.parts {
    guard let x = logits[rank], let maximum = maxima[rank] else { continue }
    let ignored = part.int("ignore_index")
    try part.require(part.tensor(1), "labels", in: 0..<shape[axis], except: ignored)
    let shifted = x.elementwise(.subtract, maximum)
    let exponential = shifted.elementwise(.exp)
    exponentials[rank] = exponential
    terms[rank] = .concatenated(
      [
        exponential.reduced(.sum, axes: [axis], keepDims: true),
        shifted.labelled(part.tensor(1), axis: axis, start: part.part(0).box.offsets[axis]),
      ], dim: axis)
  }
  let sums = try call.folded(terms)

  var outputs: [Int: [DenseTensor]] = [:]
  for (rank, part) in call.parts {
    guard let folded = sums[rank], let exponential = exponentials[rank] else { continue }
    let both = folded.split(sizes: [1, 1], dim: axis)
    let loss = both[0].elementwise(.log).subtracting(both[1])
    // Compared as int64, which holds every label of either dtype, and every label to ignore.
    let ignored = DenseTensor(scalar: Int64(part.int("ignore_index")))
    outputs[rank] = [
      exponential.elementwise(.divide, both[0]).converted(to: part.dtypes[0]),
      DenseTensor.where(
        part.tensor(1).converted(to: .int64).compared(.equal, ignored),
        DenseTensor(zeros: [], dtype: dtype), loss
      ).converted(to: part.dtypes[1]),
    ]
  }
  return outputs
}
