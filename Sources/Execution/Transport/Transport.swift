import CostModel
import Elements
import MPI
import Tensors

/// The bytes of a buffer that go to, or come from, one rank.
public struct Segment: Hashable, Sendable {
  /// The other rank.
  public var peer: Int
  /// The place in the buffer.
  public var bytes: Range<Int>
}

/// What one rank gives to the network and gets from it in one round of an exchange.
///
/// Segments of one peer are contiguous in the buffer, and both ends agree on their contents. For an
/// all-gather every segment sent is the same, and a rank also receives its own.
public struct Parcel {
  /// The rank whose parcel it is.
  public let rank: Int
  /// The collective that moves it.
  public let collective: Collective
  /// The ranks that take part, in the collective's order.
  public let group: [Int]
  /// The rank that gathers, reduces, scatters or broadcasts; nil where no rank does.
  public let root: Int?
  /// The dtype of the elements.
  public let dtype: DType
  /// How many elements no rank's buffer exceeds; the same on every rank.
  public let largestBuffer: Int
  /// The buffer that is sent from; nil where nothing is.
  public var outgoing: Storage?
  /// What goes to each rank.
  public var sends: [Segment] = []
  /// The buffer that is received into; nil where nothing is.
  public var incoming: Storage?
  /// What comes from each rank.
  public var receives: [Segment] = []
  /// The layout of the root's buffer in a gather or a scatter.
  public var rootSegments: [Segment] = []
}

extension Parcel {
  /// The bytes that this process's ranks send to other ranks.
  public var bytesSent: Int { sends.reduce(0) { $0 + ($1.peer == rank ? 0 : $1.bytes.count) } }

  /// The bytes that come from other ranks.
  public var bytesReceived: Int {
    receives.reduce(0) { $0 + ($1.peer == rank ? 0 : $1.bytes.count) }
  }
}

/// What moves parcels: MPI, where one rank is resident, or memory, where all are.
public protocol Transport: AnyObject {
  /// The ranks whose part is played in this process.
  var residents: [Int] { get }

  /// How rounds are carried out; nil in memory of one process.
  var mode: ExchangeMode? { get }

  /// Moves one round: the parcels of all residents that take part in the step.
  func exchange(_ parcels: [Parcel]) throws
}

/// A transport whose one resident may read the shards of other ranks of its host.
public protocol SharedMemoryTransport: Transport {
  /// The groups of ranks that read each other's shards; nil where all goes by messages.
  var sharing: NodeSharing? { get }
}

extension Transport {
  /// All ranks are in one process.
  public var mode: ExchangeMode? { nil }
}
