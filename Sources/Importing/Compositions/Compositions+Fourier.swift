import Elements
import Foundation
import Programs

extension Compositions {
  /// Fourier transforms, each a product with the matrix of its waves.
  static let fourier: [String: Composition] = [
    "aten.fft_fft.default": { [try $0.line(isForward: true)] },
    "aten.fft_ifft.default": { [try $0.line(isForward: false)] },
    "aten.fft_rfft.default": { [try $0.line(isForward: true, isHalf: true)] },
    "aten.fft_fft2.default": { [try $0.grid(isForward: true)] },
    "aten.fft_ifft2.default": { [try $0.grid(isForward: false)] },
    "aten.fft_fftn.default": { [try $0.grid(isForward: true)] },
    "aten.fft_ifftn.default": { [try $0.grid(isForward: false)] },
    "aten.fft_rfft2.default": { [try $0.grid(isForward: true, isHalf: true)] },
    "aten.fft_rfftn.default": { [try $0.grid(isForward: true, isHalf: true)] },
    "aten.fft_irfft.default": { call in
      let x = try call.tensor("self")
      let dim = x.place(of: try call.int("dim", default: -1))
      let count = call.optionalInt("n") ?? 2 * (x.shape[dim] - 1)
      return [try call.real(Waves(x, call), [dim], count, call.factor(isForward: false, [count]))]
    },
    "aten.fft_irfft2.default": { [try $0.realGrid()] },
    "aten.fft_irfftn.default": { [try $0.realGrid()] },
    "aten._fft_r2c.default": { call in
      let x = try call.tensor("self")
      let dims = try call.ints("dim").map(x.place)
      return [
        try call.transformed(
          Waves(x, call), dims, isForward: true, isHalf: call.bool("onesided", default: true),
          call.normalization(dims.map { x.shape[$0] }))
      ]
    },
    "aten._fft_c2c.default": { call in
      let x = try call.tensor("self")
      let dims = try call.ints("dim").map(x.place)
      return [
        try call.transformed(
          Waves(x, call), dims, isForward: call.bool("forward", default: true), isHalf: false,
          call.normalization(dims.map { x.shape[$0] }))
      ]
    },
    "aten._fft_c2r.default": { call in
      let x = try call.tensor("self")
      let dims = try call.ints("dim").map(x.place)
      let count = try call.int("last_dim_size")
      return [
        try call.real(
          Waves(x, call), dims, count,
          call.normalization(dims.dropLast().map { x.shape[$0] } + [count]))
      ]
    },
    "aten.fft_fftshift.default": { [try $0.rolled { $0 / 2 }] },
    "aten.fft_ifftshift.default": { [try $0.rolled { ($0 + 1) / 2 }] },
  ]
}

/// Complex numbers as two tensors.
struct Waves {
  var real: Value
  /// Nil where all are 0.
  var imaginary: Value?

  init(_ x: Value, _ call: CompositionCall) throws {
    guard x.dtype.kind == .complex else {
      real = x.dtype.kind == .floatingPoint ? x : try x.cast(.float32)
      return
    }
    let pair = try call.op("view_as_real", x)
    let dim = x.shape.count
    real = try call.range(pair, along: dim, 0, 1).squeeze(dim)
    imaginary = try call.range(pair, along: dim, 1, 2).squeeze(dim)
  }

  func map(_ body: (Value) throws -> Value) rethrows -> Waves {
    var copy = self
    copy.real = try body(real)
    copy.imaginary = try imaginary.map(body)
    return copy
  }
}

extension CompositionCall {
  /// The matrix of waves has as many rows.
  private static let mostPoints = 1024

  /// Moved along dims, by what `shift` makes of their sizes.
  fileprivate func rolled(by shift: (Int) -> Int) throws -> Value {
    let x = try tensor("self")
    let dims = try self.dims(of: x)
    return try op(
      "roll", x, with: ["shifts": .ints(dims.map { shift(x.shape[$0]) }), "axis": .ints(dims)])
  }

  /// A transform along a dim, of so many points.
  fileprivate func line(isForward: Bool, isHalf: Bool = false) throws -> Value {
    let x = try tensor("self")
    let dim = x.place(of: try int("dim", default: -1))
    let count = optionalInt("n") ?? x.shape[dim]
    let waves = try Waves(x, self).map { try resized($0, dim, count) }
    return try transformed(
      waves, [dim], isForward: isForward, isHalf: isHalf, factor(isForward: isForward, [count]))
  }

  /// The dims of a transform of several, and how many points each has.
  private func dimsAndSizes(_ x: Value) throws -> [(dim: Int, count: Int?)] {
    let sizes = try ints("s", default: [])
    let all =
      name.contains("fftn") || name.contains("fft_rfftn") || name.contains("fft_irfftn")
      ? Array(x.shape.indices.suffix(sizes.isEmpty ? x.shape.count : sizes.count))
      : [x.shape.count - 2, x.shape.count - 1]
    let dims = try ints("dim", default: all).map(x.place)
    guard sizes.isEmpty || sizes.count == dims.count else {
      throw Mismatch("\(sizes.count) sizes of \(dims.count) dims")
    }
    return dims.enumerated().map {
      (dim: $1, count: sizes.isEmpty || sizes[$0] < 0 ? nil : sizes[$0])
    }
  }

  fileprivate func grid(isForward: Bool, isHalf: Bool = false) throws -> Value {
    let x = try tensor("self")
    let parts = try dimsAndSizes(x)
    let waves = try Waves(x, self).map { part in
      try parts.reduce(part) { try resized($0, $1.dim, $1.count ?? x.shape[$1.dim]) }
    }
    return try transformed(
      waves, parts.map(\.dim), isForward: isForward, isHalf: isHalf,
      factor(isForward: isForward, parts.map { $0.count ?? x.shape[$0.dim] }))
  }

