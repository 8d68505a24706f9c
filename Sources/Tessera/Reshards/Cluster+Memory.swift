import Foundation
import MPI
import Sharding
import Tensors

extension Cluster {
  /// From so many bytes on a need is weighed before it is allocated: asking the system takes longer than
  /// an op on fewer.
  static let weighedBytes = 16.0 * 0x1p20

  /// The ranks whose processes share this host's memory, as far as the launcher tells; of a virtual cluster
  /// all.
  var neighbours: Range<Int> {
    if isVirtual { return 0..<size }
    return (MPIRuntime.launchedNeighbours ?? rank..<rank + 1).clamped(to: 0..<size)
  }

  /// Refuses what memory cannot hold, instead of ending where it is allocated, or touched.
  ///
  /// It is held against the memory of the machine, the limit of the control group, and the limits of this
  /// process (`ulimit -v`, `ulimit -d`). Nothing is communicated: see `together(_:)`.
  ///
  /// - Parameters:
  ///   - need: what is to be held beyond what is held already.
  ///   - object: what needs it, as the error names it.
  ///   - room: what there is.
  /// - Throws: `TesseraError.Kind.environment` if it does not fit.
  package func require(
    _ need: MemoryNeed, for object: @autoclosure () -> String, in room: MemoryRoom? = nil
  ) throws(TesseraError) {
    guard max(need.bytes, need.hostBytes) >= Self.weighedBytes || room != nil else { return }
    let processes = isVirtual ? 1 : neighbours.count
    if room == nil, MemoryRoom.hasPlenty(for: need.hostBytes, processes: processes) { return }
    var shortage = (room ?? .now).shortage(
      of: need.bytes, onHost: need.hostBytes, processes: processes)
    if shortage != nil, room == nil, StoragePool.statistics.bytesKept > 0 {
      StoragePool.trim()
      shortage = MemoryRoom.now.shortage(
        of: need.bytes, onHost: need.hostBytes, processes: processes)
    }
    guard let shortage else { return }
    let isOfHost = shortage.isOfHost && processes > 1
    let place = isOfHost ? "on this host" : "in one process"
    let taken = isOfHost ? need.hostBytes : need.bytes
    throw TesseraError(
      .environment,
      "\(object()) takes \(Self.text(taken)) \(place), beside \(Self.text(Double(shortage.held))) "
        + "that are held; \(shortage.bound) \(Self.text(Double(shortage.bytes)))")
  }

  /// - Throws: `TesseraError.Kind.environment` if memory cannot hold what a reshard makes.
  func requireMemory(for preparedReshard: PreparedReshard) throws(TesseraError) {
    try require(
      preparedReshard.need,
      for: "the reshard \(preparedReshard.plan.transition.description) beyond its source")
  }

  private static func text(_ bytes: Double) -> String {
    if bytes < 1e9 { return String(format: "%.0f MB", (bytes / 1e6).rounded(.up)) }
    return String(format: "%.1f GB", bytes / 1e9)
  }
}
