import Tensors

/// What an op takes of its inputs, of the kinds that many ops ask for.
extension OpCall {
  /// Whether the input is there: an absent optional one is left out, or has the shape [0] or none.
  func isGiven(_ index: Int) -> Bool {
    index < shapes.count && shapes[index] != [0] && !shapes[index].isEmpty
  }

  /// - Throws: `TesseraError.Kind.usage` where a real input is required and another dtype is given.
  func takesReals(_ indices: Int...) throws(TesseraError) {
    for index in indices {
      try require(index, "floating point") { $0.kind == .floatingPoint }
    }
  }

  /// - Throws: `TesseraError.Kind.usage` where the input is not there as int32 or int64.
  func takesIndices(_ indices: Int...) throws(TesseraError) {
    for index in indices { try require(index, "int32 or int64") { $0 == .int32 || $0 == .int64 } }
  }

  /// - Throws: `TesseraError.Kind.usage` where the input is bool, whose parts do not add up.
  func takesNumbers(_ indices: Int...) throws(TesseraError) {
    for index in indices { try require(index, "numbers") { $0 != .bool } }
  }

  /// - Throws: `TesseraError.Kind.usage` where the two inputs have not one dtype.
  func takesOneDType(_ first: Int, _ second: Int) throws(TesseraError) {
    try require(second, "\(dtypes[first]) as input \(first)") { $0 == dtypes[first] }
  }

  /// The dtype that the inputs at these places promote to.
  ///
  /// - Throws: `TesseraError.Kind.usage` where they promote to none.
  func promoted(_ indices: [Int]) throws(TesseraError) -> DType {
    try OpCall(
      op: op, dtypes: indices.map { dtypes[$0] }, shapes: indices.map { shapes[$0] },
      attributes: attributes, outputShapes: outputShapes
    ).promoted()
  }
}

extension DType {
  /// What sums and statistics of floating-point elements are computed in and given as.
  var statistics: DType { self == .float64 ? .float64 : .float32 }
}
