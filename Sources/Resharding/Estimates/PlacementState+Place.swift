import Elements
import Sharding

extension PlacementState {
  /// What one mesh dim does, in one word: a search compares and hashes places all the time.
  ///
  /// From the lowest bit: 2 for the kind, 30 for the tensor dim or the op, 16 for the turn, 16 for the
  /// sizes.
  struct Place: Hashable {
    private var bits: UInt64

    private static let shard: UInt64 = 1
    private static let partial: UInt64 = 2
    private static let ops = ReduceOp.allCases

    init(placement: Placement, turn: Int = 0, sizes: Int = 0) {
      switch placement {
      case .replicate: bits = 0
      case .shard(let dim): bits = Self.shard | UInt64(dim) << 2
      case .partial(let op): bits = Self.partial | UInt64(Self.ops.firstIndex(of: op) ?? 0) << 2
      }
      self.turn = turn
      self.sizes = sizes
    }

    /// Its turn among the mesh dims that cut the same tensor dim.
    var turn: Int {
      get { Int(bits >> 32 & 0xffff) }
      set { bits = bits & ~(0xffff << 32) | UInt64(UInt16(newValue)) << 32 }
    }

    /// Which of the mesh shape's cuts it makes; 0 for equal pieces.
    var sizes: Int {
      get { Int(bits >> 48) }
      set { bits = bits & ~(0xffff << 48) | UInt64(UInt16(newValue)) << 48 }
    }

    private var detail: Int { Int(bits >> 2 & 0x3fff_ffff) }

    var isShard: Bool { bits & 3 == Self.shard }
    var isPartial: Bool { bits & 3 == Self.partial }
    var isReplicated: Bool { bits & 3 == 0 }

    /// The tensor dim that is cut; nil if none is.
    var shardDim: Int? { isShard ? detail : nil }

    /// The op of a partial place; nil of the others.
    var reduceOp: ReduceOp? { isPartial ? Self.ops[detail] : nil }

    var placement: Placement {
      if let shardDim { return .shard(shardDim) }
      return reduceOp.map(Placement.partial) ?? .replicate
    }

    /// Whether it cuts tensor dim `dim`.
    func cuts(_ dim: Int) -> Bool { UInt32(truncatingIfNeeded: bits) == Self.cut(of: dim) }

    /// Whether it makes cut `turn` of tensor dim `dim`.
    func cuts(_ dim: Int, _ turn: Int) -> Bool {
      bits & 0xffff_ffff_ffff == UInt64(Self.cut(of: dim)) | UInt64(turn) << 32
    }

    private static func cut(of dim: Int) -> UInt32 { UInt32(shard) | UInt32(dim) << 2 }
  }
}