  fileprivate func realGrid() throws -> Value {
    let x = try tensor("self")
    let parts = try dimsAndSizes(x)
    guard let last = parts.last else { return x }
    let count = last.count ?? 2 * (x.shape[last.dim] - 1)
    let others = parts.dropLast().map { $0.count ?? x.shape[$0.dim] }
    let waves = try Waves(x, self).map { part in
      try zip(parts, others).reduce(part) { try resized($0, $1.0.dim, $1.1) }
    }
    return try real(waves, parts.map(\.dim), count, factor(isForward: false, others + [count]))
  }

  /// By how much numbers are multiplied, as a word says.
  fileprivate func factor(isForward: Bool, _ counts: [Int]) throws -> Double {
    let count = Double(counts.reduce(1, *))
    switch words("norm", default: "backward") {
    case "ortho": return 1 / count.squareRoot()
    case "forward": return isForward ? 1 / count : 1
    default: return isForward ? 1 : 1 / count
    }
  }

  /// The same, as a number says.
  fileprivate func normalization(_ counts: [Int]) throws -> Double {
    let count = Double(counts.reduce(1, *))
    return switch try int("normalization", default: 0) {
    case 1: 1 / count.squareRoot()
    case 2: 1 / count
    default: 1
    }
  }

  /// A tensor that ends after so many elements along a dim, or has zeros behind them.
  private func resized(_ x: Value, _ dim: Int, _ count: Int) throws -> Value {
    if x.shape[dim] == count { return x }
    if x.shape[dim] > count { return try range(x, along: dim, 0, count) }
    var paddings = [Int](repeating: 0, count: 2 * x.shape.count)
    paddings[2 * dim + 1] = count - x.shape[dim]
    return try op("pad", x, with: ["paddings": .ints(paddings)])
  }

  /// cos or sin of 2 pi j k / n for row j and column k, each times the row's weight.
  private func matrix(
    _ wave: (Double) -> Double, rows: Int, columns: Int, of count: Int, like x: Value,
    weight: (Int) -> Double = { _ in 1 }
  ) throws -> Value {
    guard (1...Self.mostPoints).contains(count) else {
      throw Mismatch(
        "a transform of \(count) points: 1 to \(Self.mostPoints) are carried out")
    }
    let waves = (0..<count).map { wave(2 * Double.pi * Double($0) / Double(count)) }
    var numbers: [Double] = []
    numbers.reserveCapacity(rows * columns)
    for j in 0..<rows { for k in 0..<columns { numbers.append(weight(j) * waves[j * k % count]) } }
    return try recorder.constant(numbers, shape: [rows, columns], dtype: x.dtype)
  }

  /// The product along a dim.
  private func product(_ x: Value, _ matrix: Value, _ dim: Int) throws -> Value {
    let last = x.shape.count - 1
    if dim == last { return try op("matmul", x, matrix) }
    return try op("matmul", x.swapaxes(dim, last), matrix).swapaxes(dim, last)
  }

  /// Complex numbers, transformed along dims one after the other; of the last one half of them, where the input is real.
  func transformed(
    _ given: Waves, _ dims: [Int], isForward: Bool, isHalf: Bool, _ factor: Double
  ) throws -> Value {
    var waves = given
    for (number, dim) in dims.reversed().enumerated() {
      waves = try transformed(
        waves, dim, isForward: isForward, isHalf: isHalf && number == 0,
        number == 0 ? factor : 1)
    }
    let imaginary = try waves.imaginary ?? waves.real * 0.0
    let pair = try op(
      "stack", list: [waves.real, imaginary], with: ["axis": .int(waves.real.shape.count)])
    return try op("view_as_complex", pair)
  }

  private func transformed(
    _ waves: Waves, _ dim: Int, isForward: Bool, isHalf: Bool, _ factor: Double
  ) throws -> Waves {
    let x = waves.real
    let count = x.shape[dim]
    let columns = isHalf ? count / 2 + 1 : count
    func table(_ wave: (Double) -> Double) throws -> Value {
      try matrix(wave, rows: count, columns: columns, of: count, like: x) { _ in factor }
    }
    let (even, odd) = (try table(cos), try table { isForward ? -sin($0) : sin($0) })
    var result = waves
    result.real = try product(x, even, dim)
    result.imaginary = try product(x, odd, dim)
    if let imaginary = waves.imaginary {
      result.real = try result.real - product(imaginary, odd, dim)
      result.imaginary = try product(x, odd, dim) + product(imaginary, even, dim)
    }
    return result
  }

  /// The real numbers of which these are the first half of the transform, along the last of the dims.
  func real(_ given: Waves, _ dims: [Int], _ count: Int, _ factor: Double) throws
    -> Value
  {
    guard let dim = dims.last else { return given.real }
    var waves = given
    for other in dims.dropLast().reversed() {
      waves = try transformed(waves, other, isForward: false, isHalf: false, 1)
    }
    let half = count / 2 + 1
    waves = try waves.map { try resized($0, dim, half) }
    // What stands for its mirror image too counts twice.
    func weight(_ row: Int) -> Double {
      factor * (row == 0 || 2 * row == count ? 1 : 2)
    }
    let even = try matrix(
      cos, rows: half, columns: count, of: count, like: waves.real, weight: weight)
    let sum = try product(waves.real, even, dim)
    guard let imaginary = waves.imaginary else { return sum }
    let odd = try matrix(
      { -sin($0) }, rows: half, columns: count, of: count, like: imaginary, weight: weight)
    return try sum + product(imaginary, odd, dim)
  }
}
