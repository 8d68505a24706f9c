import Elements
import Files
import Sharding
import Tensors
import Tessera

/// The checksums of all shards, which tell replicas apart that ought to be equal.
struct Replicas {
  private let tensors: [(name: String, tensor: DistTensor)]
  private let cluster: Cluster
  /// By rank and tensor; -1 for none.
  private let checksums: [[Int]]

  /// Reads all shards once. Collective: each rank sends 8 bytes for each tensor to each other one.
  init(_ tensors: [(name: String, tensor: DistTensor)], on cluster: Cluster) throws(TesseraError) {
    self.tensors = tensors
    self.cluster = cluster
    let shards = tensors.map { $0.tensor.shards }
    checksums = try cluster.byRank { rank in
      shards.map { $0[rank].map { Int($0.checksum(nil)) } ?? -1 }
    }
  }

  /// The CRC-32C of the shard of a rank.
  func checksum(tensor: Int, rank: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: checksums[rank][tensor])
  }

  /// Checks that all holders of each box hold the same bits. Collective where they do not: the first index at which two
  /// differ is sought, in as many steps as the number of bytes has bits.
  ///
  /// - Throws: `TesseraError.Kind.data` on every rank, with tensors, ranks and indices.
  func requireEqual(_ plan: SavePlan) throws(TesseraError) {
    var faults: [String] = []
    var more = 0
    for piece in plan.pieces {
      let first = piece.holders[0]
      let odd = piece.holders.filter {
        checksums[$0][piece.tensor] != checksums[first][piece.tensor]
      }
      guard let other = odd.first else { continue }
      guard faults.count < 5 else {
        more += 1
        continue
      }
      let index = try firstDifference(piece, first, other)
      faults.append(
        "tensor '\(plan.tensors[piece.tensor].name)', box \(piece.box): replicas must be equal, "
          + "rank \(odd.map(String.init).joined(separator: ", ")) differs from rank \(first), first at index \(index)"
      )
    }
    if more > 0 { faults.append("and \(more) boxes more") }
    try cluster.together {
      if !faults.isEmpty { throw TesseraError(.data, faults.joined(separator: "; ")) }
    }
  }

  /// The global index of the first element in which the shards of two ranks differ.
  private func firstDifference(
    _ piece: SavePlan.Piece, _ one: Int, _ other: Int
  ) throws(TesseraError) -> [Int] {
    let tensor = tensors[piece.tensor].tensor
    let shards = tensor.shards
    // Up to `low` they agree; up to `high` they do not.
    var (low, high) = (0, piece.box.count * tensor.dtype.byteCount)
    while high - low > 1 {
      let middle = (low + high) / 2
      let sums = try cluster.byRank { [Int(shards[$0]?.checksum(low..<middle) ?? 0)] }
      if sums[one] == sums[other] { low = middle } else { high = middle }
    }
    var element = low / tensor.dtype.byteCount
    var index = piece.box.offsets
    for dim in index.indices.reversed() {
      index[dim] += element % piece.box.sizes[dim]
      element /= piece.box.sizes[dim]
    }
    return index
  }
}

extension DenseTensor {
  /// The CRC-32C of the elements in row-major order, or of some of their bytes.
  func checksum(_ part: Range<Int>?) -> UInt32 {
    if isEmpty { return 0 }
    let dense = contiguous()
    let whole = dense.byteRange
    let range =
      part.map {
        whole.lowerBound + $0.lowerBound..<min(whole.upperBound, whole.lowerBound + $0.upperBound)
      }
      ?? whole
    return dense.storage.withBytes(range) { CRC32C.checksum($0) }
  }
}
