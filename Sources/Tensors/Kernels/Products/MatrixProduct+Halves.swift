internal import CKernels
internal import COneDNN
import Elements

extension MatrixProduct {
  /// By the processor's own products of bfloat16, summed in float32 and rounded once; by blocks where it has none,
  /// and where the product is scaled or added up.
  func runAsBrains(
    a: UnsafePointer<BFloat16>, b: UnsafePointer<BFloat16>, c: UnsafeMutablePointer<BFloat16>
  ) {
    if unsafe runAsVector(a: a, b: b, c: c) { return }
    guard Self.multipliesBrains, scale == 1, !accumulates,
      let aLayout = MatrixLayout(rows: rows, columns: inner, strides: self.a),
      let bLayout = MatrixLayout(rows: inner, columns: columns, strides: self.b)
    else { return unsafe runByBlocks(a: a, b: b, c: c) }
    let status = unsafe ONEDNN_product_brain(
      rows, columns, inner, UnsafeRawPointer(a).assumingMemoryBound(to: UInt16.self),
      aLayout.strides, UnsafeRawPointer(b).assumingMemoryBound(to: UInt16.self), bLayout.strides,
      nil, UnsafeMutableRawPointer(c).assumingMemoryBound(to: UInt16.self), resultStep)
    if status != 0 { unsafe runByBlocks(a: a, b: b, c: c) }
  }

  static let multipliesBrains = ONEDNN_has_brain_products() != 0

  /// The same of bfloat16 with a bias for each column, which is part of the sum. False where it cannot be done.
  func runAsBrains(
    a: UnsafePointer<BFloat16>, b: UnsafePointer<BFloat16>, bias: UnsafePointer<BFloat16>,
    c: UnsafeMutablePointer<BFloat16>
  ) -> Bool {
    guard Self.multipliesBrains, scale == 1, !accumulates, rows > 1, columns > 1,
      let aLayout = MatrixLayout(rows: rows, columns: inner, strides: self.a),
      let bLayout = MatrixLayout(rows: inner, columns: columns, strides: self.b)
    else { return false }
    return unsafe ONEDNN_product_brain(
      rows, columns, inner, UnsafeRawPointer(a).assumingMemoryBound(to: UInt16.self),
      aLayout.strides, UnsafeRawPointer(b).assumingMemoryBound(to: UInt16.self), bLayout.strides,
      UnsafeRawPointer(bias).assumingMemoryBound(to: UInt16.self),
      UnsafeMutableRawPointer(c).assumingMemoryBound(to: UInt16.self), resultStep) == 0
  }

  /// With a row or a column, over the other matrix as it lies, in float32 and rounded once; false where it is no such
  /// product.
  func runAsVector<T: HalfProducts>(
    a: UnsafePointer<T>, b: UnsafePointer<T>, c: UnsafeMutablePointer<T>
  ) -> Bool where T.Accumulator == Float {
    guard rows == 1 || columns == 1, scale == 1 else { return false }
    // A row times a matrix is the transposed matrix times a column.
    let isColumn = columns == 1
    let (matrix, vector) = unsafe isColumn ? (a, b) : (b, a)
    let (count, step) = isColumn ? (rows, self.a.row) : (columns, self.b.column)
    let innerStep = isColumn ? self.a.column : self.b.row
    guard innerStep == 1 || step == 1 else { return false }
    let resultStep = isColumn ? self.resultStep : 1
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: inner + count) { scratch in
      let factors = scratch.baseAddress!
      let sums = unsafe factors + inner
      unsafe T.load(
        vector, step: isColumn ? self.b.row : self.a.column, into: factors, count: inner)
      if accumulates {
        unsafe T.load(c, step: resultStep, into: sums, count: count)
      } else {
        unsafe sums.update(repeating: 0, count: count)
      }
      if innerStep == 1 {
        for i in 0..<count { unsafe sums[i] += T.dot(matrix + i &* step, factors, inner) }
      } else {
        for k in 0..<inner {
          unsafe T.addScaled(matrix + k &* innerStep, by: factors[k], to: sums, count)
        }
      }
      unsafe T.store(sums, into: c, step: resultStep, count: count)
    }
    return true
  }

  /// By vectors where one matrix is a row or a column, else by blocks.
  func runAsHalves(
    a: UnsafePointer<Float16>, b: UnsafePointer<Float16>, c: UnsafeMutablePointer<Float16>
  ) {
    if unsafe !runAsVector(a: a, b: b, c: c) { unsafe runByBlocks(a: a, b: b, c: c) }
  }

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

/// Sums of products of 16-bit floats with float32, by the routines of CKernels: the same bits in every variant.
protocol HalfProducts: KernelElement {
  /// The sum of `values[i] * factors[i]`.
  static func dot(
    _ values: UnsafePointer<Self>, _ factors: UnsafePointer<Float>, _ count: Int
  ) -> Float
  /// `sums[i] += values[i] * factor`.
  static func addScaled(
    _ values: UnsafePointer<Self>, by factor: Float, to sums: UnsafeMutablePointer<Float>,
    _ count: Int)
}

extension Float16: HalfProducts {
  static func dot(
    _ values: UnsafePointer<Float16>, _ factors: UnsafePointer<Float>, _ count: Int
  ) -> Float {
    let bits = unsafe UnsafeRawPointer(values).assumingMemoryBound(to: UInt16.self)
    return unsafe KernelVariant.chosenRoutines.dot_half(bits, factors, count)
  }

  static func addScaled(
    _ values: UnsafePointer<Float16>, by factor: Float, to sums: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    let bits = unsafe UnsafeRawPointer(values).assumingMemoryBound(to: UInt16.self)
    unsafe KernelVariant.chosenRoutines.add_scaled_half(sums, bits, factor, count)
  }
}

extension BFloat16: HalfProducts {
  static func dot(
    _ values: UnsafePointer<BFloat16>, _ factors: UnsafePointer<Float>, _ count: Int
  ) -> Float {
    let bits = unsafe UnsafeRawPointer(values).assumingMemoryBound(to: UInt16.self)
    return unsafe KernelVariant.chosenRoutines.dot_brain(bits, factors, count)
  }

  static func addScaled(
    _ values: UnsafePointer<BFloat16>, by factor: Float, to sums: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    let bits = unsafe UnsafeRawPointer(values).assumingMemoryBound(to: UInt16.self)
    unsafe KernelVariant.chosenRoutines.add_scaled_brain(sums, bits, factor, count)
  }
}
