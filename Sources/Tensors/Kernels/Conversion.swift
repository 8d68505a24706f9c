internal import CHost
import ComplexModule
import Elements

/// Converts block by block through one of five wide types, so that 14 dtypes need 14 loads and
/// 5 * 14 stores, and each value is rounded once.
enum Conversion {
  static func convert(_ source: DenseTensor, into result: DenseTensor) {
    precondition(result.storage.isWritable, "a conversion into memory")
    let walk = StridedWalk(shape: result.shape, operands: [result.strides, source.strides])
    let (from, to) = (source.dtype, result.dtype)
    let (size, sourceSize) = (to.byteCount, from.byteCount)
    let origin = unsafe source.storage.bytes + source.offset * sourceSize
    let target = unsafe result.storage.bytes + result.offset * size
    let (length, step, sourceStep) = (walk.length, walk.steps[0], walk.steps[1])
    // What is larger than the caches is written past them, by way of a block.
    let streams =
      unsafe result.byteCount >= CopyEngine.largeCopy && step == 1
      && walk.isAligned(operand: 0, at: target, elementSize: size)
    // Elements side by side that are wide already are read where they lie, and written from there.
    let isWide = sourceStep == 1 && from == wideType(of: from)
    let staysWide = step == 1 && to == wideType(of: from)
    // Short integers become floats at once, by vectors.
    let isDirect =
      to == .float32 && step == 1 && sourceStep == 1
      && [.int8, .uint8, .int16, .int32].contains(from)
    unsafe withUnsafeTemporaryAllocation(byteCount: 16 * kernelBlock, alignment: 16) { scratch in
      let wide = scratch.baseAddress!
      let narrow = unsafe wide + 8 * kernelBlock
      walk.forEachRow { offsets in
        var read = unsafe origin + offsets[1] * sourceSize
        var write = unsafe target + offsets[0] * size
        // Plain pointers only: counting a reference would wait for all that is under way past the caches.
        for start in stride(from: 0, to: length, by: kernelBlock) {
          let count = min(kernelBlock, length - start)
          let values = unsafe isWide ? read : staysWide && !streams ? write : wide
          let settled = unsafe staysWide ? values : streams ? narrow : write
          if isDirect {
            unsafe floats(read, from, into: settled, count)
          } else if !isWide {
            withElementType(
              from, unsafe WideLoad(source: read, step: sourceStep, wide: values, count: count))
          }
          if !isDirect, unsafe settled != values {
            unsafe store(values, from, as: to, into: settled, step: step, count: count)
          }
          if streams {
            unsafe CHOST_stream(write, settled, count * size)
          } else if unsafe settled != write {
            unsafe write.copyMemory(from: settled, byteCount: count * size)
          }
          unsafe read += count * sourceStep * sourceSize
          unsafe write += count * step * size
        }
      }
    }
    if streams { CHOST_stream_fence() }
  }

  /// Integers of 32 bits at most as float32, side by side.
  private static func floats(
    _ source: UnsafeRawPointer, _ dtype: DType, into target: UnsafeMutableRawPointer, _ count: Int
  ) {
    let to = unsafe target.assumingMemoryBound(to: Float.self)
    func run<I: FixedWidthInteger>(_ type: I.Type) {
      let from = unsafe source.assumingMemoryBound(to: I.self)
      for i in 0..<count { unsafe to[i] = Float(from[i]) }
    }
    switch dtype {
    case .int8: run(Int8.self)
    case .uint8: run(UInt8.self)
    case .int16: run(Int16.self)
    default: run(Int32.self)
    }
  }

  /// The dtype of the wide type that elements pass through.
  private static func wideType(of dtype: DType) -> DType {
    switch dtype {
    case .bool, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32: .int64
    case .uint64: .uint64
    case .float16, .bfloat16, .float32: .float32
    case .float64: .float64
    case .complex64: .complex64
    }
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
    switch wideType(of: dtype) {
    case .int64: run(Int64.self)
    case .uint64: run(UInt64.self)
    case .float32: run(Float.self)
    case .float64: run(Double.self)
    case .complex64: run(Complex<Float>.self)
    default: preconditionFailure("\(dtype) has a wide type")
    }
  }
}

@safe
private struct WideLoad: ElementVisitor {
  let source: UnsafeRawPointer
  let step: Int
  let wide: UnsafeMutableRawPointer
  let count: Int

  func visit<T: KernelElement>(_ type: T.Type) {
    let from = unsafe source.assumingMemoryBound(to: T.self)
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
