/// How a mesh dim deals the indices of a tensor dim out to its coordinates, where that is not in equal
/// pieces: `chunkRange`.
///
/// What an earlier mesh dim left of the tensor dim is a list of indices, ascending; a cut chooses positions in
/// that list. So a second cut deals out what the first one left, whatever that is.
public enum Cut: Hashable, Sendable {
  /// One piece of a given size for each coordinate, one after the other: `S(0:5,1,0,2)`.
  case sizes([Int])
  /// That many parts, each of which is cut into equal pieces, so that a coordinate holds a piece of every part:
  /// `S(0/3)`. The parts, and their pieces, are those of `chunkRange`.
  case parts(Int)
  /// Blocks of a length, dealt out one after the other, the first one to coordinate `source`: `S(0%64)`,
  /// `S(0%64+1)`. The last block may be shorter. As ScaLAPACK's array descriptors say it (`MB`, `RSRC`).
  case cyclic(block: Int, source: Int)
}

extension Cut {
  /// The most parts, or blocks, of one tensor dim.
  package static let maximumParts = 1 << 20

  /// The explicit sizes; nil for other cuts.
  public var explicitSizes: [Int]? { if case .sizes(let sizes) = self { sizes } else { nil } }

  /// Whether a coordinate may hold indices that are not neighbours.
  public var isStrided: Bool {
    switch self {
    case .sizes: false
    case .parts(let count): count > 1
    case .cyclic: true
    }
  }

  /// What it is called.
  var noun: String {
    switch self {
    case .sizes: "sizes"
    case .parts: "parts"
    case .cyclic: "blocks"
    }
  }

  /// What follows the tensor dim in the notation: `:5,1,0,2`, `/3`, `%64`, `%64+1`.
  var mark: String {
    switch self {
    case .sizes(let sizes): ":" + sizes.map(String.init).joined(separator: ",")
    case .parts(let count): "/\(count)"
    case .cyclic(let block, let source): "%\(block)" + (source == 0 ? "" : "+\(source)")
    }
  }

  /// Checks that it can cut over a mesh dim of `ways` coordinates; nil for one of any length.
  func require(over ways: Int?, _ meshDim: Int) throws(ShardingError) {
    switch self {
    case .sizes(let sizes):
      guard sizes.count == ways ?? sizes.count, sizes.allSatisfy({ $0 >= 0 }) else {
        throw .placement(
          "sizes \(sizes) of mesh dim \(meshDim): \(ways ?? sizes.count) sizes are needed, none of them "
            + "negative")
      }
      guard Self.sum(sizes) != nil else {
        throw .placement("sizes \(sizes) of mesh dim \(meshDim): they sum to more than 2^56")
      }
    case .parts(let count):
      guard (1...Self.maximumParts).contains(count) else {
        throw .placement(
          "parts of mesh dim \(meshDim): 1 to \(Self.maximumParts) are possible, given are \(count)"
        )
      }
    case .cyclic(let block, let source):
      guard block >= 1 else {
        throw .placement(
          "blocks of mesh dim \(meshDim): a block has at least 1 index, given are \(block)")
      }
      let ways = ways ?? .max
      guard source >= 0, source < ways else {
        throw .placement(
          "blocks of mesh dim \(meshDim): the first one is that of a coordinate, 0 to \(ways - 1), "
            + "given is \(source)")
      }
    }
  }

  /// Checks that it can cut `length` elements of a tensor dim. `text` says all of where the tensor lies.
  func require(of dim: Int, _ length: Int, in text: @autoclosure () -> String)
    throws(ShardingError)
  {
    switch self {
    case .sizes(let sizes) where sizes.reduce(0, +) != length:
      throw .placement(
        "placement '\(text())': the sizes \(sizes) must sum to the \(length) elements of tensor "
          + "dim \(dim) that they cut, they sum to \(sizes.reduce(0, +))")
    case .cyclic(let block, _) where length / block > Self.maximumParts:
      throw .placement(
        "placement '\(text())': a tensor dim has at most \(Self.maximumParts) blocks, the \(length) "
          + "elements of dim \(dim) have more of \(block)")
    default: break
    }
  }

  /// The sum of sizes that are not negative; nil if no tensor has so many elements.
  private static func sum(_ pieces: [Int]) -> Int? {
    var total = 0
    for piece in pieces {
      guard piece <= maximumElementCount - total else { return nil }
      total += piece
    }
    return total
  }
}
