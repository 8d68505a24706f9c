import ComplexModule
import Elements

/// Converts block by block through one of five wide types, so that 14 dtypes need 14 loads and
/// 5 * 14 stores, and each value is rounded once.
enum Conversion {
  static func convert(_ source: DenseTensor, into result: DenseTensor) {
    let walk = StridedWalk(shape: result.shape, operands: [result.strides, source.strides])
    unsafe withUnsafeTemporaryAllocation(byteCount: 8 * kernelBlock, alignment: 8) { scratch in
      let wide = scratch.baseAddress!
      walk.forEachBlock { offsets, count in
        let load = unsafe WideLoad(
          source: source, offset: offsets[1], step: walk.steps[1], wide: wide, count: count)
        withElementType(source.dtype, load)
        unsafe store(
          wide, source.dtype, into: result, offset: offsets[0], step: walk.steps[0], count: count)
      }
    }
  }

  private static func store(
    _ wide: UnsafeMutableRawPointer, _ dtype: DType, into result: DenseTensor, offset: Int,
    step: Int, count: Int
  ) {
    func run<W: WideNumber>(_ type: W.Type) {
      let values = unsafe UnsafePointer(wide.assumingMemoryBound(to: W.self))
      withElementType(
        result.dtype,
        unsafe WideStore(result: result, offset: offset, step: step, wide: values, count: count))
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
  let result: DenseTensor
  let offset: Int
  let step: Int
  let wide: UnsafePointer<W>
  let count: Int

  func visit<T: KernelElement>(_ type: T.Type) {
    let to = unsafe result.mutablePointer(as: T.self) + offset
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
