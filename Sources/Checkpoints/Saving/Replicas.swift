import Elements
import Files
import Sharding
import Tensors
import Tessera

/// The checksums of the boxes of all shards, which tell replicas apart that ought to be equal.
struct Replicas {
  private let tensors: [(name: String, tensor: DistTensor)]
  private let cluster: Cluster
  /// By rank and box, those of one tensor after those of another; -1 for none.
  private let checksums: [[Int]]
  /// By tensor: where the checksums of its boxes begin; then where they end.
  private let starts: [Int]

  /// Reads all shards once. Collective: each rank sends 8 bytes for each box to each other one.
  init(_ tensors: [(name: String, tensor: DistTensor)], _ plan: SavePlan, on cluster: Cluster)
    throws(TesseraError)
  {
    self.tensors = tensors
    self.cluster = cluster
    let counts = plan.tensors.map(\.mostBoxes)
    starts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let shards = tensors.map { $0.tensor.shards }
    checksums = try cluster.byRank { rank in
      zip(plan.tensors, counts).enumerated().flatMap { number, tensor -> [Int] in
        guard let shard = shards[number][rank] else { return Array(repeating: -1, count: tensor.1) }
        let boxes = tensor.0.boxes(of: rank)
        return (0..<tensor.1).map { part in
          boxes.indices.contains(part)
            ? Int(tensor.0.part(shard, of: rank, boxes[part]).checksum(nil)) : -1
        }
      }
    }
  }

  /// The CRC-32C of a piece as a rank has it.
  func checksum(of piece: SavePlan.Piece, rank: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: number(of: piece, rank))
  }

  private func number(of piece: SavePlan.Piece, _ rank: Int) -> Int {
    checksums[rank][starts[piece.tensor] + piece.part]
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
        number(of: piece, $0) != number(of: piece, first)
      }
      guard let other = odd.first else { continue }
      guard faults.count < 5 else {
        more += 1
        continue
      }
      let index = try firstDifference(plan, piece, first, other)
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
    _ plan: SavePlan, _ piece: SavePlan.Piece, _ one: Int, _ other: Int
  ) throws(TesseraError) -> [Int] {
    let tensor = tensors[piece.tensor].tensor
    let shards = Dictionary(
      uniqueKeysWithValues: tensor.shards.filter { piece.holders.contains($0.key) }.map {
        ($0, plan.tensors[piece.tensor].part($1, of: $0, piece.box))
      })
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

extension SavePlan.Tensor {
  /// A box of the shard of a rank.
  func part(_ shard: DenseTensor, of rank: Int, _ box: Box) -> DenseTensor {
    guard attr.isStrided, let extent = attr.extent(of: rank, shape: shape) else { return shard }
    let part = box.relative(to: extent)
    return shard.slice(offsets: part.offsets, sizes: part.sizes)
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
