import Elements

// The 16-bit floats are read and written as integers: loops over `Float16` itself do not become
// vector code where the processor is not known to have instructions for it.

extension Float16 {
  @inline(__always)
  static func load(
    _ source: UnsafePointer<Self>, step: Int, into values: UnsafeMutablePointer<Float>, count: Int
  ) {
    let bits = unsafe UnsafeRawPointer(source).assumingMemoryBound(to: UInt16.self)
    if step == 1 {
      for i in 0..<count { unsafe values[i] = HalfPrecision.float(bits[i]) }
    } else {
      for i in 0..<count { unsafe values[i] = HalfPrecision.float(bits[i &* step]) }
    }
  }

  @inline(__always)
  static func store(
    _ values: UnsafePointer<Float>, into destination: UnsafeMutablePointer<Self>, step: Int,
    count: Int
  ) {
    let bits = unsafe UnsafeMutableRawPointer(destination).assumingMemoryBound(to: UInt16.self)
    if step == 1 {
      for i in 0..<count { unsafe bits[i] = HalfPrecision.float16(values[i]) }
    } else {
      for i in 0..<count { unsafe bits[i &* step] = HalfPrecision.float16(values[i]) }
    }
  }
}

extension BFloat16 {
  @inline(__always)
  static func load(
    _ source: UnsafePointer<Self>, step: Int, into values: UnsafeMutablePointer<Float>, count: Int
  ) {
    let bits = unsafe UnsafeRawPointer(source).assumingMemoryBound(to: UInt16.self)
    if step == 1 {
      for i in 0..<count { unsafe values[i] = HalfPrecision.float(brain: bits[i]) }
    } else {
      for i in 0..<count { unsafe values[i] = HalfPrecision.float(brain: bits[i &* step]) }
    }
  }

  @inline(__always)
  static func store(
    _ values: UnsafePointer<Float>, into destination: UnsafeMutablePointer<Self>, step: Int,
    count: Int
  ) {
    let bits = unsafe UnsafeMutableRawPointer(destination).assumingMemoryBound(to: UInt16.self)
    if step == 1 {
      for i in 0..<count { unsafe bits[i] = HalfPrecision.bfloat16(values[i]) }
    } else {
      for i in 0..<count { unsafe bits[i &* step] = HalfPrecision.bfloat16(values[i]) }
    }
  }
}
