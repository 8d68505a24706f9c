import Programs
import Tensors

extension CompiledProgram {
  /// Runs `body`, in which the program is run, and measures the most bytes that tensors of this process take at once:
  /// inputs and constants, what the run makes, what reshards stage, and what kernels take for themselves.
  ///
  /// On a job of several ranks it is that of this rank, which `ProgramPlan.peakBytes` foretells for the busiest one; on a
  /// virtual cluster that of all ranks. Nobody else may take memory meanwhile. Nothing is communicated.
  public func measuringPeak<R>(_ body: () throws -> R) rethrows -> (result: R, peakBytes: Int) {
    let before = StoragePool.statistics.bytesLive
    StoragePool.resetPeak()
    let result = try body()
    let given = cluster.residents.reduce(0) { $0 + completed.givenBytes(on: $1) }
    return (result, given + StoragePool.statistics.peakBytesLive - before)
  }
}
