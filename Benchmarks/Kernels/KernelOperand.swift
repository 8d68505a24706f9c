import Elements
import SPMDRules
import Tensors
import Tessera

/// An operand of a kernel that is timed: its shape, and which numbers it holds.
struct KernelOperand: Hashable, Sendable {
  /// Which numbers an operand holds; its dtype follows, or is that of the row.
  enum Values: Hashable, Sendable {
    /// Uniform between -4 and 4.
    case signed
    /// Uniform between 1 and 4.
    case positive
    /// Uniform between 0.02 and 0.98.
    case unit
    /// The same in float32, whatever the row's dtype.
    case wide
    /// As bool.
    case coin
    /// Integers, as int32, and as int8.
    case bits, bytes
    /// Complex numbers, as complex64.
    case complex
    /// Integers from 0 on, below this, as int64.
    case index(Int)
    /// The places of the elements in a random order, as int64.
    case permutation
  }

  let shape: [Int]
  let values: Values

  init(_ shape: [Int], _ values: Values = .signed) { (self.shape, self.values) = (shape, values) }

  /// An optional operand that is left out.
  static let absent = KernelOperand([0])
}

extension KernelOperand {
  /// Whether it has the dtype of the row.
  var isFloating: Bool {
    switch values {
    case .signed, .positive, .unit: true
    case .wide, .coin, .bits, .bytes, .complex, .index, .permutation: false
    }
  }

  /// Its dtype in a row of `floats`.
  func dtype(_ floats: DType) -> DType {
    switch values {
    case .signed, .positive, .unit: floats
    case .wide: .float32
    case .coin: .bool
    case .bits: .int32
    case .bytes: .int8
    case .complex: .complex64
    case .index, .permutation: .int64
    }
  }

  /// The numbers in words, as other programs read them.
  var valuesInWords: String {
    switch values {
    case .signed: "signed"
    case .positive: "positive"
    case .unit: "unit"
    case .wide: "wide"
    case .coin: "coin"
    case .bits: "bits"
    case .bytes: "bytes"
    case .complex: "complex"
    case .index: "index"
    case .permutation: "permutation"
    }
  }

  /// A tensor of such numbers.
  func tensor(_ floats: DType, seed: UInt64) throws -> DenseTensor {
    let uniform = { DenseTensor(fill: .random(seed: seed), shape: shape, dtype: .float32) }
    return switch values {
    case .signed: try scaled(uniform(), 8, -4).converted(to: floats)
    case .positive: try scaled(uniform(), 3, 1).converted(to: floats)
    case .unit, .wide: try scaled(uniform(), 0.96, 0.02).converted(to: dtype(floats))
    case .coin, .bits, .bytes, .complex:
      DenseTensor(fill: .random(seed: seed), shape: shape, dtype: dtype(floats))
    case .index(let count): try index(uniform(), below: count)
    case .permutation: try LocalOp("argsort", [.one(uniform())])()[1]
    }
  }

  private func scaled(_ x: DenseTensor, _ scale: Double, _ bias: Double) throws -> DenseTensor {
    try LocalOp("scale", [.one(x)], ["scale": .double(scale), "bias": .double(bias)])()[0]
  }

  private func index(_ uniform: DenseTensor, below count: Int) throws -> DenseTensor {
    let places = try scaled(uniform, Double(count), 0)
    // Rounding may reach the count itself.
    let clipped = try LocalOp(
      "clip", [.one(places)], ["min": .double(0), "max": .double(Double(count) - 0.5)])()[0]
    return try LocalOp("floor", [.one(clipped)])()[0].converted(to: .int64)
  }
}
