extension DTypeRule {
  /// Of one tensor.
  func unary(_ call: OpCall) throws(TesseraError) -> DType {
    let dtype = call.dtypes[0]
    switch self {
    case .bits: return try call.defined(dtype.isFloating ? nil : dtype, on: dtype)
    case .numbers: return try call.defined(dtype.asNumbers, on: dtype)
    case .ordered: return try call.defined(dtype.asOrdered, on: dtype)
    case .complex: return dtype.floating
    case .real: return try call.defined(dtype.asReal, on: dtype)
    case .magnitude:
      return try call.defined(dtype == .complex64 ? .float32 : dtype.asNumbers, on: dtype)
    case .floats:
      try call.takesReals(0)
      return dtype
    case .complexPair: return try call.defined(dtype == .float32 ? .complex64 : nil, on: dtype)
    case .realPair: return try call.defined(dtype == .complex64 ? .float32 : nil, on: dtype)
    case .cast: return DType(name: call.string("dtype")) ?? dtype
    case .rounded:
      return try call.defined(
        call.int("decimals") == 0 ? dtype.asOrdered : dtype.asReal, on: dtype)
    case .clip: return try call.bounded(["min", "max"])
    case .hardtanh: return try call.bounded(["t_min", "t_max"])
    case .threshold: return try call.bounded(["threshold", "value"])
    case .scale:
      return try call.defined(
        call.areWhole(["scale", "bias"]) ? dtype.asNumbers : dtype.floating, on: dtype)
    default:
      // A power.
      let isWhole = call.areWhole(["factor"]) && call.double("factor") >= 0
      return try call.defined(isWhole ? dtype.asNumbers : dtype.floating, on: dtype)
    }
  }

  /// Of several tensors.
  func composed(_ call: OpCall) throws(TesseraError) -> DType {
    switch self {
    case .where:
      try call.require(0, "bool") { $0 == .bool }
      guard let dtype = call.dtypes[1].promoted(with: call.dtypes[2]) else {
        throw TesseraError(
          .usage,
          "\(call.op): x and y must promote to one dtype, they are \(call.dtypes[1]) and "
            + "\(call.dtypes[2])")
      }
      return dtype
    case .addN:
      let dtype = try call.promoted()
      return try call.defined(dtype == .bool ? nil : dtype, on: dtype)
    case .labelSmooth:
      try call.takesFloats([0])
      if call.dtypes.count > 1 {
        try call.require(1, "a tensor of real numbers") { $0.kind != .complex }
      }
      return call.dtypes[0]
    case .swiglu:
      let isAlone = call.dtypes.count > 1 && call.shapes[1] == [0]
      let dtype = isAlone ? call.dtypes[0] : try call.promoted()
      return try call.defined(dtype.asReal, on: dtype)
    default: break
    }
    let dtype = try call.promoted()
    switch self {
    case .promotedNumbers: return try call.defined(dtype.asNumbers, on: dtype)
    case .promotedReal: return try call.defined(dtype.kind == .complex ? nil : dtype, on: dtype)
    case .promotedRealNumbers: return try call.defined(dtype.asOrdered, on: dtype)
    case .promotedBits: return try call.defined(dtype.isFloating ? nil : dtype, on: dtype)
    case .promotedFloating: return dtype.floating
    case .equality: return .bool
    case .comparison:
      guard dtype.kind != .complex else {
        throw TesseraError(.usage, "\(call.op): complex numbers have no order")
      }
      return .bool
    default: return dtype
    }
  }
}

extension DType {
  fileprivate var asNumbers: DType? { self == .bool ? nil : self }
  fileprivate var asOrdered: DType? { self == .bool || kind == .complex ? nil : self }
  fileprivate var asReal: DType? { kind == .complex ? nil : floating }
}

extension OpCall {
  /// Whether the attributes, those that are there, are whole numbers that an integer holds.
  fileprivate func areWhole(_ names: [String]) -> Bool {
    names.allSatisfy { name in
      guard has(attribute: name) else { return true }
      let value = double(name)
      return value == value.rounded() && value.magnitude < 0x1p63
    }
  }

  fileprivate func bounded(_ names: [String]) throws(TesseraError) -> DType {
    try defined(areWhole(names) ? dtypes[0].asOrdered : dtypes[0].asReal, on: dtypes[0])
  }
}
