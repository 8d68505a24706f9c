import Elements
import Testing

@testable import Tensors

/// Inputs for kernels in a dtype and a memory layout; `make_kernels.py` makes the same values.
struct Samples: CustomStringConvertible {
  enum Layout: CaseIterable { case contiguous, turned, gaps, reversed }

  let dtype: DType
  let layout: Layout

  var description: String { "\(dtype), \(layout)" }

  /// Values between -2.75 and 2.75 in quarters, which every floating-point dtype holds.
  func x(_ shape: [Int], _ seed: Int) -> DenseTensor {
    let values = (0..<DenseTensor.count(of: shape)).map { i in
      Double((i * 7 + seed * 5 + i * i % 11) % 23 - 11) / 4
    }
    return laidOut(DenseTensor(values, shape: shape).converted(to: dtype))
  }

  /// Indices below `n`, as int32 or int64.
  func ids(_ shape: [Int], _ seed: Int, _ n: Int) -> DenseTensor {
    let values = (0..<DenseTensor.count(of: shape)).map { Int64(($0 * 5 + seed * 3 + $0 * $0) % n) }
    let tensor = DenseTensor(values, shape: shape)
    return laidOut(tensor.converted(to: layout == .contiguous ? .int64 : .int32))
  }

  /// The same elements elsewhere in memory.
  func laidOut(_ tensor: DenseTensor) -> DenseTensor {
    switch layout {
    case .contiguous: return tensor
    case .turned:
      let order = Array(tensor.shape.indices.reversed())
      return tensor.permuted(order).copy().permuted(order)
    case .gaps:
      guard let extent = tensor.shape.last else { return tensor }
      let wide = DenseTensor(
        repeating: 1, shape: tensor.shape.dropLast() + [2 * extent + 1], dtype: tensor.dtype)
      let view = wide.strided(
        dim: tensor.ndim - 1, start: min(1, 2 * extent), count: extent, step: 2)
      view.copy(from: tensor)
      return view
    case .reversed:
      return tensor.shape.indices.reduce(tensor) { view, dim in
        guard view.shape[dim] > 0 else { return view }
        let last = view.shape[dim] - 1
        let back = { (tensor: DenseTensor) in
          tensor.strided(dim: dim, start: last, count: last + 1, step: -1)
        }
        return back(back(view).copy())
      }
    }
  }
}

/// What `make_kernels.py` wrote.
enum Golden {
  static let floats: [DType] = [.float32, .float64, .float16, .bfloat16]
  /// What rounding once to a dtype may change, relatively.
  private static let roundings: [DType: Double] = [.float16: 0x1p-11, .bfloat16: 0x1p-8]

  static func tensor(_ name: String) throws -> DenseTensor {
    try SafetensorsFile(Fixture.path("kernels.safetensors")).tensor(name)
  }

  /// Holds what `compute` gives for every floating-point dtype and every layout against the golden
  /// tensor: within a rounding of the dtype, and a few of the type it computes in.
  static func check(
    _ name: String, location: SourceLocation = #_sourceLocation,
    _ compute: (Samples) -> DenseTensor
  ) throws {
    let expected = try tensor(name)
    let largest = expected.values(as: Double.self).filter(\.isFinite).map(abs).max() ?? 0
    for dtype in floats {
      for layout in Samples.Layout.allCases {
        let samples = Samples(dtype: dtype, layout: layout)
        let found = compute(samples)
        #expect(found.shape == expected.shape, "\(name), \(samples)", sourceLocation: location)
        guard found.shape == expected.shape else { continue }
        let computed = dtype == .float64 ? 1e-13 : 4e-6
        let rounding = roundings[found.dtype] ?? 0
        let difference = found.converted(to: .float64).difference(
          from: expected, relative: rounding * 1.01 + computed,
          absolute: computed * max(largest, 1))
        #expect(difference == nil, "\(name), \(samples)", sourceLocation: location)
      }
    }
  }
}
