extension DTypeRule {
  /// Of ops that compute in one what several ops compute.
  func fused(_ call: OpCall) throws(TesseraError) -> [DType] {
    let own = call.dtypes.first ?? .float32
    let statistics = own.statistics
    switch self {
    case .oneFloat:
      try call.takesOneFloat(call.dtypes.indices)
      return call.outputShapes.map { _ in own }
    case .addedNorm:
      // Scale and bias of the norm, which stand last, are of any floats.
      let added = OpSchema.named(call.op)?.inputs.prefix { $0.name != "scale" }.count ?? 0
      try call.takesOneFloat(0..<added)
      try call.takesFloats(call.givenIndices(from: added))
      return call.outputShapes.indices.map { $0 == 0 ? own : statistics }
    case .embeddingNorm:
      let count = (call.dtypes.count - 2) / 2
      for index in 0..<count { try call.takesIndices(index) }
      try call.takesOneFloat(count..<(2 * count))
      try call.takesFloats(call.givenIndices(from: 2 * count))
      return [call.dtypes[count]]
    case .residualNorm:
      try call.takesOneFloat([0, 1])
      try call.takesFloats(call.givenIndices(from: 2).filter { $0 < 5 })
      if call.isGiven(5) { try call.takesMask(5) }
      return [own, own, .uint8, statistics, statistics]
    case .residualNormGradient:
      try call.takesOneFloat([0, 1])
      try call.takesFloats([2, 3])
      try call.takesMask(4)
      if call.isGiven(5) { try call.takesFloats([5]) }
      return [own, own, own, statistics, statistics]
    case .epilogueGradient:
      try call.takesOneFloat([0, 1, 3])
      if call.string("activation") == "relu" { try call.takesMask(2) }
      if call.string("activation") == "gelu" { try call.takesOneDType(0, 2) }
      return [own, own, own]
    case .multiTransformer:
      try call.takesTransformer()
      return call.outputShapes.map { _ in own }
    default:
      // A loss that is given, or its gradient.
      try call.require(0, "f32 or f64") { $0 == .float32 || $0 == .float64 }
      if call.dtypes.count > 1 { try call.takesReals(1) }
      return [own]
    }
  }
}

extension OpCall {
  /// The inputs from one on that are not absent.
  fileprivate func givenIndices(from first: Int) -> [Int] {
    (first..<max(first, dtypes.count)).filter(isGiven)
  }

  /// - Throws: `.usage` if those of the inputs that are there have not one floating-point dtype.
  fileprivate func takesOneFloat(_ indices: some Sequence<Int>) throws(TesseraError) {
    var first: Int?
    for index in indices where first == nil || isGiven(index) {
      try takesFloats([index])
      if let first { try takesOneDType(first, index) }
      first = first ?? index
    }
  }

  /// - Throws: `.usage` if x is not floating point, a weight, a bias or a cache is not as x or int8, or an input is
  ///   neither floating point nor what it must be.
  fileprivate func takesTransformer() throws(TesseraError) {
    try takesReals(0)
    let isQuantised = OpSchema.named(op)?.attribute("qkv_in_scale") != nil
    for input in OpSchema.named(op)?.inputs ?? [] {
      for place in places(of: input.name) {
        switch input.name {
        case "seq_lengths": try takesIndices(place)
        case "src_mask":
          try require(place, "bool or floating point") {
            $0 == .bool || $0.kind == .floatingPoint
          }
        case let name where name.hasSuffix("_weights") && isQuantised:
          try require(place, "\(name) of i8") { $0 == .int8 }
        case let name
        where name.hasSuffix("_weights") || name.hasSuffix("caches")
          || name == "cache_kvs":
          try takesOneDType(0, place)
        default: try takesReals(place)
        }
      }
    }
  }

  /// - Throws: `.usage` if the input says of elements neither by bool nor by integers which are kept.
  fileprivate func takesMask(_ index: Int) throws(TesseraError) {
    try require(index, "bool or integers") { $0 == .bool || $0.isInteger }
  }
}
