internal import CHost
internal import CKernels
import Elements

/// The inner loops of folds: every element of the result is written once, from all its contributions.
///
/// Rows are gone through in blocks that stay in the first-level cache, as `FoldBlock` tells. What is
/// larger than the caches hold is written past them: sums of a few contiguous rows right from the sum,
/// all else by way of a block.
@safe
struct FoldRows {
  private let walk: StridedWalk
  private let outer: StridedWalk
  private let rows: StridedWalk.Dim
  private let plan: FoldPlan
  private let count: Int
  private let isContiguous: Bool
  private let streams: Bool
  private let variant: KernelVariant

  /// Results of so many bytes are written past the caches.
  static let streamedBytes = 4 << 20

  /// - Parameters:
  ///   - walk: over the result and the contributions, at least one.
  ///   - bytes: the size of the whole result.
  init(
    _ walk: StridedWalk, levels: [FoldLevel], bytes: Int, variant: KernelVariant = .chosen
  ) {
    self.variant = variant
    self.walk = walk
    plan = FoldPlan(levels, steps: walk.steps)
    count = walk.steps.count - 1
    isContiguous = walk.steps.allSatisfy { $0 == 1 }
    streams = bytes >= Self.streamedBytes && isContiguous
    if walk.extents.isEmpty {
      outer = walk
      rows = (1, [Int](repeating: 0, count: walk.steps.count))
    } else {
      (outer, rows) = walk.split(walk.extents.count - 1)
    }
  }

  /// - Parameters:
  ///   - sources: where each contribution has its element with all indices 0.
  ///   - destination: where the result has it; it may be one of the sources.
  func run<T: KernelElement>(
    _ sources: UnsafePointer<UnsafePointer<T>>, into destination: UnsafeMutablePointer<T>
  ) {
    typealias A = T.Accumulator
    unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: plan.scratchBlocks * kernelBlock) {
      scratch in
      let values = scratch.baseAddress!
      unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<T>.self, capacity: count) {
        rowStarts in
        let from = rowStarts.baseAddress!
        outer.forEachRow { offsets in
          var to = unsafe destination + offsets[0]
          for part in 0..<count { unsafe from[part] = sources[part] + offsets[part + 1] }
          for _ in 0..<rows.extent {
            if !(unsafe sumsHalves(UnsafePointer(from), into: to)
              || sumsPastCaches(UnsafePointer(from), into: to))
            {
              unsafe row(UnsafePointer(from), into: to, values)
            }
            unsafe to += rows.strides[0]
            for part in 0..<count { unsafe from[part] += rows.strides[part + 1] }
          }
        }
      }
    }
    if streams { CHOST_stream_fence() }
  }

  /// One row in blocks.
  @inline(__always)
  private func row<T: KernelElement>(
    _ sources: UnsafePointer<UnsafePointer<T>>, into destination: UnsafeMutablePointer<T>,
    _ scratch: UnsafeMutablePointer<T.Accumulator>
  ) {
    typealias A = T.Accumulator
    var start = 0
    while start < walk.length {
      let size = min(kernelBlock, walk.length - start)
      let to = unsafe destination + start &* walk.steps[0]
      // Right in the result, where it need not be converted and no contribution comes to be read later.
      let isInPlace =
        !streams && A.self == T.self && walk.steps[0] == 1 && count <= 2 && plan.readsOnce
      let values =
        unsafe isInPlace
        ? UnsafeMutableRawPointer(to).assumingMemoryBound(to: A.self) : scratch
      let block = unsafe FoldBlock(
        plan: plan, sources: sources, start: start, count: size, scratch: scratch)
      unsafe block.fold(into: values)
      if streams, UInt(bitPattern: to) % 16 == 0 {
        let rounded = unsafe T.settled(values, scratch: scratch + kernelBlock, count: size)
        unsafe CHOST_stream(to, rounded, size * MemoryLayout<T>.stride)
      } else if !isInPlace {
        unsafe T.store(values, into: to, step: walk.steps[0], count: size)
      }
      start += size
    }
  }

  /// Sums of rows of the 16-bit floats, which stay in registers between their conversions.
  @inline(__always)
  private func sumsHalves<T: KernelElement>(
    _ sources: UnsafePointer<UnsafePointer<T>>, into destination: UnsafeMutablePointer<T>
  ) -> Bool {
    guard T.self == Float16.self || T.self == BFloat16.self else { return false }
    guard variant.hasAVX2, plan.isSum, count > 1, isContiguous else { return false }
    let parts = unsafe UnsafeRawPointer(sources)
      .assumingMemoryBound(to: UnsafePointer<UInt16>?.self)
    let to = unsafe UnsafeMutableRawPointer(destination).assumingMemoryBound(to: UInt16.self)
    let streams: Int32 = streams && UInt(bitPattern: destination) % 16 == 0 ? 1 : 0
    if T.self == Float16.self {
      unsafe CKERNELS_sum_half(to, parts, count, walk.length, streams)
    } else {
      unsafe CKERNELS_sum_brain(to, parts, count, walk.length, streams)
    }
    return true
  }

  /// Sums of two to four rows of float32 or float64, without a block between.
  @inline(__always)
  private func sumsPastCaches<T: KernelElement>(
    _ sources: UnsafePointer<UnsafePointer<T>>, into destination: UnsafeMutablePointer<T>
  ) -> Bool {
    guard streams, plan.isSum, count >= 2, count <= 4, UInt(bitPattern: destination) % 16 == 0
    else { return false }
    func row<Element>(_ index: Int, as type: Element.Type) -> UnsafePointer<Element>? {
      unsafe index < count
        ? UnsafeRawPointer(sources[index]).assumingMemoryBound(to: Element.self) : nil
    }
    let target = UnsafeMutableRawPointer(destination)
    if T.self == Float.self {
      unsafe CHOST_sums_float(
        target.assumingMemoryBound(to: Float.self), row(0, as: Float.self),
        row(1, as: Float.self), row(2, as: Float.self), row(3, as: Float.self), walk.length)
    } else if T.self == Double.self {
      unsafe CHOST_sums_double(
        target.assumingMemoryBound(to: Double.self), row(0, as: Double.self),
        row(1, as: Double.self), row(2, as: Double.self), row(3, as: Double.self), walk.length)
    } else {
      return false
    }
    return true
  }
}

extension KernelElement {
  /// Accumulators as elements side by side: where they are if they are that already, else in `scratch`,
  /// which has room for as many accumulators.
  @inline(__always)
  fileprivate static func settled(
    _ values: UnsafePointer<Accumulator>, scratch: UnsafeMutablePointer<Accumulator>, count: Int
  ) -> UnsafePointer<Self> {
    if Accumulator.self == Self.self {
      return unsafe UnsafeRawPointer(values).assumingMemoryBound(to: Self.self)
    }
    let elements = unsafe UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Self.self)
    unsafe store(values, into: elements, step: 1, count: count)
    return unsafe UnsafePointer(elements)
  }
}
