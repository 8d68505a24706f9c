import SPMDRules
import Tensors

/// Elementwise functions of several tensors.
let compositionOps: [OpDefinition] = [selection, sum, labelSmooth, swiglu]

private let selection = OpDefinition("where") { (call: OpCall) throws(TesseraError) in
  try call.require(0, "bool") { $0 == .bool }
  guard let dtype = call.dtypes[1].promoted(with: call.dtypes[2]) else {
    throw TesseraError(
      .usage,
      "\(call.op): x and y must promote to one dtype, they are \(call.dtypes[1]) and "
        + "\(call.dtypes[2])")
  }
  return [dtype]
} compute: { call in
  let dtype = call.dtypes[0]
  return [
    .where(
      call.tensor(0), call.tensor(1).converted(to: dtype), call.tensor(2).converted(to: dtype))
  ]
}

private let sum = OpDefinition("add_n") { (call: OpCall) throws(TesseraError) in
  let dtype = try call.promoted()
  guard dtype != .bool else { throw call.undefined(on: dtype) }
  return [dtype]
} compute: { call in
  [.sum(of: call.list(0).map { $0.converted(to: call.dtypes[0]) })]
}

/// `epsilon` is 0.1 unless given.
private let labelSmooth = OpDefinition("label_smooth") { (call: OpCall) throws(TesseraError) in
  try call.require(0, "a floating-point tensor") { $0.kind == .floatingPoint }
  if call.dtypes.count > 1 {
    try call.require(1, "a tensor of real numbers") { $0.kind != .complex }
  }
  return [call.dtypes[0]]
} compute: { call in
  [
    call.tensor(0).labelSmoothed(
      epsilon: call.double("epsilon"), prior: call.optional(1),
      classes: call.part(0).shape.last)
  ]
}

private let swiglu = OpDefinition("swiglu") { (call: OpCall) throws(TesseraError) in
  let dtype = call.dtypes.count > 1 && call.shapes[1] == [0] ? call.dtypes[0] : try call.promoted()
  guard let result = BinaryOp.swiglu.computedDType(for: dtype) else {
    throw call.undefined(on: dtype)
  }
  return [result]
} compute: { call in
  let x = call.tensor(0).converted(to: call.dtypes[0])
  // A y of shape [0] beside such an x is there, and empty.
  let isEmpty = call.inputs.count > 1 && call.part(0).shape == [0]
  return [isEmpty ? x : x.swiglu(gate: call.optional(1)?.converted(to: call.dtypes[0]))]
}
