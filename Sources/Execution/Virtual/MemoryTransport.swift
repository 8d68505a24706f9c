import CostModel
import MPI
import Tensors

/// Parcels moved by copying memory: every rank of a virtual cluster is resident in this process.
package final class MemoryTransport: Transport {
  /// The ranks, all of which are in this process.
  package let residents: [Int]
  /// How many exchanges of each collective there were.
  package private(set) var calls: [Collective: Int] = [:]

  /// A transport between ranks of this process.
  package init(ranks: [Int]) { residents = ranks }

  /// Sends and receives the segments of all parcels, and returns when each buffer may be used again.
  package func exchange(_ parcels: [Parcel]) throws {
    var senders: [Int: Parcel] = [:]
    for parcel in parcels { senders[parcel.rank] = parcel }
    for collective in Set(parcels.map(\.collective)) { calls[collective, default: 0] += 1 }
    for parcel in parcels {
      for segment in parcel.receives {
        guard let sender = senders[segment.peer],
          let sent = sender.sends.first(where: { $0.peer == parcel.rank }),
          let source = sender.outgoing, let target = parcel.incoming
        else {
          preconditionFailure("rank \(segment.peer) sends nothing to rank \(parcel.rank)")
        }
        precondition(
          sent.bytes.count == segment.bytes.count,
          "rank \(segment.peer) sends \(sent.bytes.count) bytes to rank \(parcel.rank), "
            + "which expects \(segment.bytes.count)")
        DenseTensor.bytes(of: target, at: segment.bytes)
          .copy(from: DenseTensor.bytes(of: source, at: sent.bytes))
      }
    }
  }
}

extension DenseTensor {
  fileprivate static func bytes(of storage: Storage, at range: Range<Int>) -> DenseTensor {
    DenseTensor(
      storage: storage, shape: [range.count], strides: [1], offset: range.lowerBound, dtype: .uint8)
  }
}
