import Sharding
import Tensors

/// Numbers with a shape, row by row, as shards are compared.
struct NumberTensor {
  let shape: [Int]
  var numbers: [Double]

  init(_ tensor: DenseTensor) {
    shape = tensor.shape
    numbers = tensor.converted(to: .float64).values(as: Double.self)
  }

  init(shape: [Int], numbers: [Double]) { (self.shape, self.numbers) = (shape, numbers) }

  /// The part that a box is.
  func part(_ box: Box) -> NumberTensor {
    var places = [0]
    var step = 1
    var steps = shape
    for dim in shape.indices.reversed() {
      steps[dim] = step
      step *= shape[dim]
    }
    for dim in shape.indices {
      places = places.flatMap { place in
        (0..<box.sizes[dim]).map { place + (box.offsets[dim] + $0) * steps[dim] }
      }
    }
    return NumberTensor(shape: box.sizes, numbers: places.map { numbers[$0] })
  }

  /// Number by number; both have one shape.
  func combined(_ other: NumberTensor, _ function: (Double, Double) -> Double) -> NumberTensor {
    NumberTensor(shape: shape, numbers: zip(numbers, other.numbers).map(function))
  }

  func scaled(by factor: Double) -> NumberTensor {
    NumberTensor(shape: shape, numbers: numbers.map { $0 * factor })
  }

  /// Whether no number differs by more than `bound`.
  func isNear(_ other: NumberTensor, within bound: Double) -> Bool {
    shape == other.shape && differing(from: other, by: bound).isEmpty
  }

  /// The places of numbers that differ by more than `bound`; both have one shape.
  func differing(from other: NumberTensor, by bound: Double) -> [Int] {
    numbers.indices.filter { place in
      let (have, want) = (numbers[place], other.numbers[place])
      return have != want && !(have.isNaN && want.isNaN) && !(abs(have - want) <= bound)
    }
  }

  /// The index of the element at a place.
  func index(of place: Int) -> [Int] {
    var rest = place
    var index = shape
    for dim in shape.indices.reversed() {
      index[dim] = rest % shape[dim]
      rest /= shape[dim]
    }
    return index
  }

  /// The largest finite number, without its sign.
  var largest: Double { numbers.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 } }

  /// The mean over a dim, which goes.
  func mean(over dim: Int) -> NumberTensor {
    let outer = shape[..<dim].reduce(1, *)
    let inner = shape[(dim + 1)...].reduce(1, *)
    var sums = [Double](repeating: 0, count: outer * inner)
    for (place, number) in numbers.enumerated() {
      sums[place / (inner * shape[dim]) * inner + place % inner] += number
    }
    return NumberTensor(
      shape: Array(shape[..<dim] + shape[(dim + 1)...]),
      numbers: sums.map { $0 / Double(shape[dim]) })
  }
}
