/// What an op is asked of dtypes: its inputs' dtypes and shapes, and its checked attributes. Its rule has
/// taken the call already.
public struct OpCall: CheckedCall, Sendable {
  /// The name of the op.
  public let op: String
  /// Of all inputs, lists flattened.
  public let dtypes: [DType]
  /// Of all inputs, lists flattened.
  public let shapes: [[Int]]
  /// The attributes that the call gives.
  public let attributes: [String: AttributeValue]
  /// Of all outputs, lists flattened.
  public let outputShapes: [[Int]]
  /// How many tensors each argument has.
  public let counts: [Int]

  /// A call of an op.
  ///
  /// - Parameter counts: how many tensors each argument has; nil if that is one.
  public init(
    op: String, dtypes: [DType], shapes: [[Int]], attributes: [String: AttributeValue],
    outputShapes: [[Int]], counts: [Int]? = nil
  ) {
    self.counts = counts ?? dtypes.map { _ in 1 }
    self.op = op
    self.dtypes = dtypes
    self.shapes = shapes
    self.attributes = attributes
    self.outputShapes = outputShapes
  }
}

/// What an op takes of its inputs.
extension OpCall {
  /// - Throws: `.usage` if the dtype is not one of these.
  package func require(
    _ index: Int, _ what: String, where isTaken: (DType) -> Bool
  ) throws(TesseraError) {
    guard !isTaken(dtypes[index]) else { return }
    throw TesseraError(.usage, "\(op): input \(index) must be \(what), it is \(dtypes[index])")
  }

  /// Whether the input is there: an absent optional one is left out, or has the shape [0].
  package func isGiven(_ index: Int) -> Bool {
    index < shapes.count && shapes[index] != [0]
  }

  /// The places of the tensors of an input by its name, of those that are there.
  func places(of name: String) -> [Int] {
    guard let inputs = OpSchema.named(op)?.inputs,
      let input = inputs.firstIndex(where: { $0.name == name }), input < counts.count
    else { return [] }
    let first = counts[..<input].reduce(0, +)
    let all = first..<(first + counts[input])
    // What must be there may be empty.
    return inputs[input].isOptional ? all.filter(isGiven) : Array(all)
  }

  /// - Throws: `.usage` if a real input is required and another dtype is given.
  func takesReals(_ indices: Int...) throws(TesseraError) {
    for index in indices { try require(index, "floating point") { $0.kind == .floatingPoint } }
  }

  /// - Throws: `.usage` if the input is not there as int32 or int64.
  func takesIndices(_ indices: Int...) throws(TesseraError) {
    for index in indices { try require(index, "i32 or i64") { $0 == .int32 || $0 == .int64 } }
  }

  /// - Throws: `.usage` if the input is bool, whose parts do not add up.
  func takesNumbers(_ indices: Int...) throws(TesseraError) {
    for index in indices { try require(index, "numbers") { $0 != .bool } }
  }

  /// - Throws: `.usage` if the two inputs have not one dtype.
  func takesOneDType(_ first: Int, _ second: Int) throws(TesseraError) {
    try require(second, "\(dtypes[first]) as input \(first)") { $0 == dtypes[first] }
  }

  /// - Throws: `.usage` if an input is not of a floating-point dtype.
  func takesFloats(_ indices: some Sequence<Int>) throws(TesseraError) {
    for index in indices {
      try require(index, "a floating-point tensor") { $0.kind == .floatingPoint }
    }
  }

  /// The dtypes of those of the inputs that are given.
  func dtypes(of indices: [Int]) -> [DType] {
    indices.filter(dtypes.indices.contains).map { dtypes[$0] }
  }

  /// The dtype in which inputs of different dtypes are computed: of those at these places, or of all.
  ///
  /// - Throws: `.usage` if they promote to none.
  func promoted(_ places: [Int]? = nil) throws(TesseraError) -> DType {
    let own = places.map { places in places.map { dtypes[$0] } } ?? dtypes
    guard let result = DType.promoted(own) else {
      throw TesseraError(
        .usage,
        "\(op): the dtypes of the inputs must promote to one, they are "
          + own.map(\.description).joined(separator: ", "))
    }
    return result
  }

  /// The error that the op has no meaning on the dtype of the input.
  func undefined(on dtype: DType) -> TesseraError {
    TesseraError(.usage, "\(op): it is not defined on \(dtype)")
  }

  /// - Throws: `.usage` if there is none.
  func defined(_ result: DType?, on dtype: DType) throws(TesseraError) -> DType {
    guard let result else { throw undefined(on: dtype) }
    return result
  }
}

extension DType {
  /// What sums and statistics of floating-point elements are computed in and given as.
  package var statistics: DType { self == .float64 ? .float64 : .float32 }
}
