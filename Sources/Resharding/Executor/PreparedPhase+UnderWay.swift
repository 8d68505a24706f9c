import MPI
import Tensors

extension PreparedPhase {
  /// Begins the phase: tells the others where the shard lies, and waits for no one.
  func begin(_ source: DenseTensor?, room: DenseTensor?, on node: NodeGroup) throws(MPIError)
    -> UnderWay
  {
    let published = published(source)
    let number = try node.begin(published)
    let result = UnderWay(
      self, node, number: number, source: source, published: published, room: room)
    node.remember(result, number)
    return result
  }

  /// A phase that was begun.
  final class UnderWay: NodeGroup.Unread {
    let phase: PreparedPhase
    let source: DenseTensor?
    let room: DenseTensor?
    private let node: NodeGroup
    private let number: UInt64
    /// Kept for the peers.
    private let published: DenseTensor?
    private var outcome: (isDone: Bool, shard: DenseTensor?)?

    init(
      _ phase: PreparedPhase, _ node: NodeGroup, number: UInt64, source: DenseTensor?,
      published: DenseTensor?, room: DenseTensor?
    ) {
      (self.phase, self.node, self.number) = (phase, node, number)
      (self.source, self.published, self.room) = (source, published, room)
    }

    func read() throws(MPIError) {
      guard outcome == nil else { return }
      let isReadable = try node.hear(number)
      outcome = (isReadable, isReadable ? phase.move(source, room, (node, number)) : nil)
      node.finish(number)
    }

    /// As `PreparedPhase.run`.
    func wait() throws(MPIError) -> (isDone: Bool, shard: DenseTensor?) {
      try read()
      try node.awaitReaders(phase.readers, in: number)
      return outcome ?? (false, nil)
    }
  }
}
