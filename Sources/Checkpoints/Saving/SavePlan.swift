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
  }

  /// A box of a tensor, the ranks that hold it, and the one that writes it.
  package struct Piece: Hashable, Sendable {
    /// The number of the tensor.
    package let tensor: Int
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
      var holders: [(Box, [Int])] = []
      for rank in tensor.attr.mesh.ranks.sorted() {
        guard let box = tensor.attr.box(of: rank, shape: tensor.shape), !box.isEmpty else {
          continue
        }
        if let place = places[box] {
          holders[place].1.append(rank)
        } else {
          places[box] = holders.count
          holders.append((box, [rank]))
        }
      }
      pieces += holders.map { box, ranks in
        Piece(
          tensor: number, box: box, holders: ranks, writer: ranks[0],
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
