/// A natural number of any size: just what exact decimal digits need.
struct Natural: Comparable {
  /// Least significant first, with no leading zeros.
  private var limbs: [UInt32]

  init(_ value: UInt64) {
    limbs = [UInt32(truncatingIfNeeded: value), UInt32(value >> 32)]
    normalize()
  }

  private mutating func normalize() { while limbs.last == 0 { limbs.removeLast() } }

  func shifted(by bits: Int) -> Natural {
    var result = self
    var carry: UInt32 = 0
    let (words, rest) = bits.quotientAndRemainder(dividingBy: 32)
    for at in result.limbs.indices {
      let wide = UInt64(result.limbs[at]) << rest
      result.limbs[at] = UInt32(truncatingIfNeeded: wide) | carry
      carry = UInt32(wide >> 32)
    }
    result.limbs.append(carry)
    result.limbs.insert(contentsOf: [UInt32](repeating: 0, count: words), at: 0)
    result.normalize()
    return result
  }

  mutating func multiply(by factor: UInt32) {
    var carry: UInt64 = 0
    for at in limbs.indices {
      let product = UInt64(limbs[at]) * UInt64(factor) + carry
      limbs[at] = UInt32(truncatingIfNeeded: product)
      carry = product >> 32
    }
    if carry > 0 { limbs.append(UInt32(carry)) }
  }

  mutating func multiply(byPowerOfTen power: Int) {
    for _ in 0..<power / 9 { multiply(by: 1_000_000_000) }
    for _ in 0..<power % 9 { multiply(by: 10) }
  }

  static func + (a: Natural, b: Natural) -> Natural {
    var result = a
    if result.limbs.count < b.limbs.count {
      result.limbs += [UInt32](repeating: 0, count: b.limbs.count - result.limbs.count)
    }
    var carry: UInt64 = 0
    for at in result.limbs.indices {
      let sum = UInt64(result.limbs[at]) + (at < b.limbs.count ? UInt64(b.limbs[at]) : 0) + carry
      result.limbs[at] = UInt32(truncatingIfNeeded: sum)
      carry = sum >> 32
    }
    if carry > 0 { result.limbs.append(UInt32(carry)) }
    return result
  }

  /// Keeps the remainder, and returns the quotient, which must be small.
  mutating func divide(by divisor: Natural) -> Int {
    var quotient = 0
    while !(self < divisor) {
      subtract(divisor)
      quotient += 1
    }
    return quotient
  }

  /// `other` must not be larger.
  private mutating func subtract(_ other: Natural) {
    var borrow: Int64 = 0
    for at in limbs.indices {
      let difference =
        Int64(limbs[at]) - (at < other.limbs.count ? Int64(other.limbs[at]) : 0) + borrow
      limbs[at] = UInt32(truncatingIfNeeded: difference)
      borrow = difference >> 32
    }
    normalize()
  }

  static func < (a: Natural, b: Natural) -> Bool {
    if a.limbs.count != b.limbs.count { return a.limbs.count < b.limbs.count }
    for at in a.limbs.indices.reversed() where a.limbs[at] != b.limbs[at] {
      return a.limbs[at] < b.limbs[at]
    }
    return false
  }
}
