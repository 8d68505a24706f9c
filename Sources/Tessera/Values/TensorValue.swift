import SPMDRules
import Tensors

/// What a person writes ops on: a `DistTensor`, and anything else that can apply an op by name.
///
/// Operators and methods are defined here once, by the op's name and attributes, so that a type gets
/// all of them by conforming: an eager tensor computes at once, a lazy one may record.
public protocol TensorValue {
  /// The global shape.
  var shape: [Int] { get }
  var dtype: DType { get }

  /// The outputs of an op, lists flattened.
  ///
  /// - Throws: `TesseraError` where the op does not take the inputs or attributes.
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

  /// A 0-D value beside this one, which each rank makes for itself.
  func scalar(_ value: Double, dtype: DType) throws(TesseraError) -> Self
}

extension TensorValue {
  /// The number of dims.
  public var ndim: Int { shape.count }

  /// The number of elements of the whole tensor.
  public var size: Int { shape.reduce(1, *) }

  /// The size of one dim, counted from the end where it is negative.
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
        operands.append(.one(try scalar(0, dtype: dtype).unsqueeze(0)[0..<0]))
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

extension DistTensor: TensorValue {
  /// Runs an op by its name.
  public static func apply(
    _ op: String, _ inputs: [Operand<DistTensor>], _ attributes: [String: AttributeValue]
  ) throws(TesseraError) -> [DistTensor] {
    guard let first = inputs.lazy.flatMap({ $0.elements }).first else {
      throw TesseraError(.usage, "\(op): at least one tensor is required, none is given")
    }
    return try first.cluster.apply(op, inputs, attributes)
  }

  /// Runs an op by its name.
  public static func apply(
    _ op: String, _ tensor: DistTensor, _ attributes: [String: AttributeValue]
  ) throws(TesseraError) -> DistTensor {
    try tensor.cluster.apply(op, tensor, nil, attributes)
  }

  /// Runs an op by its name.
  public static func apply(
    _ op: String, _ first: DistTensor, _ second: DistTensor, _ attributes: [String: AttributeValue]
  ) throws(TesseraError) -> DistTensor {
    try first.cluster.apply(op, first, second, attributes)
  }

  /// A 0-D tensor with this value.
  public func scalar(_ value: Double, dtype: DType) throws(TesseraError) -> DistTensor {
    try DistTensor(
      shape: [], dtype: dtype, attr: .replicated(on: mesh), on: cluster,
      value: { _ in DenseTensor(repeating: value, shape: [], dtype: dtype) })
  }

  /// The one element of a tensor of one, on every rank of its mesh, which call it together. A partial
  /// tensor is reduced first.
  ///
  /// - Throws: `TesseraError.Kind.usage` where there is not just one element; `.environment` outside
  ///   the mesh.
  public func item() throws(TesseraError) -> Double {
    guard size == 1 else {
      throw TesseraError(.usage, "item: a tensor of one element is required, it has \(size)")
    }
    guard let value = try full() else {
      throw TesseraError(.environment, "item: rank \(cluster.rank) is outside \(mesh)")
    }
    return value.converted(to: .float64).values(as: Double.self)[0]
  }

  /// The same with storage of its own.
  public func clone() -> DistTensor {
    DistTensor(layout: layout, cluster: cluster, held: held.map { $0.copy() })
  }

  /// The same with shards that lie in row-major order without gaps.
  public func contiguous() -> DistTensor {
    DistTensor(layout: layout, cluster: cluster, held: held.map { $0.contiguous() })
  }
}
