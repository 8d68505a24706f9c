internal import COneDNN
import Synchronization

extension DenseTensor {
  /// This `[n, c, …]` convolved by oneDNN without unfolding, one sample at a time, so that a sample's bits do not depend on
  /// the batch.
  ///
  /// - Returns: nil for dtypes other than float32, for samples of fewer than 2^20 multiplications, for kernels of one element,
  ///   which are matrix products, and where oneDNN has no loop for the processor.
  func convolvedDirectly(
    _ filter: DenseTensor, bias: DenseTensor?, _ window: Window, outputs: [Int], groups: Int
  ) -> DenseTensor? {
    let work = Self.count(of: outputs) * filter.count
    guard dtype == .float32, outputs.count <= 3, work >= 1 << 20,
      !window.kernel.allSatisfy({ $0 == 1 })
    else { return nil }
    let result = DenseTensor(shape: [shape[0], filter.shape[0]] + outputs, dtype: dtype)
    let (input, filter, bias) = (contiguous(), filter.contiguous(), bias?.contiguous())
    let (x, weights) = unsafe (input.pointer(as: Float.self), filter.pointer(as: Float.self))
    let (starts, y) = unsafe (bias?.pointer(as: Float.self), result.mutablePointer(as: Float.self))
    let (inputs, results) = (input.count / max(1, shape[0]), result.count / max(1, shape[0]))
    let spatial = [
      Array(shape[2...]), window.kernel, outputs, window.strides, window.dilations, window.before,
      window.after,
    ].flatMap { $0.map(Int64.init) }
    let hasFailed = Atomic(false)
    KernelThreads.forEachRange(of: shape[0], work: work) { range in
      unsafe spatial.withUnsafeBufferPointer { spatial in
        func extents(_ place: Int) -> UnsafePointer<Int64> {
          unsafe spatial.baseAddress! + place * outputs.count
        }
        var convolution = unsafe ONEDNN_convolution(
          dims: Int32(outputs.count), channels: shape[1], outputs: result.shape[1], groups: groups,
          input: extents(0), kernel: extents(1), output: extents(2), strides: extents(3),
          dilations: extents(4), before: extents(5), after: extents(6))
        let status = unsafe ONEDNN_convolve_float(
          &convolution, range.count, x + range.lowerBound * inputs, weights, starts,
          y + range.lowerBound * results)
        if status != 0 { hasFailed.store(true, ordering: .relaxed) }
      }
    }
    return hasFailed.load(ordering: .relaxed) ? nil : result
  }
}
