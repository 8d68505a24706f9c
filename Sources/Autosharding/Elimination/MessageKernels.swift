/// Sums and minima over whole vectors of numbers.
enum MessageKernels {
  typealias Lanes = SIMD4<Double>

  /// Adds numbers of `source` from a place on to the first `width` ones of `target`.
  @inline(__always)
  static func add(_ source: [Double], from place: Int, to target: inout [Double], _ width: Int) {
    precondition(place >= 0 && place + width <= source.count && width <= target.count, "within")
    unsafe source.withUnsafeBufferPointer { source in
      unsafe target.withUnsafeMutableBufferPointer { target in
        for index in 0..<width { unsafe target[index] += source[place + index] }
      }
    }
  }

  /// Lowers each number to that of `row` where this is less.
  @inline(__always)
  static func lower(_ target: inout [Double], to row: [Double]) {
    precondition(row.count == target.count, "within")
    unsafe row.withUnsafeBufferPointer { row in
      unsafe target.withUnsafeMutableBufferPointer { target in
        for index in row.indices {
          let (own, other) = unsafe (target[index], row[index])
          unsafe target[index] = other < own ? other : own
        }
      }
    }
  }

  /// The least of `known[row] + costs[row][column]` for each column, less the least of these.
  ///
  /// - Parameters:
  ///   - costs: from `place` on a row of `width` numbers for each of the first `rows` numbers of `known`.
  ///   - target: takes the result from `start` on.
  /// - Returns: The least of all.
  @inline(__always)
  static func pass(
    _ known: [Double], _ rows: Int, _ costs: [Double], from place: Int,
    to target: inout [Double], from start: Int, _ width: Int
  ) -> Double {
    precondition(
      rows <= known.count && place >= 0 && place + rows * width <= costs.count && start >= 0
        && start + width <= target.count && width % (2 * Lanes.scalarCount) == 0, "within")
    return unsafe known.withUnsafeBufferPointer { known in
      unsafe costs.withUnsafeBytes { costs in
        unsafe target.withUnsafeMutableBytes { target in
          let size = MemoryLayout<Double>.size
          var all = Lanes(repeating: .infinity)
          for column in stride(from: 0, to: width, by: 2 * Lanes.scalarCount) {
            var (low, high) = (Lanes(repeating: .infinity), Lanes(repeating: .infinity))
            var offset = (place + column) * size
            for row in 0..<rows {
              let own = unsafe Lanes(repeating: known[row])
              let one = unsafe own + costs.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
              let two =
                unsafe own
                + costs.loadUnaligned(
                  fromByteOffset: offset + Lanes.scalarCount * size, as: Lanes.self)
              low.replace(with: one, where: one .< low)
              high.replace(with: two, where: two .< high)
              offset += width * size
            }
            all.replace(with: low, where: low .< all)
            all.replace(with: high, where: high .< all)
            let end = (start + column) * size
            unsafe target.storeBytes(of: low, toByteOffset: end, as: Lanes.self)
            unsafe target.storeBytes(
              of: high, toByteOffset: end + Lanes.scalarCount * size, as: Lanes.self)
          }
          return all.min()
        }
      }
    }
  }
}
