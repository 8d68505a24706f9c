import CKernels
import Elements
import Testing

@testable import Tensors

/// Routines of CKernels that ask of many elements at once, in every variant.
@Suite struct KernelRoutineTests {
  static let variants = RowRoutineTests.variants

  /// Elements of 2, 4 and 8 bytes, all of them finite.
  static func finite<T: BinaryFloatingPoint>(_ count: Int, as type: T.Type) -> [T] {
    (0..<count).map { $0 % 3 == 0 ? T.greatestFiniteMagnitude : $0 % 3 == 1 ? -0.0 : T(-1.5) }
  }

  @Test(arguments: variants)
  func `What is infinite or NaN is found wherever it stands`(_ variant: KernelVariant) {
    let routines = unsafe variant.routines.pointee
    for count in [0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 200] {
      let (floats, doubles) = (
        Self.finite(count, as: Float.self), Self.finite(count, as: Double.self)
      )
      let halves = Self.finite(count, as: Float16.self).map(\.bitPattern)
      let brains = floats.map { UInt16(truncatingIfNeeded: $0.bitPattern >> 16) }
      #expect(unsafe routines.finite_float(floats, count) == 1)
      #expect(unsafe routines.finite_double(doubles, count) == 1)
      #expect(unsafe routines.finite_half(halves, count) == 1)
      #expect(unsafe routines.finite_brain(brains, count) == 1)
      for place in 0..<count {
        for edge in [Float.infinity, -.infinity, .nan, -.nan] {
          var (floats, doubles, halves, brains) = (floats, doubles, halves, brains)
          floats[place] = edge
          doubles[place] = Double(edge)
          halves[place] = Float16(edge).bitPattern
          brains[place] = UInt16(truncatingIfNeeded: edge.bitPattern >> 16)
          #expect(unsafe routines.finite_float(floats, count) == 0)
          #expect(unsafe routines.finite_double(doubles, count) == 0)
          #expect(unsafe routines.finite_half(halves, count) == 0)
          #expect(unsafe routines.finite_brain(brains, count) == 0)
        }
      }
    }
  }
}
