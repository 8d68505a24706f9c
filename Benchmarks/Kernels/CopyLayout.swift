import Tensors
import Tessera

/// A strided view that is copied to contiguous memory; the same ten are in peers/copies.py.
struct CopyLayout {
  let name: String
  /// The shape of the memory behind the view.
  let base: [Int]
  let view: @Sendable (DenseTensor) -> DenseTensor
  /// Bytes of the runs that are contiguous on both sides, at 4 bytes an element; 4 where the innermost
  /// dim moves.
  let run: Int

  static let all: [CopyLayout] = [
    CopyLayout("contiguous", [4096, 4096], run: 4096 * 4096 * 4) { $0 },
    CopyLayout("columns, runs of 16", [1 << 20, 32], run: 64) {
      $0.slice(offsets: [0, 8], sizes: [1 << 20, 16])
    },
    CopyLayout("columns, runs of 2048", [4096, 4096], run: 8192) {
      $0.slice(offsets: [0, 1024], sizes: [4096, 2048])
    },
    CopyLayout("rows, every other", [8192, 2048], run: 8192) {
      $0.strided(dim: 0, start: 0, count: 4096, step: 2)
    },
    CopyLayout("3-D permute, runs of 64", [256, 512, 64], run: 256) { $0.permuted([1, 0, 2]) },
    CopyLayout("broadcast of a row", [1, 4096], run: 16384) { $0.expanded(to: [4096, 4096]) },
    CopyLayout("broadcast of a column", [4096, 1], run: 4) { $0.expanded(to: [4096, 4096]) },
    CopyLayout("transpose", [4096, 4096], run: 4) { $0.transposed(0, 1) },
    CopyLayout("step 2", [4096, 4096], run: 4) {
      $0.strided(dim: 1, start: 0, count: 2048, step: 2)
    },
    CopyLayout("5-D permute", [16, 24, 32, 24, 28], run: 4) { $0.permuted([4, 2, 0, 3, 1]) },
  ]

  private init(
    _ name: String, _ base: [Int], run: Int,
    _ view: @escaping @Sendable (DenseTensor) -> DenseTensor
  ) {
    (self.name, self.base, self.run, self.view) = (name, base, run, view)
  }
}

/// Copies one element after the other, each found from its index: what a copy is without a plan.
struct IndexLoop {
  private let shape: [Int]
  private let strides: [Int]

  init(_ view: DenseTensor) { (shape, strides) = (view.shape, view.strides) }

  /// `result[i] = source[place of the i-th index of the view]`.
  func copy<T>(_ source: [T], from offset: Int, into result: inout [T]) {
    var index = [Int](repeating: 0, count: shape.count)
    for target in result.indices {
      var place = offset
      for dim in shape.indices { place += index[dim] * strides[dim] }
      result[target] = source[place]
      var dim = shape.count - 1
      while dim >= 0 {
        index[dim] += 1
        if index[dim] < shape[dim] { break }
        index[dim] = 0
        dim -= 1
      }
    }
  }
}
