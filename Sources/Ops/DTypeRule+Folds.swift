extension DTypeRule {
  /// Of reductions, searches and running folds.
  func folded(_ call: OpCall) throws(TesseraError) -> [DType] {
    let dtype = call.dtypes[0]
    switch self {
    case .sums: return [dtype.ofSums]
    case .floating: return [dtype.floating]
    case .extremum: return [try call.ordered()]
    case .norm: return [dtype.kind == .complex ? .float32 : dtype.floating]
    case .reduceBase:
      // That it is one of them, the rule has seen; that it is given, it does not require.
      guard call.has(attribute: "reduce_type") else {
        throw .attribute("reduce_type", of: call.op, AttributeType.int.requirement, nil)
      }
      switch call.int("reduce_type") {
      case 0, 3: return [dtype.ofSums]
      case 1, 2: return [try call.ordered()]
      case 4: return [dtype.floating]
      default: return [.bool]
      }
    case .argExtremum:
      _ = try call.ordered()
      return [.int64]
    case .sorted: return [try call.ordered(), .int64]
    case .maxima:
      try call.takesFloats([0])
      return [dtype, .int64]
    case .runningExtremum:
      return [try call.ordered(), DType(name: call.string("dtype")) ?? .int64]
    default:
      // As Paddle has one_hot.
      try call.require(0, "integers") { $0.isInteger }
      return [.float32]
    }
  }

  /// Of optimizers.
  func updated(_ call: OpCall) throws(TesseraError) -> [DType] {
    switch self {
    case .sgd:
      try call.takesFloats(call.dtypes.indices)
      return call.dtypes(of: [0, 3])
    case .momentum:
      try call.takesFloats(call.dtypes.indices)
      return call.dtypes(of: [0, 2, 4])
    case .adam:
      try call.takesFloats(call.dtypes.indices.filter { $0 != 9 })
      if call.dtypes.count > 9 { try call.require(9, "bool") { $0 == .bool } }
      return call.dtypes(of: [0, 3, 4, 5, 6, 7, 8])
    default:
      try call.takesFloats(call.dtypes.indices)
      try call.require(call.dtypes.count - 1, "f32 or f64") {
        [.float32, .float64].contains($0)
      }
      return call.dtypes.dropLast() + [.bool]
    }
  }
}

extension DType {
  fileprivate var ofSums: DType {
    switch kind {
    case .boolean, .signedInteger: .int64
    case .unsignedInteger: .uint64
    default: self
    }
  }
}

extension OpCall {
  /// The first input's dtype, which has to have an order.
  fileprivate func ordered() throws(TesseraError) -> DType {
    try defined(dtypes[0].kind == .complex ? nil : dtypes[0], on: dtypes[0])
  }
}
