import CostModel
import Elements
import MPI
import Tensors

/// The bytes of a buffer that go to, or come from, one rank.
package struct Segment: Hashable, Sendable {
  /// The other rank.
  package var peer: Int
  /// The place in the buffer.
  package var bytes: Range<Int>
}

/// What one rank gives to the network and gets from it in one round of an exchange.
///
/// Segments of one peer are contiguous in the buffer, and both ends agree on their contents. For an
/// all-gather every segment sent is the same, and a rank also receives its own.
package struct Parcel {
  /// The rank whose parcel it is.
  package let rank: Int
  /// The collective that moves it.
  package let collective: Collective
  /// The ranks that take part, in the collective's order.
  package let group: [Int]
  /// The rank that gathers, reduces, scatters or broadcasts; nil if no rank does.
  package let root: Int?
  /// The dtype of the elements.
  package let dtype: DType
  /// How many elements no rank's buffer exceeds; the same on every rank.
  package let largestBuffer: Int
  /// The buffer that is sent from; nil if nothing is.
  package var outgoing: Storage?
  /// What goes to each rank.
  package var sends: [Segment] = []
  /// The buffer that is received into; nil if nothing is.
  package var incoming: Storage?
  /// What comes from each rank.
  package var receives: [Segment] = []
  /// The layout of the root's buffer in a gather or a scatter.
  package var rootSegments: [Segment] = []
}

extension Parcel {
  /// The bytes that this process's ranks send to other ranks.
  package var bytesSent: Int { sends.reduce(0) { $0 + ($1.peer == rank ? 0 : $1.bytes.count) } }

  /// The bytes that come from other ranks.
  package var bytesReceived: Int {
    receives.reduce(0) { $0 + ($1.peer == rank ? 0 : $1.bytes.count) }
  }
}

/// What moves parcels: MPI, where one rank is resident, or memory, where all are.
package protocol Transport: AnyObject {
  /// The ranks whose part is played in this process.
  var residents: [Int] { get }

  /// How rounds are carried out; nil in memory of one process.
  var mode: ExchangeMode? { get }

  /// Moves one round: the parcels of all residents that take part in the step.
  func exchange(_ parcels: [Parcel]) throws
}

/// A transport whose one resident may read the shards of other ranks of its host.
package protocol SharedMemoryTransport: Transport {
  /// The groups of ranks that read each other's shards; nil if all goes by messages.
  var sharing: NodeSharing? { get }
}

extension Transport {
  /// All ranks are in one process.
  package var mode: ExchangeMode? { nil }
}
