import Elements
import Sharding

/// Which rank writes which box: each element once, by the least loaded rank that holds it.
package struct SavePlan: Hashable, Sendable {
  /// A tensor that is to be saved.
  package struct Tensor: Hashable, Sendable {
    package let name: String
    package let dtype: DType
    package let shape: [Int]
    package let attr: TensorDistAttr

    package init(name: String, dtype: DType, shape: [Int], attr: TensorDistAttr) {
      (self.name, self.dtype, self.shape, self.attr) = (name, dtype, shape, attr)
    }

    /// The boxes of the shard of a rank, in their order; none outside the mesh.
    package func boxes(of rank: Int) -> [Box] {
      attr.extent(of: rank, shape: shape)?.boxes ?? []
    }

    /// The most boxes that a shard has.
    package var mostBoxes: Int {
      attr.isStrided ? attr.mesh.ranks.reduce(1) { max($0, boxes(of: $1).count) } : 1
    }
  }

  /// A box of a tensor, the ranks that hold it, and the one that writes it.
  package struct Piece: Hashable, Sendable {
    /// The number of the tensor.
    package let tensor: Int
    /// Which of the boxes of its holders' shards it is; a shard is one box unless a dim is cut into parts or blocks.
    package let part: Int
    package let box: Box
    package let holders: [Int]
    package internal(set) var writer: Int
    let byteCount: Int
  }

  package let tensors: [Tensor]
  /// By tensor, those of one in the order of their ranks. Boxes without elements are not among them.
  package private(set) var pieces: [Piece]

  /// Plans for tensors none of which is partial.
  ///
  /// Boxes that one rank holds are its own; the others go, the largest first, to the holder that has least to write, so
  /// that ranks which hold all of the same differ by a box at most. O(tensors × ranks).
  package init(_ tensors: [Tensor]) {
    self.tensors = tensors
    pieces = []
    for (number, tensor) in tensors.enumerated() {
      var places: [Box: Int] = [:]
      var holders: [(box: Box, part: Int, ranks: [Int])] = []
      for rank in tensor.attr.mesh.ranks.sorted() {
        for (part, box) in tensor.boxes(of: rank).enumerated() where !box.isEmpty {
          if let place = places[box] {
            holders[place].ranks.append(rank)
          } else {
            places[box] = holders.count
            holders.append((box, part, [rank]))
          }
        }
      }
      pieces += holders.map { box, part, ranks in
        Piece(
          tensor: number, part: part, box: box, holders: ranks, writer: ranks[0],
          byteCount: box.count * tensor.dtype.byteCount)
      }
    }
    balance()
  }

  private mutating func balance() {
    var loads: [Int: Int] = [:]
    for piece in pieces where piece.holders.count == 1 {
      loads[piece.writer, default: 0] += piece.byteCount
    }
    let shared = pieces.indices.filter { pieces[$0].holders.count > 1 }
      .sorted { (-pieces[$0].byteCount, $0) < (-pieces[$1].byteCount, $1) }
    for index in shared {
      let holders = pieces[index].holders
      let writer =
        holders.min { (loads[$0] ?? 0, $0) < (loads[$1] ?? 0, $1) } ?? pieces[index].writer
      pieces[index].writer = writer
      loads[writer, default: 0] += pieces[index].byteCount
    }
  }

  /// The ranks that write, in order.
  package var writers: [Int] { Set(pieces.map(\.writer)).sorted() }

  /// The bytes that each writing rank writes.
  package var loads: [Int: Int] {
    pieces.reduce(into: [:]) { $0[$1.writer, default: 0] += $1.byteCount }
  }
}
