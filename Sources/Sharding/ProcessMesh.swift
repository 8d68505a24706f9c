/// An N-D array of distinct ranks: the processes that hold a tensor.
///
/// Coordinates are row-major: the last mesh dim varies fastest. A mesh may have any ranks in any order; the
/// meshes of a job may be disjoint, overlap, or contain each other. All ranks that differ only in the
/// coordinate of one mesh dim form one *group* of that mesh dim: collectives run in groups.
public struct ProcessMesh: Hashable, Sendable {
  /// The name under which the notation refers to it (`R@stage1`), if it has one.
  public let name: String?
  /// The length of each mesh dim, each at least 1. A mesh of one rank may have no dim at all.
  public let shape: [Int]
  /// A name for each mesh dim.
  public let axes: [String]
  /// The rank at each coordinate, row-major, without a list of those that ascend by one.
  package let rankOrder: RankOrder

  /// A mesh over `ranks`, which default to 0, 1, 2, … Axes default to `d0`, `d1`, …
  ///
  /// - Throws: `ShardingError.mesh` if it has more than 64 dims, a length is below 1, the mesh has
  ///   more than `maximumCount` ranks, the number of ranks is not the product of the lengths, a rank is negative, beyond
  ///   `Int32.max` or named twice, axes are not distinct, one for each dim, or the mesh's name or
  ///   an axis is not made of letters, digits, `_`, `-` and `.`.
  public init(
    shape: [Int], axes: [String]? = nil, ranks: [Int]? = nil, name: String? = nil
  ) throws(ShardingError) {
    try self.init(shape: shape, axes: axes, order: ranks.map(RankOrder.init(_:)), name: name)
  }

  /// A mesh over ranks that ascend by one: of many ranks it takes as little memory as of few.
  ///
  /// - Throws: `ShardingError.mesh` as `init(shape:axes:ranks:name:)` of the list does.
  public init(
    shape: [Int], axes: [String]? = nil, ranks: Range<Int>, name: String? = nil
  ) throws(ShardingError) {
    try self.init(shape: shape, axes: axes, order: RankOrder(ranks), name: name)
  }

  package init(
    shape: [Int], axes: [String]? = nil, order: RankOrder?, name: String? = nil
  ) throws(ShardingError) {
    let label = name.map { "mesh '\($0)'" } ?? "mesh"
    if let name { try Self.requireName(name, of: label) }
    guard shape.count <= maximumDims else {
      throw .mesh(
        "\(label): a mesh has at most \(maximumDims) dims, the shape has \(shape.count)")
    }
    for (dim, length) in shape.enumerated() where length < 1 {
      throw .mesh("\(label): dim \(dim) must have a length of at least 1, it has \(length)")
    }
    var count = 1
    for length in shape {
      // No factor exceeds the maximum when it is multiplied, so that nothing overflows.
      guard length <= Self.maximumCount, count * length <= Self.maximumCount else {
        throw .mesh("\(label): shape \(shape) has more than \(Self.maximumCount) ranks")
      }
      count *= length
    }
    let order = order ?? RankOrder(0..<count)
    guard order.count == count else {
      throw .mesh("\(label): shape \(shape) needs \(count) ranks, \(order.count) are given")
    }
    try Self.requireRanks(order, of: label)
    let axes = axes ?? shape.indices.map { "d\($0)" }
    guard axes.count == shape.count, Set(axes).count == axes.count else {
      throw .mesh("\(label): shape \(shape) needs \(shape.count) distinct axes, given \(axes)")
    }
    for axis in axes { try Self.requireName(axis, of: "\(label), axis '\(axis)'") }
    self.name = name
    self.shape = shape
    self.axes = axes
    rankOrder = order
  }
}

extension ProcessMesh {
  /// Of a few numbers: caches look meshes up that have many ranks. Complexity: O(mesh dims).
  public func hash(into hasher: inout Hasher) {
    hasher.combine(shape)
    hasher.combine(rankOrder)
  }
}

extension ProcessMesh {
  /// The number of mesh dims.
  public var ndim: Int { shape.count }

  /// The rank at each coordinate, row-major. O(count) at the first access.
  public var ranks: [Int] { rankOrder.array }

  /// Whether the ranks ascend by one, as they do by default. O(1).
  public var isConsecutive: Bool { rankOrder.range != nil }

  /// The number of ranks.
  public var count: Int { rankOrder.count }

  /// A mesh of one rank and one dim.
  public static func single(_ rank: Int, name: String? = nil) -> ProcessMesh {
    precondition(rank >= 0, "a rank is not negative")
    // One non-negative rank fulfils every requirement.
    return try! ProcessMesh(shape: [1], ranks: [rank], name: name)
  }

  /// Returns the position of `rank` in `ranks`; nil outside the mesh. O(1); if the ranks do not ascend by one,
  /// O(count) at the first call.
  public func position(of rank: Int) -> Int? { rankOrder.position(of: rank) }

  /// Returns whether `rank` is in the mesh.
  public func contains(_ rank: Int) -> Bool { position(of: rank) != nil }

  /// The coordinate at a position in `ranks`. O(ndim).
  public func coordinate(at position: Int) -> [Int] {
    var rest = position
    var coordinate = [Int](repeating: 0, count: ndim)
    for dim in shape.indices.reversed() {
      coordinate[dim] = rest % shape[dim]
      rest /= shape[dim]
    }
    return coordinate
  }

  /// The coordinate of `rank`; nil outside the mesh.
  public func coordinate(of rank: Int) -> [Int]? { position(of: rank).map(coordinate(at:)) }

  /// The position in `ranks` of a coordinate.
  public func position(at coordinate: [Int]) -> Int {
    precondition(coordinate.count == ndim, "a coordinate has a number for each mesh dim")
    var position = 0
    for dim in shape.indices { position = position * shape[dim] + coordinate[dim] }
    return position
  }

  /// The rank at a coordinate. O(ndim).
  public func rank(at coordinate: [Int]) -> Int { rankOrder[position(at: coordinate)] }

  /// The ranks of the group of mesh dim `dim` that holds `coordinate`, in coordinate order.
  public func group(of coordinate: [Int], along dim: Int) -> [Int] {
    var coordinate = coordinate
    return (0..<shape[dim]).map {
      coordinate[dim] = $0
      return rank(at: coordinate)
    }
  }

  /// The ranks that differ from `coordinate` in mesh dims `dims` only, row-major in these dims.
  public func group(of coordinate: [Int], along dims: [Int]) -> [Int] {
    let base = dims.reduce(into: coordinate) { $0[$1] = 0 }
    let strides = dims.map { dim in shape[(dim + 1)...].reduce(1, *) }
    return zip(dims, strides).reduce([position(at: base)]) { positions, next in
      positions.flatMap { start in (0..<shape[next.0]).map { start + $0 * next.1 } }
    }
    .map { rankOrder[$0] }
  }

  /// Returns whether both meshes are the same array of ranks; names and axes do not matter.
  public func hasSameRanks(as other: ProcessMesh) -> Bool {
    shape == other.shape && rankOrder == other.rankOrder
  }
}

extension ProcessMesh: CustomStringConvertible {
  /// `pp2[2x2: 0 1 2 3]`; the list is shortened beyond 16 ranks.
  public var description: String {
    let lengths = shape.map(String.init).joined(separator: "x")
    let shown = rankOrder.prefix(16).map(String.init).joined(separator: " ")
    return "\(name ?? "")[\(lengths): \(shown)\(count > 16 ? " …" : "")]"
  }
}
