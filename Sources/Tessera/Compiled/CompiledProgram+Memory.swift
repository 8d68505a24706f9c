import Elements
import Programs
import Tensors

extension CompiledProgram {
  /// Returns the most bytes of tensors that this rank holds at once in a run on this cluster: inputs, constants, what the
  /// run makes, and what reshards stage.
  ///
  /// It takes into account how the cluster carries reshards out: ranks that read each other's shards stage nothing, while
  /// `schedule.peakBytes` assumes messages. A reshard that is under way counts with its whole result from where it begins.
  /// Inputs are assumed to be contiguous. On a virtual cluster the result is `schedule.peakBytes`.
  ///
  /// All ranks call it together. The first call maps the memory of the ranks of a host, as the first run does.
  ///
  /// - Throws: `TesseraError` if MPI fails.
  /// - Complexity: O(ops + ranks x blocks of each reshard).
  public func peakBytes() throws(TesseraError) -> Int {
    guard case .processes(let executor, _, _) = cluster.backing else { return schedule.peakBytes }
    // In one order on all ranks.
    for place in reshards.keys.sorted() {
      if let reshard = reshards[place] { _ = try cluster.prepared(reshard, executor) }
    }
    return schedule.peakBytes(of: completed, on: cluster.rank) { place, isContiguous in
      reshards[place]?.footprint(
        isContiguous: isContiguous, on: cluster.rank, executor.stagingBytes)
    }
  }

  /// The most that a run held at once.
  public struct HeldBytes: Hashable, Sendable {
    /// The bytes of tensors, and of what reshards staged: of this rank on a job of several ranks, which
    /// `peakBytes()` foretells; of all ranks together on a virtual cluster.
    public let tensors: Int
    /// The bytes that a kernel took for itself while it ran, beside its operands and its results: the most of one.
    public let kernels: Int
  }

  /// Runs `body`, in which the program is run, and measures the most bytes that are held at once: inputs and constants, what
  /// the run makes, and what reshards stage; and what kernels take for themselves.
  ///
  /// Nobody else may take memory meanwhile. Nothing is communicated.
  public func measuringPeak<R>(_ body: () throws -> R) rethrows -> (result: R, held: HeldBytes) {
    let (result, held) = try PeakMeter.measuring(body)
    let given = cluster.residents.reduce(0) { $0 + completed.givenBytes(on: $1) }
    return (result, HeldBytes(tensors: given + held.tensors, kernels: held.kernels))
  }
}

/// Sees what storages take while programs run. Only the task that measures has it.
package final class PeakMeter: @unchecked Sendable {
  @TaskLocal static var current: PeakMeter?

  /// Runs `body`, in which programs run, and measures the most bytes that they take beside what is there before.
  package static func measuring<R>(_ body: () throws -> R) rethrows -> (
    result: R, held: CompiledProgram.HeldBytes
  ) {
    let before = StoragePool.statistics.bytesLive
    let meter = PeakMeter()
    let result = try $current.withValue(meter, operation: body)
    return (
      result,
      CompiledProgram.HeldBytes(tensors: max(0, meter.most - before), kernels: meter.kernels)
    )
  }

  /// The most bytes in storages, but for those that kernels took for themselves.
  private(set) var most = 0
  /// The most that a kernel took for itself.
  private(set) var kernels = 0

  /// Carries out an instruction of a program.
  ///
  /// - Parameter isKernel: whether what it takes beside its results is a kernel's.
  func measure<Failure: Error>(isKernel: Bool, _ body: () throws(Failure) -> Void) throws(Failure) {
    StoragePool.resetPeak()
    try body()
    let after = StoragePool.statistics
    most = max(most, isKernel ? after.bytesLive : after.peakBytesLive)
    if isKernel { kernels = max(kernels, after.peakBytesLive - after.bytesLive) }
  }
}
