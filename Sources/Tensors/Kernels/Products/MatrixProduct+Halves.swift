internal import COneDNN
import Elements

extension MatrixProduct {
  /// By the processor's own products of bfloat16, summed in float32 and rounded once; by blocks where it has none,
  /// and where the product is scaled or added up.
  func runAsBrains(
    a: UnsafePointer<BFloat16>, b: UnsafePointer<BFloat16>, c: UnsafeMutablePointer<BFloat16>
  ) {
    guard Self.multipliesBrains, scale == 1, !accumulates,
      let aLayout = MatrixLayout(rows: rows, columns: inner, strides: self.a),
      let bLayout = MatrixLayout(rows: inner, columns: columns, strides: self.b)
    else { return unsafe runByBlocks(a: a, b: b, c: c) }
    let status = unsafe ONEDNN_product_brain(
      rows, columns, inner, UnsafeRawPointer(a).assumingMemoryBound(to: UInt16.self),
      aLayout.strides, UnsafeRawPointer(b).assumingMemoryBound(to: UInt16.self), bLayout.strides,
      UnsafeMutableRawPointer(c).assumingMemoryBound(to: UInt16.self), resultStep)
    if status != 0 { unsafe runByBlocks(a: a, b: b, c: c) }
  }

  private static let multipliesBrains = ONEDNN_has_brain_products() != 0

  /// In float32, by blocks: each block of the result is summed over all of `inner`, and rounded once.
  func runByBlocks<T: KernelElement>(
    a: UnsafePointer<T>, b: UnsafePointer<T>, c: UnsafeMutablePointer<T>
  ) where T.Accumulator == Float {
    let (high, wide, deep) = (min(rows, 256), min(columns, 512), min(inner, 512))
    let aBlock = DenseTensor(shape: [high * deep], dtype: .float32)
    let bBlock = DenseTensor(shape: [deep * wide], dtype: .float32)
    let sums = DenseTensor(shape: [high * wide], dtype: .float32)
    for column in stride(from: 0, to: columns, by: wide) {
      for row in stride(from: 0, to: rows, by: high) {
        var block = MatrixProduct(
          rows: min(high, rows - row), columns: min(wide, columns - column), inner: 0, a: self.a,
          b: self.b, resultStep: min(wide, columns - column), scale: scale,
          accumulates: accumulates)
        let result = unsafe c + row * resultStep + column
        let values = unsafe sums.pointer(as: Float.self)
        if accumulates {
          for i in 0..<block.rows {
            unsafe T.load(
              result + i * resultStep, step: 1, into: values + i * block.columns,
              count: block.columns)
          }
        }
        for first in stride(from: 0, to: inner, by: deep) {
          block.inner = min(deep, inner - first)
          block.a = unsafe Self.pack(
            a + row * self.a.row + first * self.a.column, rows: block.rows, columns: block.inner,
            strides: self.a, into: aBlock)
          block.b = unsafe Self.pack(
            b + first * self.b.row + column * self.b.column, rows: block.inner,
            columns: block.columns, strides: self.b, into: bBlock)
          unsafe block.runDirectly(
            a: aBlock.pointer(as: Float.self), b: bBlock.pointer(as: Float.self), c: values)
          block.accumulates = true
        }
        for i in 0..<block.rows {
          unsafe T.store(
            values + i * block.columns, into: result + i * resultStep, step: 1,
            count: block.columns)
        }
      }
    }
  }

  /// Converts a block along the dim of the smaller stride; returns the strides of the copy.
  private static func pack<T: KernelElement>(
    _ source: UnsafePointer<T>, rows: Int, columns: Int, strides: MatrixStrides,
    into block: DenseTensor
  ) -> MatrixStrides where T.Accumulator == Float {
    let values = unsafe block.pointer(as: Float.self)
    if abs(strides.column) <= abs(strides.row) || rows == 1 {
      for i in 0..<rows {
        unsafe T.load(
          source + i * strides.row, step: strides.column, into: values + i * columns,
          count: columns)
      }
      return MatrixStrides(row: columns, column: 1)
    }
    for j in 0..<columns {
      unsafe T.load(
        source + j * strides.column, step: strides.row, into: values + j * rows, count: rows)
    }
    return MatrixStrides(row: 1, column: rows)
  }
}
