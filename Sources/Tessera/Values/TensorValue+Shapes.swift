import SPMDRules
import Tensors

/// Changes of shape, which move no value.
extension TensorValue {
  /// The same elements in another shape; one -1 stands for what is left.
  public func reshape(_ shape: [Int]) throws(TesseraError) -> Self {
    try op("reshape", ["shape": .ints(shape)])
  }

  /// Dims `from` to `to` as one.
  public func flatten(from: Int = 0, to: Int = -1) throws(TesseraError) -> Self {
    try op("flatten", ["start_axis": .int(from), "stop_axis": .int(to)])
  }

  /// Without the given dims of size 1, or without all.
  public func squeeze(_ dims: Int...) throws(TesseraError) -> Self {
    try op("squeeze", ["axis": .ints(dims)])
  }

  /// With new dims of size 1.
  public func unsqueeze(_ dims: Int...) throws(TesseraError) -> Self {
    try op("unsqueeze", ["axis": .ints(dims)])
  }

  /// Dim k of the result is dim `order[k]` of this.
  public func permute(_ order: [Int]) throws(TesseraError) -> Self {
    try op("transpose", ["perm": .ints(order)])
  }

  /// Two dims swapped.
  public func transpose(_ first: Int, _ second: Int) throws(TesseraError) -> Self {
    var order = Array(shape.indices)
    order.swapAt(try axis(first), try axis(second))
    return try permute(order)
  }

  /// All dims in reverse order; the name is the field's own.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  public var T: Self { get throws(TesseraError) { try permute(shape.indices.reversed()) } }

  /// Dims of size 1 repeated to `shape`; -1 keeps a dim.
  public func expand(_ shape: [Int]) throws(TesseraError) -> Self {
    try op("expand", ["shape": .ints(shape)])
  }

  /// The whole repeated so often along each dim.
  public func tile(_ repeats: [Int]) throws(TesseraError) -> Self {
    try op("tile", ["repeat_times": .ints(repeats)])
  }

  /// The elements as another dtype.
  public func cast(_ dtype: DType) throws(TesseraError) -> Self {
    try op("cast", ["dtype": .string(dtype.rawValue)])
  }

  /// As `cast`.
  public func astype(_ dtype: DType) throws(TesseraError) -> Self { try cast(dtype) }

  /// Tensors one after the other along a dim.
  public static func concat(_ tensors: [Self], axis: Int = 0) throws(TesseraError) -> Self {
    try apply("concat", [.list(tensors)], ["axis": .int(axis)])[0]
  }

  /// Tensors of one shape beside each other along a new dim.
  public static func stack(_ tensors: [Self], axis: Int = 0) throws(TesseraError) -> Self {
    try apply("stack", [.list(tensors)], ["axis": .int(axis)])[0]
  }

  /// The parts of these sizes along a dim.
  public func split(_ sections: [Int], axis: Int = 0) throws(TesseraError) -> [Self] {
    try Self.apply("split", [.one(self)], ["sections": .ints(sections), "axis": .int(axis)])
  }

  /// The tensors along a dim, without it.
  public func unbind(axis: Int = 0) throws(TesseraError) -> [Self] {
    try Self.apply("unbind", [.one(self)], ["axis": .int(axis)])
  }
}
