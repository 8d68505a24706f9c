import Elements
import Files
import Tessera

extension Cluster {
  /// The numbers of every rank, by rank. Each rank gives equally many. Collective.
  func byRank(_ numbers: (_ rank: Int) throws -> [Int]) throws(TesseraError) -> [[Int]] {
    if isVirtual { return try translated { try residents.map(numbers) } }
    return try gathered(try translated { try numbers(rank) })
  }

  /// Checks that all ranks have given the same `text`. Collective: each rank sends 8 bytes to each other one.
  ///
  /// - Throws: `TesseraError.Kind.usage` on every rank, with those that differ from rank 0.
  func requireSame(_ text: String, _ what: String) throws(TesseraError) {
    guard !isVirtual else { return }
    let bytes = Array(text.utf8)
    let own = [Int(unsafe CRC32C.checksum(bytes.span.bytes)), bytes.count]
    let all = try gathered(own)
    let odd = all.indices.filter { all[$0] != all[0] }
    try together {
      guard odd.isEmpty else {
        throw TesseraError(
          .usage,
          "\(what): all ranks must give the same, ranks \(odd.map(String.init).joined(separator: ", ")) differ from rank 0"
        )
      }
    }
  }
}
