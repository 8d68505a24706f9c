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
  func `What is infinite or NaN is found wherever it stands, and all is scaled`(
    _ variant: KernelVariant
  ) {
    let routines = unsafe variant.routines.pointee
    for count in [0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 65] {
      let floats = Self.finite(count, as: Float.self)
      let (doubles, halves) = (
        Self.finite(count, as: Double.self), Self.finite(count, as: Float16.self).map(\.bitPattern)
      )
      let brains = floats.map { UInt16(truncatingIfNeeded: $0.bitPattern >> 16) }
      for place in -1..<count {
        for edge in [Float.infinity, -.infinity, .nan, -.nan] {
          var (floats, doubles, halves, brains) = (floats, doubles, halves, brains)
          if place >= 0 {
            floats[place] = edge
            doubles[place] = Double(edge)
            halves[place] = Float16(edge).bitPattern
            brains[place] = UInt16(truncatingIfNeeded: edge.bitPattern >> 16)
          }
          // One more, which stays.
          var to = [Float](repeating: 7, count: count + 1)
          var wide = [Double](repeating: 7, count: count + 1)
          var narrow = [UInt16](repeating: 7, count: count + 1)
          let answer: Int32 = place < 0 ? 1 : 0
          #expect(unsafe routines.unscale_float(&to, floats, count, 0.5, 0) == answer)
          #expect(unsafe routines.unscale_double(&wide, doubles, count, 0.5, 0) == answer)
          #expect(unsafe routines.unscale_half(&narrow, halves, count, 0.5, 0) == answer)
          #expect(unsafe routines.unscale_brain(&narrow, brains, count, 0.5, 0) == answer)
          #expect(to.last == 7 && wide.last == 7 && narrow.last == 7)
          // -0.0 becomes 0.0, as x * scale + 0 does.
          for i in 0..<count {
            #expect(RowRoutineTests.bits(to[i]) == RowRoutineTests.bits(floats[i] * 0.5 + 0))
            #expect(wide[i] == doubles[i] * 0.5 || wide[i].isNaN && doubles[i].isNaN)
          }
        }
      }
    }
  }

  @Test(arguments: variants)
  func `The larger stays, the first of equals and the last of NaN`(_ variant: KernelVariant) {
    let routines = unsafe variant.routines.pointee
    let values: [Float] = [.nan, -.infinity, 0, -0.0, 1, .infinity]
    let pairs = values.flatMap { a in values.flatMap { b in [(a, b, 3), (a, b, 8)] } }
    let count = (pairs.count + 15) / 16 * 16
    func padded<T>(_ values: [T], _ rest: T) -> [T] {
      values + [T](repeating: rest, count: count - values.count)
    }
    var best = padded(pairs.map(\.0), -.infinity)
    var wide = best.map(Double.init)
    var places = [Int64](repeating: 5, count: count)
    var widePlaces = places
    let from = padded(pairs.map(\.1), -.infinity)
    let fromPlaces = padded(pairs.map { Int64($0.2) - (1 << 40) }, 9)
    unsafe routines.keep_larger_floats(&best, &places, from, fromPlaces, 1 << 40, count)
    unsafe routines.keep_larger_doubles(
      &wide, &widePlaces, from.map(Double.init), fromPlaces, 1 << 40, count)
    for (i, (old, new, place)) in pairs.enumerated() {
      let takes =
        new.isNaN ? !old.isNaN || place > 5 : new > old || new == old && place < 5
      #expect(RowRoutineTests.bits(best[i]) == RowRoutineTests.bits(takes ? new : old))
      #expect(RowRoutineTests.bits(Float(wide[i])) == RowRoutineTests.bits(takes ? new : old))
      #expect(places[i] == (takes ? Int64(place) : 5) && widePlaces[i] == places[i])
    }
  }

  @Test(arguments: variants)
  func `Streams that are drawn at once are those of each place`(_ variant: KernelVariant) {
    let routines = unsafe variant.routines.pointee
    let all = [0, 1, 2, 1 << 32, 1 << 40 + 3, .max, 17, 18, 5] as [Int64]
    for count in [0, 1, 7, 8, 9] {
      var streams = all[..<count].map { UniformStream(seed: 1 << 50 + 7, index: UInt64($0)) }
      for step in 0..<3 {
        var (first, second) = ([Double](repeating: 2, count: 10), [Double](repeating: 2, count: 10))
        unsafe routines.uniform_streams(&first, &second, all, count, UInt32(step), 1 << 50 + 7)
        for i in streams.indices {
          #expect(first[i] == streams[i].next())
          #expect(second[i] == streams[i].next())
        }
        #expect(first[count...].allSatisfy { $0 == 2 } && second[count...].allSatisfy { $0 == 2 })
      }
    }
  }
}
