internal import CHost
internal import CKernels
import ComplexModule
import Elements

/// Converts block by block through one of five wide types, so that 14 dtypes need 14 loads and
/// 5 * 14 stores, and each value is rounded once.
enum Conversion {
  static func convert(_ source: DenseTensor, into result: DenseTensor) {
    let walk = StridedWalk(shape: result.shape, operands: [result.strides, source.strides])
    // What is larger than the caches is written past them, by way of a block.
    precondition(result.storage.isWritable, "a conversion into memory")
    let size = result.dtype.byteCount
    let target = unsafe result.storage.bytes + result.offset * size
    let streams =
      unsafe result.byteCount >= CopyEngine.largeCopy && walk.steps[0] == 1
      && walk.isAligned(operand: 0, at: target, elementSize: size)
    unsafe withUnsafeTemporaryAllocation(byteCount: 16 * kernelBlock, alignment: 16) { scratch in
      let wide = scratch.baseAddress!
      let narrow = unsafe wide + 8 * kernelBlock
      let origin = unsafe source.storage.bytes + source.offset * source.dtype.byteCount
      walk.forEachBlock { offsets, count in
        if streams, walk.steps[1] == 1 {
          let bytes = count * source.dtype.byteCount
          unsafe CKERNELS_fetch(
            origin + offsets[1] * source.dtype.byteCount + bytes, bytes)
        }
        let load = unsafe WideLoad(
          source: source, offset: offsets[1], step: walk.steps[1], wide: wide, count: count)
        withElementType(source.dtype, load)
        let to = unsafe target + offsets[0] * size
        unsafe store(
          wide, source.dtype, as: result.dtype, into: streams ? narrow : to, step: walk.steps[0],
          count: count)
        if streams { unsafe CHOST_stream(to, narrow, count * size) }
      }
    }
    if streams { CHOST_stream_fence() }
  }

  private static func store(
    _ wide: UnsafeMutableRawPointer, _ dtype: DType, as narrow: DType,
    into target: UnsafeMutableRawPointer, step: Int, count: Int
  ) {
    func run<W: WideNumber>(_ type: W.Type) {
      let values = unsafe UnsafePointer(wide.assumingMemoryBound(to: W.self))
      withElementType(
        narrow, unsafe WideStore(target: target, step: step, wide: values, count: count))
    }
    switch dtype {
    case .bool, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32: run(Int64.self)
    case .uint64: run(UInt64.self)
    case .float16, .bfloat16, .float32: run(Float.self)
    case .float64: run(Double.self)
    case .complex64: run(Complex<Float>.self)
    }
  }
}

@safe
private struct WideLoad: ElementVisitor {
  let source: DenseTensor
  let offset: Int
  let step: Int
  let wide: UnsafeMutableRawPointer
  let count: Int

  func visit<T: KernelElement>(_ type: T.Type) {
    let from = unsafe source.pointer(as: T.self) + offset
    let to = unsafe wide.assumingMemoryBound(to: T.Wide.self)
    if T.dtype == .float16 || T.dtype == .bfloat16 {
      let floats = unsafe wide.assumingMemoryBound(to: T.Accumulator.self)
      unsafe T.load(from, step: step, into: floats, count: count)
    } else if step == 1 {
      for i in 0..<count { unsafe to[i] = from[i].wide }
    } else {
      for i in 0..<count { unsafe to[i] = from[i &* step].wide }
    }
  }
}

@safe
private struct WideStore<W: WideNumber>: ElementVisitor {
  let target: UnsafeMutableRawPointer
  let step: Int
  let wide: UnsafePointer<W>
  let count: Int

  func visit<T: KernelElement>(_ type: T.Type) {
    let to = unsafe target.assumingMemoryBound(to: T.self)
    if W.self == T.Accumulator.self {
      let values = unsafe UnsafeRawPointer(wide).assumingMemoryBound(to: T.Accumulator.self)
      unsafe T.store(values, into: to, step: step, count: count)
    } else if step == 1 {
      for i in 0..<count { unsafe to[i] = wide[i].converted(to: T.self) }
    } else {
      for i in 0..<count { unsafe to[i &* step] = wide[i].converted(to: T.self) }
    }
  }
}
