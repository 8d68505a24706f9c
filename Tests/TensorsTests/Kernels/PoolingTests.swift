import Elements
import Testing

@testable import Tensors

/// Pooling, held against one window after the other, row by row.
@Suite
struct PoolingTests {
  /// Windows on 1, 5, 16, 33 and 40 elements: alone, apart, overlapping, dilated, padded, cut short, and adapted.
  static func windows(_ size: Int) -> [PoolWindow] {
    let regular = [
      (1, 1, 0, 1, false), (2, 2, 0, 1, true), (3, 2, 1, 1, false), (3, 1, 1, 1, false),
      (2, 5, 0, 1, true), (3, 2, 1, 3, true), (7, 3, 3, 1, true),
    ].filter { kernel, _, padding, dilation, ceil in
      ceil || dilation * (kernel - 1) < size + 2 * padding
    }.map { kernel, stride, padding, dilation, ceil in
      PoolWindow(
        size: size, kernel: kernel, stride: stride, padding: padding, dilation: dilation,
        ceil: ceil)
    }
    return (regular + [1, 7, 50].map { PoolWindow(size: size, adaptedTo: $0) }).filter {
      // Of what lies in the padding as a whole nothing is asked.
      !$0.ranges.contains { $0.lowerBound > size }
    }
  }

  /// Numbers with ties, and `edges` among them: NaN, infinities and both zeros.
  static func image(_ shape: [Int], _ dtype: DType, edges: Bool) -> DenseTensor {
    let few: [Double] = [.nan, -.infinity, 0, -0.0, .infinity, -.infinity, 0, -0.0]
    let values = (0..<DenseTensor.count(of: shape)).map { i in
      let place = i &* 7_919 % 101
      return edges && place < 32 ? few[place % 8] : Double(place % 13) / 4 - 1.5
    }
    return DenseTensor(values, shape: shape).converted(to: dtype)
  }

  static func bits(_ value: Double) -> UInt64 { value.isNaN ? 1 : value.bitPattern }

  @Test(arguments: UnaryTests.floats, [false, true])
  func `The largest is the first, and the last NaN`(_ dtype: DType, _ edges: Bool) {
    for (height, width) in [(1, 1), (5, 33), (16, 5), (33, 16), (3, 40)] {
      let x = Self.image([2, height, width], dtype, edges: edges)
      let values = x.values(dtype)
      for rows in Self.windows(height) {
        for columns in Self.windows(width) {
          var expected: [(value: Double, place: Int64)] = []
          for plane in 0..<2 {
            for row in rows.ranges {
              for column in columns.ranges {
                var best = -Double.infinity
                var index = row.lowerBound * width + column.lowerBound
                for y in stride(from: row.lowerBound, to: row.upperBound, by: rows.step) {
                  for x in stride(from: column.lowerBound, to: column.upperBound, by: columns.step)
                  {
                    let value = values[(plane * height + y) * width + x]
                    if value > best || value.isNaN { (best, index) = (value, y * width + x) }
                  }
                }
                expected.append((best, Int64(index)))
              }
            }
          }
          let found = x.maxPool(rows, columns)
          #expect(found.values.values(dtype).map(Self.bits) == expected.map { Self.bits($0.value) })
          #expect(found.places.values(as: Int64.self) == expected.map(\.place))
        }
      }
    }
  }

  @Test(arguments: UnaryTests.floats, [false, true])
  func `Means add up row by row, and round once`(_ dtype: DType, _ edges: Bool) {
    for (height, width) in [(1, 1), (5, 33), (16, 5), (3, 40)] {
      let x = Self.image([2, height, width], dtype, edges: edges)
      let values = x.converted(to: .float64).values(as: Double.self)
      for rows in Self.windows(height) where rows.step == 1 {
        for columns in Self.windows(width) where columns.step == 1 {
          for (countsPadding, divisor) in [(true, nil), (false, nil), (true, 3)] {
            var expected: [Double] = []
            for plane in 0..<2 {
              for (i, row) in rows.ranges.enumerated() {
                for (j, column) in columns.ranges.enumerated() {
                  // Quarters: each sum is exact.
                  var sum = 0.0
                  for y in row {
                    for x in column { sum += values[(plane * height + y) * width + x] }
                  }
                  let all = rows.extents[i] * columns.extents[j]
                  let count = divisor ?? (countsPadding ? all : row.count * column.count)
                  expected.append(
                    dtype == .float64 ? sum / Double(count) : Double(Float(sum) / Float(count)))
                }
              }
            }
            let found = x.averagePool(
              rows, columns, countsPadding: countsPadding, divisor: divisor)
            let rounded = DenseTensor(expected, shape: found.shape).converted(to: dtype)
            #expect(found.values(dtype).map(Self.bits) == rounded.values(dtype).map(Self.bits))
          }
        }
      }
    }
  }

  @Test
  func `No planes, and planes of a view`() {
    let window = PoolWindow(size: 6, kernel: 3, stride: 2, padding: 1)
    let none = DenseTensor(zeros: [0, 6, 6], dtype: .float32)
    #expect(none.maxPool(window, window).places.shape == [0, 3, 3])
    #expect(none.averagePool(window, window).shape == [0, 3, 3])
    let x = Self.image([2, 6, 6], .float32, edges: false)
    let (turned, copied) = (x.transposed(1, 2), x.transposed(1, 2).copy())
    let (a, b) = (turned.maxPool(window, window), copied.maxPool(window, window))
    #expect(a.values.isIdentical(to: b.values) && a.places.isIdentical(to: b.places))
    #expect(
      turned.averagePool(window, window).isIdentical(to: copied.averagePool(window, window)))
  }
}
