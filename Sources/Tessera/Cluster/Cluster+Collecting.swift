import Foundation
import MPI
import Tensors

extension Cluster {
  /// Every process's values on one rank, by process; nil on the others. Collective over the whole job:
  /// what each has, as JSON, to that rank (MPI-3.1, 5.5).
  func collected<T: Codable>(_ value: T, on root: Int) throws(TesseraError) -> [T]? {
    guard case .processes(_, let communicator, _) = backing else { return [value] }
    let own = try translated { Array(try JSONEncoder().encode(value)) }
    let counts = try gathered([own.count]).map { $0[0] }
    let displacements = counts.indices.map { counts[..<$0].reduce(0, +) }
    let all = DenseTensor(zeros: [rank == root ? counts.reduce(0, +) : 0], dtype: .uint8)
    let sent = DenseTensor(own, shape: [own.count])
    return try translated {
      try sent.storage.withBytes(sent.byteRange) { (send: RawSpan) throws(MPIError) in
        try all.storage.withMutableBytes(all.byteRange) {
          (receive: inout MutableRawSpan) throws(MPIError) in
          try communicator.gatherV(
            send, into: &receive, counts: counts, displacements: displacements, of: .uint8,
            root: root)
        }
      }
      guard rank == root else { return nil }
      let bytes = all.values(as: UInt8.self)
      return try zip(displacements, counts).map { start, count in
        try JSONDecoder().decode(T.self, from: Data(bytes[start..<start + count]))
      }
    }
  }
}
