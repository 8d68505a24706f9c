import Elements
import Testing

@testable import Tensors

/// A generator with a seed that failing tests print.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension DenseTensor {
  /// A tensor of random bytes (0 and 1 for bool), so that every element is told from the others.
  static func random(_ shape: [Int], _ dtype: DType, seed: UInt64 = 1) -> DenseTensor {
    var generator = SplitMix64(state: seed)
    let result = DenseTensor(shape: shape, dtype: dtype)
    result.storage.withMutableBytes { bytes in
      for at in 0..<bytes.byteCount {
        let byte = UInt8.random(in: 0...255, using: &generator)
        bytes.storeBytes(
          of: dtype == .bool ? byte & 1 : byte, toByteOffset: at, as: UInt8.self)
      }
    }
    return result
  }

  /// The element with all indices 0.
  @unsafe
  var start: UnsafeMutableRawPointer { unsafe storage.bytes + offset * dtype.byteCount }

  /// The bytes of each element, found by computing every index: what the kernels are held against.
  func naiveBytes() -> [[UInt8]] {
    let size = dtype.byteCount
    return storage.withBytes { bytes in
      (0..<count).map { place in
        let at = offset + zip(index(at: place), strides).reduce(0) { $0 + $1.0 * $1.1 }
        return (0..<size).map {
          unsafe bytes.unsafeLoad(fromByteOffset: at * size + $0, as: UInt8.self)
        }
      }
    }
  }
}
