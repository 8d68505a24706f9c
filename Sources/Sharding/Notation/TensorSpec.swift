import Elements

/// A whole tensor in a line: its dtype, its global shape, and how it lies on a mesh.
///
/// `f32[8,6]{S(0),R@grid}`; a tensor without dims is `f32[]{R}`.
public struct TensorSpec: Hashable, Sendable {
  /// The type of its elements.
  public let dtype: DType
  /// The global shape.
  public let shape: [Int]
  /// How it lies on which mesh.
  public let attr: TensorDistAttr

  /// A tensor of these parts.
  ///
  /// - Throws: `ShardingError.placement` if `attr` cannot place such a tensor, see
  ///   `TensorDistAttr.validate`.
  public init(dtype: DType, shape: [Int], attr: TensorDistAttr) throws(ShardingError) {
    try attr.validate(shape: shape, dtype: dtype)
    self.dtype = dtype
    self.shape = shape
    self.attr = attr
  }
}

extension TensorSpec {
  /// The tensor that a text of the notation names. The dtype may have its long name too:
  /// `float32[8,6]{S(0),R@grid}`.
  ///
  /// - Parameter meshes: those that `@name` can mean; it may be left out where there is exactly one.
  /// - Throws: `ShardingError.notation` with the column of what is not in the notation or of a mesh
  ///   that is not known; `ShardingError.placement` where the placements do not fit mesh or tensor.
  public init(parsing text: String, on meshes: [ProcessMesh]) throws(ShardingError) {
    var scanner = NotationScanner(text)
    var probe = scanner
    guard let dtype = DType(name: probe.word()) else {
      let names = DType.allCases.map(\.notation).joined(separator: " ")
      throw scanner.unexpected("a dtype, one of \(names)")
    }
    scanner = probe
    let shape = try Self.shape(from: &scanner)
    try scanner.require("{")
    let list = try PlacementList(from: &scanner)
    try scanner.require("}", or: list.follow)
    try scanner.requireEnd()
    try self.init(
      dtype: dtype, shape: shape, attr: TensorDistAttr(list, on: meshes, in: scanner))
  }

  /// The global shape that a text names: `6,10`, `[6,10]`, and `[]` for a tensor without dims.
  ///
  /// - Throws: `ShardingError.notation` with the column of what is not a shape;
  ///   `ShardingError.placement` where the elements are too many.
  public static func shape(parsing text: String) throws(ShardingError) -> [Int] {
    var scanner = NotationScanner(text)
    let shape =
      scanner.peek() == "[" ? try shape(from: &scanner) : try scanner.numbers("the length of a dim")
    try scanner.requireEnd(or: "','")
    try requireTensorShape(shape)
    return shape
  }

  private static func shape(from scanner: inout NotationScanner) throws(ShardingError) -> [Int] {
    try scanner.require("[")
    if scanner.skip("]") { return [] }
    let shape = try scanner.numbers("the length of a dim")
    try scanner.require("]", or: "','")
    return shape
  }
}

extension TensorSpec: CustomStringConvertible {
  /// The notation, with the dtype's short name.
  public var description: String {
    "\(dtype.notation)[\(shape.map(String.init).joined(separator: ","))]{\(attr)}"
  }
}
