import CostModel
import Elements
import MPI
import Tensors

/// Parcels moved by MPI's collectives, among the ranks of a communicator, or read by them from each
/// other's memory where they share a host and are to.
///
/// Each group gets a communicator of its own, made when it is first used and kept.
package final class MPITransport: SharedMemoryTransport {
  private let communicator: Communicator

  /// Which ranks share memory with this one; nil if none does.
  package let sharing: NodeSharing?

  /// - Parameter sharing: how ranks of one host read each other's shards; nil for MPI everywhere.
  package init(_ communicator: Communicator, sharing: NodeSharing? = nil) {
    self.communicator = communicator
    self.sharing = sharing
  }

  /// This process's rank alone.
  package var residents: [Int] { [communicator.rank] }

  /// Sends and receives the segments of all parcels, and returns when each buffer may be used again.
  package func exchange(_ parcels: [Parcel]) throws {
    for parcel in parcels {
      let nothing = Storage(byteCount: 0)
      let (outgoing, incoming) = (parcel.outgoing ?? nothing, parcel.incoming ?? nothing)
      try outgoing.withBytes(parcel.sentRange) { (send: RawSpan) throws in
        try incoming.withMutableBytes(parcel.receivedRange) {
          (receive: inout MutableRawSpan) throws in
          try move(parcel, send, &receive)
        }
      }
    }
  }

  /// Always `mpi`.
  package var mode: ExchangeMode? { .mpi }

  private func move(_ parcel: Parcel, _ send: RawSpan, _ receive: inout MutableRawSpan)
    throws
  {
    switch parcel.collective {
    case .sendReceive:
      try communicator.exchange(
        sending: parcel.sends.map(Communicator.Message.init), from: send,
        receiving: parcel.receives.map(Communicator.Message.init), into: &receive)
    case .allGather:
      let group = try communicator.subgroup(parcel.group)
      let layout = BufferLayout(parcel.receives, parcel)
      try group.allGatherV(
        send, into: &receive, counts: layout.counts,
        displacements: layout.displacements, of: parcel.dtype)
    case .allToAll:
      let group = try communicator.subgroup(parcel.group)
      let (sends, receives) = (
        BufferLayout(parcel.sends, parcel), BufferLayout(parcel.receives, parcel)
      )
      try group.allToAllV(
        send, counts: sends.counts, displacements: sends.displacements, into: &receive,
        counts: receives.counts, displacements: receives.displacements, of: parcel.dtype,
        upperBound: parcel.largestBuffer)
    case .gather:
      let layout = BufferLayout(parcel.rootSegments, parcel)
      try communicator.subgroup(parcel.group).gatherV(
        send, into: &receive, counts: layout.counts, displacements: layout.displacements,
        of: parcel.dtype, root: root(of: parcel))
    case .scatter:
      let layout = BufferLayout(parcel.rootSegments, parcel)
      try communicator.subgroup(parcel.group).scatterV(
        send, counts: layout.counts, displacements: layout.displacements, into: &receive,
        of: parcel.dtype, root: root(of: parcel))
    case .broadcast:
      let group = try communicator.subgroup(parcel.group)
      if parcel.rank == parcel.root {
        try group.broadcast(sending: send, of: parcel.dtype)
      } else {
        try group.broadcast(&receive, of: parcel.dtype, root: root(of: parcel))
      }
    case .local, .allReduce, .reduceScatter, .reduce:
      preconditionFailure("\(parcel.collective) moves nothing itself")
    }
  }

  private func root(of parcel: Parcel) -> Int {
    guard let root = parcel.root, let index = parcel.group.firstIndex(of: root) else {
      preconditionFailure("\(parcel.collective) needs a root in \(parcel.group)")
    }
    return index
  }
}

extension Communicator.Message {
  fileprivate init(_ segment: Segment) {
    self.init(peer: segment.peer, bytes: segment.bytes, tag: MessageTag.exchange)
  }
}

extension Parcel {
  /// The bytes that the collective sends: all, or the one segment where every rank has but one.
  fileprivate var sentRange: Range<Int>? {
    switch collective {
    case .allGather, .gather, .broadcast: sends.first?.bytes ?? 0..<0
    default: nil
    }
  }

  /// The bytes that the collective receives into: all, or the one segment.
  fileprivate var receivedRange: Range<Int>? {
    switch collective {
    case .scatter, .broadcast: receives.first?.bytes ?? 0..<0
    default: nil
    }
  }
}

/// Segments as MPI's counts and displacements, by position in the group, in elements.
private struct BufferLayout {
  var counts: [Int]
  var displacements: [Int]

  init(_ segments: [Segment], _ parcel: Parcel) {
    counts = [Int](repeating: 0, count: parcel.group.count)
    displacements = counts
    let size = parcel.dtype.byteCount
    for segment in segments {
      guard let index = parcel.group.firstIndex(of: segment.peer) else { continue }
      counts[index] = segment.bytes.count / size
      displacements[index] = segment.bytes.lowerBound / size
    }
  }
}
