import Elements
import Testing

@testable import Tensors

/// Copies and folds that are written past the caches, against the same in pieces that are not.
@Suite
struct LargeBlockTests {
  private static func pieces(_ tensor: DenseTensor) -> [DenseTensor] {
    let piece = 100_003
    return stride(from: 0, to: tensor.count, by: piece).map {
      tensor.slice(offsets: [$0], sizes: [min(piece, tensor.count - $0)])
    }
  }

  @Test(arguments: [
    (DType.float32, ReduceOp.sum), (.float32, .max), (.float64, .sum), (.bfloat16, .sum),
    (.float16, .avg), (.int8, .prod),
  ])
  func `A fold gives what the folds of its pieces give`(_ dtype: DType, _ op: ReduceOp) {
    let count = FoldRows.streamedBytes / dtype.byteCount + 7
    for (parts, start) in [(2, 0), (3, 16), (4, 1), (5, 0)] {
      let sources = (0..<parts).map {
        DenseTensor(fill: .random(seed: UInt64($0)), shape: [count], dtype: dtype)
      }
      // Also where the result does not start at a multiple of a vector.
      let result = DenseTensor(zeros: [count + start + 1], dtype: dtype)
      let target = result.slice(offsets: [start], sizes: [count])
      fold(op, sources, into: target)
      let expected = DenseTensor(shape: [count], dtype: dtype)
      let cut = sources.map(Self.pieces)
      for (index, piece) in Self.pieces(expected).enumerated() {
        fold(op, cut.map { $0[index] }, into: piece)
      }
      #expect(target.isIdentical(to: expected), "\(parts) parts from \(start) on")
      let outside = [result.slice(offsets: [count + start], sizes: [1])]
      #expect(outside.allSatisfy { $0.isIdentical(to: DenseTensor(zeros: [1], dtype: dtype)) })
    }
  }

  @Test(arguments: [
    (DType.float32, DType.float16), (.float32, .bfloat16), (.float16, .float32),
    (.bfloat16, .float16), (.int8, .float32), (.float32, .float64),
  ])
  func `A conversion gives what the conversions of its pieces give`(_ from: DType, _ to: DType) {
    let count = CopyEngine.largeCopy / to.byteCount + 7
    let source = DenseTensor(fill: .random(seed: 8), shape: [count], dtype: from)
    let expected = DenseTensor(shape: [count], dtype: to)
    for (piece, target) in zip(Self.pieces(source), Self.pieces(expected)) {
      target.copy(from: piece.converted(to: to))
    }
    #expect(source.converted(to: to).isIdentical(to: expected))
  }

  @Test(arguments: [DType.float32, .float64])
  func `A sum of two gives what the sums of their pieces give`(_ dtype: DType) {
    let count = CopyEngine.largeCopy / dtype.byteCount + 7
    let operands = (1...2).map {
      DenseTensor(fill: .random(seed: $0), shape: [count], dtype: dtype)
    }
    let expected = DenseTensor(shape: [count], dtype: dtype)
    for ((a, b), target) in zip(
      zip(Self.pieces(operands[0]), Self.pieces(operands[1])), Self.pieces(expected))
    {
      target.copy(from: a.adding(b))
    }
    #expect(operands[0].adding(operands[1]).isIdentical(to: expected))
  }

  @Test(arguments: [0, 1, 16, 48])
  func `A copy has the bytes, and nothing beside them is touched`(_ start: Int) {
    let count = 16 << 20 + 13
    let source = DenseTensor(fill: .random(seed: 3), shape: [count + 64], dtype: .uint8)
    let result = DenseTensor(zeros: [count + 128], dtype: .uint8)
    let from = source.slice(offsets: [5], sizes: [count])
    result.slice(offsets: [start], sizes: [count]).copy(from: from)
    let expected = DenseTensor(zeros: [count + 128], dtype: .uint8)
    let (targets, sources) = (
      Self.pieces(expected.slice(offsets: [start], sizes: [count])), Self.pieces(from)
    )
    for (target, piece) in zip(targets, sources) { target.copy(from: piece) }
    #expect(result.isIdentical(to: expected))
  }

  @Test(arguments: [1024, 1040, 1027, 4096])
  func `Rows are copied too, of any length`(_ width: Int) {
    let rows = (9 << 20) / width
    let source = DenseTensor(fill: .random(seed: 4), shape: [rows, 2 * width], dtype: .uint8)
    let half = source.slice(offsets: [0, width], sizes: [rows, width])
    let result = half.copy()
    for row in stride(from: 0, to: rows, by: 97) {
      let (one, other) = (
        result.slice(offsets: [row, 0], sizes: [1, width]),
        half.slice(offsets: [row, 0], sizes: [1, width])
      )
      #expect(one.isIdentical(to: other), "row \(row)")
    }
    let back = DenseTensor(zeros: source.shape, dtype: .uint8)
    back.slice(offsets: [0, width], sizes: [rows, width]).copy(from: result)
    #expect(back.slice(offsets: [0, width], sizes: [rows, width]).isIdentical(to: half))
    let left = back.slice(offsets: [0, 0], sizes: [rows, width])
    #expect(left.isIdentical(to: DenseTensor(zeros: [rows, width], dtype: .uint8)))
  }
}
