import Elements
import Glibc

/// Equality of bits.
enum BitComparison {
  /// The row-major place of the first element whose bits differ.
  static func firstDifference<Bits: FixedWidthInteger>(
    _ first: DenseTensor, _ second: DenseTensor, as type: Bits.Type
  ) -> Int? {
    let walk = StridedWalk(
      shape: first.shape, operands: [first.strides, second.strides], reorders: false)
    let (a, b) = unsafe (first.pointer(as: Bits.self), second.pointer(as: Bits.self))
    let (length, steps) = (walk.length, walk.steps)
    var found: Int?
    var place = 0
    walk.forEachRow { offsets in
      guard found == nil else { return }
      let (left, right) = unsafe (a + offsets[0], b + offsets[1])
      var change: Bits = 0
      for i in 0..<length { unsafe change |= left[i &* steps[0]] ^ right[i &* steps[1]] }
      if change != 0 {
        found = (0..<length).first { unsafe left[$0 * steps[0]] != right[$0 * steps[1]] }
          .map { place + $0 }
      }
      place += length
    }
    return found
  }
}

/// Finds the first and the worst element outside a tolerance; without one, of different bits.
struct DifferenceSearch: ElementVisitor {
  let first: DenseTensor
  let second: DenseTensor
  let tolerance: (relative: Double, absolute: Double)?

  func visit<T: KernelElement>(_ type: T.Type) -> DenseTensor.Difference? {
    let walk = StridedWalk(
      shape: first.shape, operands: [first.strides, second.strides], reorders: false)
    let (a, b) = unsafe (first.pointer(as: T.self), second.pointer(as: T.self))
    var count = 0
    var place = 0
    var (start, worst) = (0, 0)
    var (startValues, worstValues) = ([String](), [String]())
    var distance = -1.0
    walk.forEachRow { offsets in
      for i in 0..<walk.length {
        let left = unsafe a[offsets[0] + i * walk.steps[0]]
        let right = unsafe b[offsets[1] + i * walk.steps[1]]
        let apart = self.distance(left, right)
        if apart >= 0 {
          if count == 0 { (start, startValues) = (place + i, ["\(left)", "\(right)"]) }
          if apart > distance {
            (worst, worstValues, distance) = (place + i, ["\(left)", "\(right)"], apart)
          }
          count += 1
        }
      }
      place += walk.length
    }
    guard count > 0 else { return nil }
    return DenseTensor.Difference(
      count: count, index: first.index(at: start), values: startValues,
      worstIndex: first.index(at: worst), worstValues: worstValues)
  }

  /// How far apart two elements are; negative where they are close enough.
  private func distance<T: KernelElement>(_ left: T, _ right: T) -> Double {
    if hasSameBits(left, right) { return -1 }
    let (a, b) = (left.wide.parts, right.wide.parts)
    if let tolerance, [a.real, a.imaginary, b.real, b.imaginary].allSatisfy(\.isFinite) {
      // Parts that cancel are as far off as the number is long.
      let apart = hypot(a.real - b.real, a.imaginary - b.imaginary)
      let reach = tolerance.absolute + tolerance.relative * hypot(b.real, b.imaginary)
      return apart <= reach ? -1 : apart
    }
    let real = distance(a.real, b.real)
    let imaginary = distance(a.imaginary, b.imaginary)
    return max(real, imaginary, tolerance == nil ? 0 : -1)
  }

  private func distance(_ left: Double, _ right: Double) -> Double {
    if left == right || left.isNaN && right.isNaN { return -1 }
    let apart = abs(left - right)
    if apart.isNaN || apart.isInfinite { return .infinity }
    guard let tolerance else { return apart }
    return apart <= tolerance.absolute + tolerance.relative * abs(right) ? -1 : apart
  }

  private func hasSameBits<T>(_ left: T, _ right: T) -> Bool {
    unsafe withUnsafeBytes(of: left) { a in
      unsafe withUnsafeBytes(of: right) { b in unsafe a.elementsEqual(b) }
    }
  }
}
