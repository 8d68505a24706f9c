internal import CKernels
import Elements

/// Uniform doubles in [0, 1), two for each block of Philox, for one place of a global tensor.
struct UniformStream {
  let seed: UInt64
  let index: UInt64
  private var drawn: UInt32 = 0

  init(seed: UInt64, index: UInt64) {
    self.seed = seed
    self.index = index
  }

  mutating func next() -> Double {
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), drawn >> 1, 1)
    let key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    let block = Philox.block(counter: counter, key: key)
    let isFirst = drawn & 1 == 0
    drawn += 1
    return isFirst ? Double.random(block.x, block.y) : Double.random(block.z, block.w)
  }

  /// Draws two numbers from each of many streams: those that `next()` returns after `2 * step` calls.
  static func draw(
    _ step: Int, of places: UnsafePointer<Int64>, _ count: Int, seed: UInt64,
    _ first: UnsafeMutablePointer<Double>, _ second: UnsafeMutablePointer<Double>
  ) {
    unsafe KernelVariant.chosenRoutines.uniform_streams(
      first, second, places, count, UInt32(step), seed)
  }
}

extension RandomPlace {
  /// Numbers that are drawn in float64, by blocks on several threads, and converted to `dtype`.
  ///
  /// - Parameter draw: writes the results of `count` places, with scratch of `3 * kernelBlock` numbers; `start` is where
  ///   the block begins in the box.
  func drawn(
    _ sizes: [Int], _ dtype: DType,
    _ draw: (
      _ places: UnsafePointer<Int64>, _ results: UnsafeMutablePointer<Double>, _ count: Int,
      _ start: Int, _ scratch: UnsafeMutablePointer<Double>
    ) -> Void
  ) -> DenseTensor {
    let numbers = filled(.iota, sizes, .int64)
    let result = DenseTensor(shape: sizes, dtype: .float64)
    let places = unsafe UnsafePointer(numbers.pointer(as: Int64.self))
    let to = unsafe result.mutablePointer(as: Double.self)
    let blocks = (result.count + kernelBlock - 1) / kernelBlock
    KernelThreads.forEachRange(of: blocks, work: 8 * kernelBlock) { range in
      unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * kernelBlock) { scratch in
        for block in range {
          let start = block * kernelBlock
          let count = min(kernelBlock, result.count - start)
          unsafe draw(places + start, to + start, count, start, scratch.baseAddress!)
        }
      }
    }
    return result.converted(to: dtype)
  }
}
