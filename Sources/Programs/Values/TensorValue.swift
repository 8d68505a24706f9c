import SPMDRules

/// A value with operators and methods: a `DistTensor`, and any other type that can apply an op by name.
///
/// Operators and methods call an op by its name and attributes, so that a conforming type gets all of them: an
/// eager tensor computes at once, a symbolic one may record.
public protocol TensorValue {
  /// The global shape.
  var shape: [Int] { get }
  var dtype: DType { get }

  /// Applies an op and returns its outputs, with lists flattened.
  ///
  /// - Throws: `TesseraError` if the op does not accept the inputs or attributes.
  static func apply(
    _ op: String, _ inputs: [Operand<Self>], _ attributes: [String: AttributeValue]
  ) throws(TesseraError) -> [Self]

  /// The first output of an op of one tensor. A type that need not list its operands answers itself;
  /// else the general form does.
  static func apply(
    _ op: String, _ tensor: Self, _ attributes: [String: AttributeValue]
  ) throws(TesseraError) -> Self

  /// As above, of two tensors.
  static func apply(
    _ op: String, _ first: Self, _ second: Self, _ attributes: [String: AttributeValue]
  ) throws(TesseraError) -> Self

  /// Makes a 0-D value on the mesh of this one. Nothing is communicated.
  func scalar(_ value: Double, dtype: DType) throws(TesseraError) -> Self

  /// A tensor of these numbers in row-major order beside this one, or of one number everywhere; each rank makes its own.
  func constant(_ numbers: [Double], shape: [Int], dtype: DType) throws(TesseraError) -> Self

  /// A tensor of no elements, which stands for an operand that is left out.
  func absent() throws(TesseraError) -> Self

  /// This tensor, which a program that is recorded calls by that name; an eager one has no name.
  func named(_ name: String) -> Self
}

extension TensorValue {
  /// The number of dims.
  public var ndim: Int { shape.count }

  /// The number of elements of the whole tensor.
  public var size: Int { shape.reduce(1, *) }

  /// Returns the size of one dim; a negative dim counts from the end.
  public func dim(_ index: Int) throws(TesseraError) -> Int { shape[try axis(index)] }

  /// Runs an op by its name.
  public static func apply(
    _ op: String, _ tensor: Self, _ attributes: [String: AttributeValue]
  ) throws(TesseraError) -> Self {
    try apply(op, [.one(tensor)], attributes)[0]
  }

  /// Runs an op by its name.
  public static func apply(
    _ op: String, _ first: Self, _ second: Self, _ attributes: [String: AttributeValue]
  ) throws(TesseraError) -> Self {
    try apply(op, [.one(first), .one(second)], attributes)[0]
  }

  /// A tensor of no elements, cut out of a scalar.
  public func absent() throws(TesseraError) -> Self {
    try scalar(0, dtype: dtype).unsqueeze(0)[0..<0]
  }

  /// The tensor itself.
  public func named(_ name: String) -> Self { self }

  /// The one output of an op of this tensor.
  func op(
    _ name: String, _ attributes: [String: AttributeValue] = [:]
  ) throws(TesseraError) -> Self {
    try Self.apply(name, self, attributes)
  }

  /// The one output of an op of this tensor and another.
  func op(
    _ name: String, _ other: Self, _ attributes: [String: AttributeValue] = [:]
  ) throws(TesseraError) -> Self {
    try Self.apply(name, self, other, attributes)
  }

  /// The first output of an op of this tensor and several others.
  func op(
    _ name: String, _ others: [Self], _ attributes: [String: AttributeValue] = [:]
  ) throws(TesseraError) -> Self {
    try Self.apply(name, ([self] + others).map { .one($0) }, attributes)[0]
  }

  /// The operands of a call, in order: those that are absent at the end are left out, another has a
  /// tensor of no elements in its place.
  func operands(_ given: [Operand<Self>?]) throws(TesseraError) -> [Operand<Self>] {
    let count = (given.lastIndex { $0 != nil } ?? -1) + 1
    var operands: [Operand<Self>] = []
    for operand in given.prefix(count) {
      if let operand {
        operands.append(operand)
      } else {
        operands.append(.one(try absent()))
      }
    }
    return operands
  }

  /// A dim in -ndim ..< ndim as one in 0 ..< ndim.
  func axis(_ index: Int) throws(TesseraError) -> Int {
    guard (-ndim..<ndim).contains(index) else {
      throw TesseraError(
        .usage, "dim \(index): a tensor of \(ndim) dims has dims \(-ndim) to \(ndim - 1)")
    }
    return index < 0 ? index + ndim : index
  }

  /// A number as an operand: a whole number takes the tensor's dtype, any other a floating one.
  func operand(_ value: Int) throws(TesseraError) -> Self {
    try scalar(Double(value), dtype: dtype == .bool ? .int64 : dtype)
  }

  func operand(_ value: Double) throws(TesseraError) -> Self {
    let floats = dtype.kind == .floatingPoint || dtype.kind == .complex
    return try scalar(value, dtype: floats ? dtype : .float32)
  }
}
