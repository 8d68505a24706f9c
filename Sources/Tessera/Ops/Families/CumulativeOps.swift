import SPMDRules
import Tensors

/// Running sums and extrema along an axis.
let cumulativeOps: [OpDefinition] = [
  runningSum, running("cummax") { $0.cumulativeMax(axis: $1) },
  running("cummin") { $0.cumulativeMin(axis: $1) },
]

/// Of integers and bool in `int64` or `uint64`.
private let runningSum = OpDefinition("cumsum") { (call: OpCall) throws(TesseraError) in
  guard let result = ReductionOp.sum.resultDType(for: call.dtypes[0]) else {
    throw call.undefined(on: call.dtypes[0])
  }
  return [result]
} compute: { call in
  let x = call.tensor(0)
  let axis = call.bool("flatten") ? nil : try call.reader.dim(of: x.ndim).first
  let sums = x.cumulativeSum(
    axis: axis,
    options: CumulativeOptions(
      isExclusive: call.bool("exclusive"), isReversed: call.bool("reverse")))
  return [sums.reshaped(to: call.outputs[0].sizes)]
}

/// The values, and their indices in the dtype that `dtype` names: `int64` (the default) or `int32`.
private func running(
  _ name: String,
  _ scan: @escaping @Sendable (DenseTensor, Int?) -> (values: DenseTensor, indices: DenseTensor)
) -> OpDefinition {
  OpDefinition(name) { (call: OpCall) throws(TesseraError) in
    guard call.dtypes[0].kind != .complex else { throw call.undefined(on: call.dtypes[0]) }
    return [call.dtypes[0], DType(name: call.string("dtype")) ?? .int64]
  } compute: { call in
    let x = call.tensor(0)
    let found = scan(x, try call.reader.dim(of: x.ndim).first)
    let sizes = call.outputs[0].sizes
    return [
      found.values.reshaped(to: sizes),
      found.indices.converted(to: call.dtypes[1]).reshaped(to: sizes),
    ]
  }
}
