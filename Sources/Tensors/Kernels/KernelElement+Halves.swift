internal import CKernels
import Elements

// The 16-bit floats are read and written as integers: loops over `Float16` itself do not become
// vector code where the processor is not known to have instructions for it.

extension Float16 {
  @inline(__always)
  static func load(
    _ source: UnsafePointer<Self>, step: Int, into values: UnsafeMutablePointer<Float>, count: Int
  ) {
    let bits = unsafe UnsafeRawPointer(source).assumingMemoryBound(to: UInt16.self)
    if step != 1 {
      for i in 0..<count { unsafe values[i] = HalfPrecision.float(bits[i &* step]) }
    } else if KernelVariant.chosen == .avx512 {
      unsafe CKERNELS_widen_half_avx512(values, bits, count)
    } else if KernelVariant.chosen.hasAVX2 {
      unsafe CKERNELS_widen_half(values, bits, count)
    } else {
      unsafe HalfPrecision.widen(halves: bits, into: values, count: count)
    }
  }

  @inline(__always)
  static func store(
    _ values: UnsafePointer<Float>, into destination: UnsafeMutablePointer<Self>, step: Int,
    count: Int
  ) {
    let bits = unsafe UnsafeMutableRawPointer(destination).assumingMemoryBound(to: UInt16.self)
    if step != 1 {
      for i in 0..<count { unsafe bits[i &* step] = HalfPrecision.float16(values[i]) }
    } else if KernelVariant.chosen == .avx512 {
      unsafe CKERNELS_narrow_half_avx512(bits, values, count)
    } else if KernelVariant.chosen.hasAVX2 {
      unsafe CKERNELS_narrow_half(bits, values, count)
    } else {
      unsafe HalfPrecision.narrow(values, intoHalves: bits, count: count)
    }
  }
}

extension BFloat16 {
  @inline(__always)
  static func load(
    _ source: UnsafePointer<Self>, step: Int, into values: UnsafeMutablePointer<Float>, count: Int
  ) {
    let bits = unsafe UnsafeRawPointer(source).assumingMemoryBound(to: UInt16.self)
    if step != 1 {
      for i in 0..<count { unsafe values[i] = HalfPrecision.float(brain: bits[i &* step]) }
    } else if KernelVariant.chosen.hasAVX2 {
      unsafe CKERNELS_widen_brain(values, bits, count)
    } else {
      unsafe HalfPrecision.widen(brains: bits, into: values, count: count)
    }
  }

  @inline(__always)
  static func store(
    _ values: UnsafePointer<Float>, into destination: UnsafeMutablePointer<Self>, step: Int,
    count: Int
  ) {
    let bits = unsafe UnsafeMutableRawPointer(destination).assumingMemoryBound(to: UInt16.self)
    if step != 1 {
      for i in 0..<count { unsafe bits[i &* step] = HalfPrecision.bfloat16(values[i]) }
    } else if KernelVariant.chosen.hasAVX2 {
      unsafe CKERNELS_narrow_brain(bits, values, count)
    } else {
      unsafe HalfPrecision.narrow(values, intoBrains: bits, count: count)
    }
  }
}

/// The same side by side, in loops that become vector code on every processor.
extension HalfPrecision {
  static func widen(
    halves: UnsafePointer<UInt16>, into values: UnsafeMutablePointer<Float>, count: Int
  ) {
    for i in 0..<count { unsafe values[i] = float(halves[i]) }
  }

  static func narrow(
    _ values: UnsafePointer<Float>, intoHalves halves: UnsafeMutablePointer<UInt16>, count: Int
  ) {
    for i in 0..<count { unsafe halves[i] = float16(values[i]) }
  }

  static func widen(
    brains: UnsafePointer<UInt16>, into values: UnsafeMutablePointer<Float>, count: Int
  ) {
    for i in 0..<count { unsafe values[i] = float(brain: brains[i]) }
  }

  static func narrow(
    _ values: UnsafePointer<Float>, intoBrains brains: UnsafeMutablePointer<UInt16>, count: Int
  ) {
    for i in 0..<count { unsafe brains[i] = bfloat16(values[i]) }
  }
}
