import Elements

/// A sum of rows, of which no tensor is made before it is normalised: rows of tensors, or rows that are looked up
/// in tables. To the first term a bias may be added; that is then kept or dropped element by element.
package struct RowSum {
  /// One of the tensors that are added.
  struct Term {
    /// Contiguous rows.
    let rows: DenseTensor
    /// Of each row of the sum the row of the table as int64, -1 where none is added; nil of a tensor of all rows.
    let places: DenseTensor?
  }

  /// The shape of the sum.
  let shape: [Int]
  let dtype: DType
  /// The elements of a row.
  let length: Int
  let terms: [Term]
  /// Of one row, in the dtype that sums are computed in.
  let bias: DenseTensor?
  /// Where elements of the first term are kept, as bool, and by what those are multiplied.
  let mask: DenseTensor?
  let factor: Double

  var count: Int { length == 0 ? 0 : DenseTensor.count(of: shape) / length }

  /// The sum of tensors of one shape and dtype, whose rows are their dims from `axis` on.
  ///
  /// - Parameters:
  ///   - bias: as many elements as a row, added to the first tensor.
  ///   - mask: bool; elements of the first tensor and the bias where it is false are 0.
  ///   - factor: by what the others are multiplied.
  package init(
    _ tensors: [DenseTensor], axis: Int, bias: DenseTensor? = nil, mask: DenseTensor? = nil,
    factor: Double = 1
  ) {
    let first = tensors[0]
    precondition(
      tensors.allSatisfy { $0.shape == first.shape && $0.dtype == first.dtype }
        && (mask.map { $0.shape == first.shape && $0.dtype == .bool } ?? true),
      "a sum of rows of \(tensors.map { "\($0.dtype)\($0.shape)" })")
    (shape, dtype) = (first.shape, first.dtype)
    length = DenseTensor.count(of: Array(shape[axis...]))
    terms = tensors.map { Term(rows: $0.contiguous(), places: nil) }
    self.bias = bias?.asParameter(of: first, count: length, "bias")
    self.mask = mask?.contiguous()
    self.factor = factor
  }

  /// The sum of rows of several tables `[rows, features]` of one dtype: of `places` of each, -1 being none, in
  /// row-major order of a shape.
  init(tables: [DenseTensor], places: [[Int]], shape: [Int]) {
    length = tables[0].shape[1]
    dtype = tables[0].dtype
    self.shape = shape + [length]
    terms = zip(tables, places).map { table, places in
      Term(
        rows: table.contiguous(),
        places: DenseTensor(places.map(Int64.init), shape: [places.count]))
    }
    (bias, mask, factor) = (nil, nil, 1)
  }
}

extension RowSum {
  /// The sum of the rows of several tables that ids of one shape name, one by one; each table may be a part, of rows
  /// from `start` on, and gives nothing for ids beyond it.
  package static func lookUp(_ ids: [DenseTensor], in tables: [DenseTensor], starts: [Int])
    -> RowSum
  {
    let places = ids.indices.map { number in
      let rows = tables[number].shape[0]
      return ids[number].indexValues().map { id in
        0..<rows ~= id - starts[number] ? id - starts[number] : -1
      }
    }
    return RowSum(tables: tables, places: places, shape: Array(ids[0].shape.prefix(2)))
  }

  /// The sum as a tensor, in the dtype that sums are computed in.
  package func summed() -> DenseTensor {
    let result = DenseTensor(shape: shape, dtype: dtype.accumulatorDType)
    if !result.isEmpty { withRealType(dtype, Summing(sum: self, result: result)) }
    return result
  }

  /// The layer normalisation of each row: `(z - mean) / sqrt(variance + epsilon) * scale + bias`, the variance being the
  /// mean square.
  ///
  /// One pass over memory, on several threads. Mean and variance have one dim, of all rows, in float32 (of float64:
  /// float64), as scale and bias have or the tensors' dtype.
  /// - Parameter keepsSum: whether the sum is a result too, in the tensors' dtype.
  package func layerNorm(
    scale: DenseTensor? = nil, bias: DenseTensor? = nil, epsilon: Double, keepsSum: Bool = false
  ) -> (result: DenseTensor, sum: DenseTensor?, mean: DenseTensor, variance: DenseTensor) {
    let wide = dtype.accumulatorDType
    let result = DenseTensor(shape: shape, dtype: dtype)
    let sum = keepsSum ? DenseTensor(shape: shape, dtype: dtype) : nil
    let mean = DenseTensor(zeros: [count], dtype: wide)
    let variance = DenseTensor(zeros: [count], dtype: wide)
    guard !result.isEmpty else { return (result, sum, mean, variance) }
    withRealType(
      dtype,
      Normalising(
        sum: self, result: result, kept: sum, mean: mean, variance: variance,
        scale: scale?.asParameter(of: result, count: length, "scale"),
        bias: bias?.asParameter(of: result, count: length, "bias"), epsilon: epsilon))
    return (result, sum, mean, variance)
  }
}

private struct Summing: RealVisitor {
  let sum: RowSum
  let result: DenseTensor

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let length = sum.length
    let target = unsafe result.mutablePointer(as: A.self)
    sum.read(as: type) { rows in
      KernelThreads.forEachRange(of: sum.count, work: length * sum.terms.count) { range in
        unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: length) { scratch in
          for row in range {
            _ = unsafe rows.load(row, into: target + row * length, by: scratch.baseAddress!)
          }
        }
      }
    }
  }
}

private struct Normalising: RealVisitor {
  let sum: RowSum
  let result: DenseTensor
  let kept: DenseTensor?
  let mean: DenseTensor
  let variance: DenseTensor
  let scale: DenseTensor?
  let bias: DenseTensor?
  let epsilon: Double

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let (length, epsilon) = (sum.length, A(epsilon))
    let target = unsafe result.mutablePointer(as: T.self)
    let kept = unsafe kept?.mutablePointer(as: T.self)
    let means = unsafe mean.mutablePointer(as: A.self)
    let variances = unsafe variance.mutablePointer(as: A.self)
    let scales = unsafe scale?.pointer(as: A.self)
    let biases = unsafe bias?.pointer(as: A.self)
    sum.read(as: type) { rows in
      KernelThreads.forEachRange(of: sum.count, work: length * sum.terms.count) { range in
        unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: 2 * length) { scratch in
          let (own, others) = unsafe (scratch.baseAddress!, scratch.baseAddress! + length)
          for row in range {
            let to = unsafe target + row * length
            let block = unsafe T.place(to, step: 1, scratch: own, count: length)
            var values = unsafe block.values
            let total: A
            if let kept = unsafe kept {
              let place = unsafe kept + row * length
              let sums = unsafe T.place(place, step: 1, scratch: own, count: length)
              unsafe total = rows.load(row, into: sums.values, by: others)
              unsafe T.finish(sums, into: place, step: 1)
              unsafe values = sums.values
            } else {
              unsafe total = rows.load(row, into: values, by: others)
            }
            let moments = unsafe RowMath.moments(values, length, sum: total)
            unsafe means[row] = moments.mean
            unsafe variances[row] = moments.variance
            unsafe A.normalise(
              values, into: block.values, length, center: moments.mean,
              factor: 1 / (moments.variance + epsilon).squareRoot(), scales: scales, biases: biases)
            unsafe T.finish(block, into: to, step: 1)
          }
        }
      }
    }
  }
}
