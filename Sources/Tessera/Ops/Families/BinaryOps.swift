import SPMDRules
import Tensors

/// Elementwise functions of two tensors, broadcast from the right, in the dtype that both promote to.
let binaryOps: [OpDefinition] = [
  binary("add", .add), binary("elementwise_add", .add), binary("subtract", .subtract),
  binary("multiply", .multiply), binary("elementwise_mul", .multiply),
  binary("divide", .divide), binary("elementwise_div", .divide),
  binary("floor_divide", .floorDivide), binary("remainder", .remainder),
  binary("trunc_divide", .truncDivide), binary("elementwise_pow", .pow),
  binary("maximum", .maximum), binary("minimum", .minimum),
  binary("fmax", .fmax), binary("fmin", .fmin), binary("heaviside", .heaviside),
  binary("bitwise_and", .bitwiseAnd), binary("bitwise_or", .bitwiseOr),
  binary("bitwise_xor", .bitwiseXor),
  comparison("equal", .equal), comparison("not_equal", .notEqual),
  comparison("less_than", .less), comparison("less_equal", .lessEqual),
  comparison("greater_than", .greater), comparison("greater_equal", .greaterEqual),
  logical("logical_and", .and), logical("logical_or", .or), logical("logical_xor", .xor),
]

private func binary(_ name: String, _ op: BinaryOp) -> OpDefinition {
  OpDefinition(name) { (call: OpCall) throws(TesseraError) in
    let dtype = try call.promoted()
    guard let result = op.computedDType(for: dtype) else {
      throw TesseraError(.usage, "\(call.op): it is not defined on \(dtype)")
    }
    return [result]
  } compute: { call in
    let dtype = call.dtypes[0]
    return [
      call.tensor(0).converted(to: dtype).elementwise(op, call.tensor(1).converted(to: dtype))
    ]
  }
}

private func comparison(_ name: String, _ op: ComparisonOp) -> OpDefinition {
  OpDefinition(name) { (call: OpCall) throws(TesseraError) in
    let dtype = try call.promoted()
    guard dtype.kind != .complex || [.equal, .notEqual].contains(op) else {
      throw TesseraError(.usage, "\(call.op): complex numbers have no order")
    }
    return [.bool]
  } compute: { call in
    let (x, y) = (call.tensor(0), call.tensor(1))
    let dtype = x.dtype.promoted(with: y.dtype) ?? x.dtype
    return [x.converted(to: dtype).compared(op, y.converted(to: dtype))]
  }
}

private func logical(_ name: String, _ op: LogicalOp) -> OpDefinition {
  OpDefinition(name) { (_: OpCall) throws(TesseraError) in
    [.bool]
  } compute: { call in
    [call.tensor(0).logical(op, call.tensor(1))]
  }
}
