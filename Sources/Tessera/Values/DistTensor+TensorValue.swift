import Programs
import SPMDRules
import Tensors

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

  /// A tensor of these numbers in row-major order, or of one number everywhere, replicated on this one's mesh.
  public func constant(_ numbers: [Double], shape: [Int], dtype: DType) throws(TesseraError)
    -> DistTensor
  {
    try cluster.constant(
      numbers, as: cluster.layout(shape, dtype, .replicated(on: mesh)))
  }

  /// Returns the element of a tensor of one element, on every rank of its mesh. These ranks call it together,
  /// and reduce a partial tensor first.
  ///
  /// - Throws: `TesseraError.Kind.usage` if the tensor does not have exactly one element; `.environment` outside
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

  /// Returns a copy with storage of its own.
  public func clone() -> DistTensor {
    DistTensor(layout: layout, cluster: cluster, held: held.map { $0.copy() }).tracked(as: track)
  }

  /// Returns the same value with shards that are row-major and contiguous.
  public func contiguous() -> DistTensor {
    DistTensor(layout: layout, cluster: cluster, held: held.map { $0.contiguous() })
      .tracked(as: track)
  }
}
