import Elements
import Tensors

/// A small tensor of numbers in row-major order: what the independent references of ops work on.
package struct Grid: Equatable {
  package var shape: [Int]
  package var values: [Double]

  package init(_ shape: [Int], _ values: [Double]) {
    precondition(shape.reduce(1, *) == values.count, "\(values.count) values for \(shape)")
    self.shape = shape
    self.values = values
  }

  /// The value at each index.
  package init(_ shape: [Int], _ value: ([Int]) -> Double) {
    self.init(shape, Grid.indices(of: shape).map(value))
  }

  package init(_ tensor: DenseTensor) {
    self.init(tensor.shape, tensor.converted(to: .float64).values(as: Double.self))
  }

  package func tensor(_ dtype: DType) -> DenseTensor {
    DenseTensor(values, shape: shape).converted(to: dtype)
  }

  package var ndim: Int { shape.count }

  package subscript(index: [Int]) -> Double {
    get { values[place(index)] }
    set { values[place(index)] = newValue }
  }

  package func place(_ index: [Int]) -> Int {
    precondition(index.count == ndim, "index \(index) in \(shape)")
    var place = 0
    for dim in shape.indices { place = place * shape[dim] + index[dim] }
    return place
  }

  /// All indices of a shape, row-major.
  package static func indices(of shape: [Int]) -> [[Int]] {
    var all: [[Int]] = [[]]
    for length in shape { all = all.flatMap { head in (0..<length).map { head + [$0] } } }
    return all
  }
}

extension Grid {
  package func map(_ transform: (Double) -> Double) -> Grid { Grid(shape, values.map(transform)) }

  /// The element that a broadcast index of a result of `ndim` dims means.
  package func broadcast(_ index: [Int]) -> Double {
    self[zip(shape, index.suffix(ndim)).map { $0 == 1 ? 0 : $1 }]
  }

  /// The shape that shapes are broadcast to.
  package static func broadcastShape(_ shapes: [[Int]]) -> [Int] {
    let ndim = shapes.map(\.count).max() ?? 0
    return (0..<ndim).map { dim in
      let sizes = shapes.compactMap { shape -> Int? in
        let own = dim - ndim + shape.count
        return own < 0 ? nil : shape[own]
      }
      return sizes.first { $0 != 1 } ?? 1
    }
  }

  /// The values along some dims folded; the dims are kept with size 1.
  package func folded(_ dims: Set<Int>, _ fold: ([Double]) -> Double) -> Grid {
    let kept = shape.indices.map { dims.contains($0) ? 1 : shape[$0] }
    var rows = [[Double]](repeating: [], count: kept.reduce(1, *))
    let target = Grid(kept, [Double](repeating: 0, count: rows.count))
    for (index, value) in zip(Grid.indices(of: shape), values) {
      rows[target.place(index.indices.map { dims.contains($0) ? 0 : index[$0] })].append(value)
    }
    return Grid(kept, rows.map(fold))
  }

  /// Each row along `dim` replaced by as many values.
  package func rows(_ dim: Int, _ transform: ([Double]) -> [Double]) -> Grid {
    guard ndim > 0 else { return Grid(shape, transform(values)) }
    var result = self
    var outer = shape
    outer[dim] = shape[dim] == 0 ? 0 : 1
    for start in Grid.indices(of: outer) {
      let places = (0..<shape[dim]).map { index -> [Int] in
        var place = start
        place[dim] = index
        return place
      }
      for (place, value) in zip(places, transform(places.map { self[$0] })) {
        result[place] = value
      }
    }
    return result
  }

  /// The same values in another shape; as it is where that has another count.
  package func reshaped(_ shape: [Int]) -> Grid {
    shape.reduce(1, *) == values.count ? Grid(shape, values) : self
  }

  package func dropping(_ dims: Set<Int>) -> Grid {
    reshaped(shape.indices.filter { !dims.contains($0) }.map { shape[$0] })
  }

  package func permuted(_ order: [Int]) -> Grid {
    Grid(order.map { shape[$0] }) { index in
      var own = index
      for (place, dim) in order.enumerated() { own[dim] = index[place] }
      return self[own]
    }
  }

  /// The indices `picks` of one dim.
  package func picked(_ dim: Int, _ picks: [Int]) -> Grid {
    var target = shape
    target[dim] = picks.count
    return Grid(target) { index in
      var own = index
      own[dim] = picks[index[dim]]
      return self[own]
    }
  }

  package static func concatenated(_ parts: [Grid], _ dim: Int) -> Grid {
    var shape = parts[0].shape
    shape[dim] = parts.reduce(0) { $0 + $1.shape[dim] }
    return Grid(shape) { index in
      var own = index
      for part in parts {
        if own[dim] < part.shape[dim] { return part[own] }
        own[dim] -= part.shape[dim]
      }
      preconditionFailure("beyond the parts")
    }
  }
}
