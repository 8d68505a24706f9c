import Elements
import Foundation
import Programs

/// Tensors that are made of numbers alone: constants of the program.
extension CompositionCall {
  /// More elements are no constant.
  private static let mostElements = 1 << 22

  /// What the call creates; nil if it is none that creates.
  func created() throws -> Value? {
    guard let expected else { return nil }
    func filled(_ number: Double) throws -> Value {
      try recorder.constant([number], shape: expected.shape, dtype: expected.dtype)
    }
    let parts = name.split(separator: ".")
    guard parts.count >= 2, ["aten", "prims"].contains(parts[0]) else { return nil }
    switch parts[1] {
    case "zero", "zeros", "zeros_like", "new_zeros", "empty", "empty_like", "new_empty",
      "empty_permuted", "empty_strided", "new_empty_strided":
      return try filled(0)
    case "ones", "ones_like", "new_ones": return try filled(1)
    case "full", "full_like", "new_full":
      return try self.filled("fill_value", expected.shape, expected.dtype)
    case "scalar_tensor": return try self.filled("s", expected.shape, expected.dtype)
    case "arange":
      if let made = try longRange(of: expected.shape[0], expected.dtype) { return made }
      let (start, step) = (
        try number("start", default: 0), try number("step", default: 1)
      )
      return try listed { start + Double($0) * step }
    case "linspace":
      let (start, end) = (try number("start"), try number("end"))
      let count = expected.shape[0]
      // From both ends to the middle, as PyTorch counts.
      let step = count > 1 ? (end - start) / Double(count - 1) : 0
      return try listed { index in
        index < count / 2
          ? start + step * Double(index) : end - step * Double(count - 1 - index)
      }
    case "logspace":
      let (start, end) = (try number("start"), try number("end"))
      let (base, count) = (try number("base", default: 10), expected.shape[0])
      let step = count > 1 ? (end - start) / Double(count - 1) : 0
      return try listed { pow(base, start + step * Double($0)) }
    case "hann_window", "hamming_window", "blackman_window", "bartlett_window":
      return try window(String(parts[1]), of: expected.shape[0])
    case "triu_indices", "tril_indices":
      let (rows, columns) = (try int("row"), try int("col"))
      let offset = try int("offset", default: 0)
      let isUpper = parts[1] == "triu_indices"
      guard rows * columns <= Self.mostElements else {
        throw Mismatch("\(rows) x \(columns) places")
      }
      let places = (0..<rows * columns).filter {
        isUpper ? $0 % columns - $0 / columns >= offset : $0 % columns - $0 / columns <= offset
      }
      return try listed { index in
        index < places.count
          ? Double(places[index] / columns) : Double(places[index - places.count] % columns)
      }
    case "eye":
      let columns = expected.shape[1]
      return try listed { $0 / columns == $0 % columns ? 1 : 0 }
    default: return nil
    }
  }

  /// A window of so many points; a periodic one is the first points of one that has one more.
  private func window(_ name: String, of count: Int) throws -> Value? {
    let steps = Double(bool("periodic", default: true) ? count : count - 1)
    return try listed { index in
      guard count > 1 else { return 1 }
      let part = Double(index) / steps
      let wave = cos(2 * Double.pi * part)
      switch name {
      case "hann_window": return 0.5 - 0.5 * wave
      case "hamming_window":
        let alpha = self.arguments["alpha"]?.number ?? 0.54
        return alpha - (self.arguments["beta"]?.number ?? 0.46) * wave
      case "blackman_window": return 0.42 - 0.5 * wave + 0.08 * cos(4 * Double.pi * part)
      default: return 1 - abs(2 * part - 1)
      }
    }
  }

  /// Integers at equal distances; nil where float64 holds them all.
  private func longRange(of count: Int, _ dtype: DType) throws -> Value? {
    guard dtype == .int64, let start = try? int("start", default: 0),
      let step = try? int("step", default: 1), count > 0
    else { return nil }
    let (reach, isBeyond) = step.multipliedReportingOverflow(by: count - 1)
    guard !isBeyond, max(start.magnitude, reach.magnitude) > 1 << 52 else { return nil }
    return try listed(Double.init).map { try $0 * recorder.integer(step) + recorder.integer(start) }
  }

  private func listed(_ value: (Int) -> Double) throws -> Value? {
    guard let expected else { return nil }
    let count = expected.shape.reduce(1, *)
    guard count <= Self.mostElements else {
      throw Mismatch("\(count) elements that are counted out, at most \(Self.mostElements) are")
    }
    let numbers = (0..<count).map(value)
    return try recorder.constant(
      expected.dtype.isFloating ? numbers : numbers.map { $0.rounded(.towardZero) },
      shape: expected.shape, dtype: expected.dtype)
  }
}
