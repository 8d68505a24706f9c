extension Reference {
  /// The windows of a dim, each as its elements, and how many places it has with those of the padding.
  private static func windows(_ call: ReferenceCall, _ dim: Int, of size: Int) -> [(
    elements: [Int], places: Int
  )] {
    func number(_ name: String, or fallback: Int) -> Int {
      let given = call.ints(name)
      return given.isEmpty ? fallback : given[given.count == 1 ? 0 : dim]
    }
    if call.attributes["output_size"] != nil {
      let count = number("output_size", or: 1)
      return (0..<count).map { bin in
        // From the floor of its share to the ceiling.
        let elements = (0..<size).filter {
          $0 >= bin * size / count && $0 * count < (bin + 1) * size
        }
        return (elements, elements.count)
      }
    }
    let kernel = number("kernel_size", or: 1)
    let (stride, padding) = (number("strides", or: kernel), number("paddings", or: 0))
    let dilation = number("dilations", or: 1)
    let reach = (kernel - 1) * dilation + 1
    var windows: [(elements: [Int], places: Int)] = []
    var start = -padding
    // A last window counts that is cut short, where it begins before the padding's end.
    while start + reach <= size + padding || call.bool("ceil_mode") && start < size {
      let places = (0..<kernel).map { start + $0 * dilation }
      windows.append(
        (places.filter { (0..<size).contains($0) }, places.count { $0 < size + padding }))
      start += stride
    }
    return windows
  }

  private static func pooled(
    _ call: ReferenceCall, _ value: ([(value: Double, place: Int)], _ places: Int) -> (Double, Int)
  ) -> [Grid] {
    let x = call.x
    let count = x.ndim
    let rows = windows(call, 0, of: x.shape[count - 2])
    let columns = windows(call, 1, of: x.shape[count - 1])
    let shape = x.shape.dropLast(2) + [rows.count, columns.count]
    func at(_ index: [Int]) -> (Double, Int) {
      let (row, column) = (rows[index[count - 2]], columns[index[count - 1]])
      let met = row.elements.flatMap { y in
        column.elements.map { column in
          (x[index.dropLast(2) + [y, column]], y * x.shape[count - 1] + column)
        }
      }
      return value(met.map { (value: $0.0, place: $0.1) }, row.places * column.places)
    }
    return [Grid(Array(shape)) { at($0).0 }, Grid(Array(shape)) { Double(at($0).1) }]
  }

  private static func largest(_ call: ReferenceCall) -> [Grid] {
    pooled(call) { met, _ in
      let most = met.map(\.value).max() ?? 0
      return (most, met.first { $0.value == most }?.place ?? 0)
    }
  }

  private static func mean(_ call: ReferenceCall) -> [Grid] {
    let countsPadding =
      call.attributes["count_include_pad"].map { $0 == .bool(true) } ?? true
    let divisor = call.int("divisor_override")
    return Array(
      pooled(call) { met, places in
        let count = divisor != 0 ? divisor : countsPadding ? places : met.count
        return (met.reduce(0) { $0 + $1.value } / Double(count), 0)
      }.prefix(1))
  }

  static let pools: [String: Function] = [
    "max_pool2d": largest, "adaptive_max_pool2d": largest, "avg_pool2d": mean,
    "adaptive_avg_pool2d": mean,
  ]
}
