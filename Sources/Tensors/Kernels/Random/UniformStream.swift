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
}
