import Elements
import MPI
import Tensors

/// The messages of one hierarchical exchange that are under way, and the memory they are staged in.
///
/// Receives are posted ahead of their turn, in the order in which the peers send, while the staging limit allows it.
/// The receives of the next operation are always posted. A contiguous block is sent and received in place.
final class StagedMessages {
  private let communicator: Communicator
  private let budget: Int
  private var sends: [(request: Request, time: Int, staged: Int)] = []
  private var staged = 0
  private(set) var peakStaged = 0
  private(set) var bytesSent = 0

  init(_ communicator: Communicator, stagingBytes: Int) {
    self.communicator = communicator
    budget = stagingBytes
  }

  /// Whether so many bytes more may be staged before their turn.
  func hasRoom(for bytes: Int) -> Bool { staged + bytes <= budget }

  /// A tensor to stage a block in; `release` gives it back.
  func stage(_ shape: [Int], _ dtype: DType) -> DenseTensor {
    let tensor = DenseTensor(shape: shape, dtype: dtype)
    staged += tensor.byteCount
    peakStaged = max(peakStaged, staged)
    return tensor
  }

  func release(_ tensor: DenseTensor) { staged -= tensor.byteCount }

  /// Starts sending a block.
  func send(_ block: DenseTensor, isStaged: Bool, to peer: Int, at time: Int) throws {
    var (block, owned) = (block, isStaged ? block.byteCount : 0)
    if !block.isContiguous {
      let packed = stage(block.shape, block.dtype)
      packed.copy(from: block)
      (block, owned) = (packed, packed.byteCount)
    }
    bytesSent += block.byteCount
    let storage = block.storage
    let request = try storage.withBytes(block.byteRange) { (bytes: RawSpan) throws in
      try communicator.startSend(bytes, of: storage, to: peer, tag: MessageTag.hierarchical)
    }
    sends.append((request, time, owned))
  }

  /// Starts receiving into a block that is contiguous.
  func receive(into block: DenseTensor, from peer: Int) throws -> Request {
    let storage = block.storage
    return try storage.withMutableBytes(block.byteRange) {
      (bytes: inout MutableRawSpan) throws in
      try communicator.startReceive(
        into: &bytes, of: storage, from: peer, tag: MessageTag.hierarchical)
    }
  }

  /// Forgets sends that are done, the first ones first; where more is staged than may be, waits for those
  /// that began before `time`: what their receivers wait for was sent by then.
  func tidy(before time: Int) throws {
    var done = 0
    for send in sends {
      if staged > budget, send.time < time {
        try send.request.wait()
      } else if try send.request.test() == nil {
        break
      }
      staged -= send.staged
      done += 1
    }
    sends.removeFirst(done)
  }

  /// Waits until all that was sent has left.
  func finish() throws {
    for send in sends {
      try send.request.wait()
      staged -= send.staged
    }
    sends = []
  }
}
