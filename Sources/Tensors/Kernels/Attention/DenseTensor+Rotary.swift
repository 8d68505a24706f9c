import RealModule

/// Which two elements of a head a rotary embedding turns together.
public enum RotaryStyle: Sendable {
  /// Neighbours, `2i` and `2i + 1`, as in the paper: Paddle's `use_neox_rotary_style=True`.
  case interleaved
  /// `i` and `i + d / 2`, as in GPT-NeoX and Llama: Paddle's `use_neox_rotary_style=False`.
  case halves
}

/// The angles of a rotary embedding.
public enum RotaryAngles {
  /// `position * base^(-2i / d)` for pair `i`, as in the paper (base 10000).
  case base(Double)
  /// Tables whose row `p` has the `d` sines and cosines of position `p`; `[p, d]`, or with more dims of
  /// extent 1, in the tensor's dtype or any other of floating point.
  case tables(sin: DenseTensor, cos: DenseTensor)
}

extension DenseTensor {
  /// Rotary position embedding (Su et al. 2021) of `[b, s, h, d]`, or `[s, b, h, d]` if `isTimeMajor`:
  /// each pair `(x, y)` of a head becomes `(x cos - y sin, y cos + x sin)`.
  ///
  /// Positions are `start + s`, or `positions[b, s]` (int32 or int64). `d` must be even; each element
  /// of a pair has its own sine and cosine in the tables. Floating point.
  public func rotaryEmbedding(
    _ angles: RotaryAngles = .base(10000), style: RotaryStyle, positions: DenseTensor? = nil,
    start: Int = 0, isTimeMajor: Bool = false
  ) -> DenseTensor {
    precondition(ndim == 4 && shape[3] % 2 == 0, "a rotary embedding of the shape \(shape)")
    let (samples, length) = isTimeMajor ? (shape[1], shape[0]) : (shape[0], shape[1])
    precondition(
      positions.map { $0.shape == [samples, length] } ?? true,
      "positions of shape \(positions?.shape ?? []) for \(samples) samples of length \(length)")
    let given = positions?.indexValues()
    let places = (0..<(samples * length)).map { at in
      let (sample, step) = isTimeMajor ? (at % samples, at / samples) : (at / length, at % length)
      return given?[sample * length + step] ?? start + step
    }
    let result = DenseTensor(shape: shape, dtype: dtype)
    guard !isEmpty else { return result }
    var tables: [DenseTensor] = []
    var rows = places
    switch angles {
    case .base(let base):
      let distinct = Set(places).sorted()
      let numbers = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
      tables = angleTables(distinct, base: base, style)
      rows = places.map { numbers[$0] ?? 0 }
    case .tables(let sin, let cos):
      tables = [sin, cos].map { table in
        precondition(
          table.count % shape[3] == 0 && table.shape.last == shape[3],
          "a rotary table of shape \(table.shape) for heads of \(shape[3])")
        let count = table.count / shape[3]
        precondition(
          places.allSatisfy { 0..<count ~= $0 }, "a position beyond a rotary table of \(count)")
        return table.converted(to: dtype.accumulatorDType).contiguous()
      }
    }
    withRealType(
      dtype,
      Rotation(
        source: contiguous(), result: result, sin: tables[0], cos: tables[1], places: rows,
        pairStep: style == .interleaved ? 1 : shape[3] / 2))
    return result
  }

  /// Sines and cosines of the positions, a row each.
  private func angleTables(_ positions: [Int], base: Double, _ style: RotaryStyle) -> [DenseTensor]
  {
    let width = shape[3]
    let angles = positions.flatMap { position in
      (0..<width).map { element in
        let pair = style == .interleaved ? element / 2 : element % (width / 2)
        return Double(position) * Double.pow(base, -2 * Double(pair) / Double(width))
      }
    }
    return [Double.sin, Double.cos].map { function in
      DenseTensor(angles.map(function), shape: [positions.count, width])
        .converted(to: dtype.accumulatorDType)
    }
  }
}

private struct Rotation: RealVisitor {
  let source: DenseTensor
  let result: DenseTensor
  let sin: DenseTensor
  let cos: DenseTensor
  /// The table row of each `[heads, d]`.
  let places: [Int]
  /// From the first of a pair to the second.
  let pairStep: Int

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let (heads, width) = (source.shape[2], source.shape[3])
    let (sines, cosines) = unsafe (sin.pointer(as: A.self), cos.pointer(as: A.self))
    unsafe Rows(source, length: width, as: type).map(into: result) { row, values in
      let place = places[row / heads] * width
      let (s, c) = unsafe (sines + place, cosines + place)
      for pair in 0..<(width / 2) {
        let i = pairStep == 1 ? 2 * pair : pair
        let j = i + pairStep
        let (x, y) = unsafe (values[i], values[j])
        unsafe values[i] = x * c[i] - y * s[i]
        unsafe values[j] = y * c[j] + x * s[j]
      }
    }
  }
}
