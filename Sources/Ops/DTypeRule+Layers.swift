extension DTypeRule {
  /// Of look-ups and of writes at indices.
  func indexed(_ call: OpCall) throws(TesseraError) -> DType {
    switch self {
    case .lookUp:
      try call.takesIndices(1)
      return call.dtypes[0]
    case .lookUpSecond:
      try call.takesIndices(0)
      try call.takesNumbers(1)
      return call.dtypes[1]
    case .lookUpTable:
      try call.takesIndices(1)
      try call.takesNumbers(0)
      return call.dtypes[0]
    case .indexPut:
      let value = call.dtypes.count - 1
      for index in 1..<value { try call.takesIndices(index) }
      try call.takesOneDType(0, value)
      if call.bool("accumulate") { try call.takesNumbers(0) }
      return call.dtypes[0]
    default:
      try call.takesIndices(1)
      try call.takesOneDType(0, 2)
      let folds =
        switch self {
        case .scatter: !call.bool("overwrite")
        case .scatterReduce: call.string("reduce") != "assign"
        default: true
        }
      if folds { try call.takesNumbers(0) }
      return call.dtypes[0]
    }
  }

  /// Of products and layers.
  func layered(_ call: OpCall) throws(TesseraError) -> [DType] {
    switch self {
    case .numbersPromoted:
      for index in call.dtypes.indices { try call.takesNumbers(index) }
      return [try call.promoted()]
    case .convolution:
      try call.takesNumbers(0, 1)
      return [try call.promoted()]
    case .biased: return try biased(call, activation: nil)
    case .biasedActivation: return try biased(call, activation: call.string("activation"))
    case .linearGradient:
      try call.takesReals(0, 1)
      for index in 2..<4 where call.isGiven(index) { try call.takesReals(index) }
      let isWide = call.bool("multi_precision")
      let own = try call.promoted([0, 1])
      return [2, 3].map { index in
        call.isGiven(index) ? call.dtypes[index] : isWide ? own.statistics : own
      }
    case .crossEntropy:
      try call.takesReals(0)
      if call.bool("soft_label") { try call.takesReals(1) } else { try call.takesIndices(1) }
      return [call.dtypes[0], call.dtypes[0]]
    case .hardCrossEntropy:
      try call.takesReals(0)
      try call.takesIndices(1)
      return [call.dtypes[0], call.dtypes[0]]
    case .normalization:
      try call.takesReals(0)
      for index in 1..<max(1, call.dtypes.count) where call.isGiven(index) {
        try call.takesReals(index)
      }
      let statistics = call.dtypes[0].statistics
      return call.outputShapes.indices.map { $0 == 0 ? call.dtypes[0] : statistics }
    case .dropoutAdd:
      let dtype = try call.promoted()
      return [try call.defined(dtype.kind == .floatingPoint ? dtype : nil, on: dtype), .int64]
    default: return try special(call)
    }
  }

  private func special(_ call: OpCall) throws(TesseraError) -> [DType] {
    switch self {
    case .attention:
      try call.takesReals(0, 1, 2)
      if call.isGiven(3) { try call.takesIndices(3) }
      if call.isGiven(4) {
        try call.require(4, "bool or floating point") { $0 == .bool || $0.kind == .floatingPoint }
      }
      let dtype = try call.promoted([0, 1, 2])
      return [dtype, dtype, dtype.statistics, .int64]
    case .rotary:
      for index in 0..<5 where call.isGiven(index) { try call.takesReals(index) }
      if call.isGiven(5) { try call.takesIndices(5) }
      return (0..<3).map { $0 < call.dtypes.count ? call.dtypes[$0] : call.dtypes[0] }
    case .gateDispatch:
      try call.takesReals(1)
      if call.isGiven(2) { try call.takesReals(2) }
      return [call.dtypes[0], call.dtypes[1], .int32, .int64, .int32]
    case .combine:
      try call.takesReals(0, 1)
      try call.takesIndices(2)
      return [call.dtypes[0]]
    default:
      // Of regions of images.
      try call.takesReals(0, 1)
      if call.isGiven(2) { try call.takesIndices(2) }
      return [call.dtypes[0]]
    }
  }

  /// Of a product with a bias and maybe an activation; the second output says of a relu what it kept, else it is as
  /// the first.
  private func biased(_ call: OpCall, activation: String?) throws(TesseraError) -> [DType] {
    let present = [0, 1] + (call.isGiven(2) ? [2] : [])
    for index in present { try call.takesNumbers(index) }
    let dtype = try call.promoted(present)
    if activation == "gelu", dtype.kind != .floatingPoint {
      throw TesseraError(
        .usage, "\(call.op): the inputs must be floating point for gelu, they are \(dtype)")
    }
    if activation == "relu", dtype.kind == .complex {
      throw TesseraError(.usage, "\(call.op): the inputs must be real for relu, they are \(dtype)")
    }
    return [dtype, activation == "relu" ? .bool : dtype]
  }
}
