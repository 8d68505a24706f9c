import Sharding

extension AxisMap {
  /// The map of an elementwise op whose operands are broadcast from the right, as in the array API
  /// standard: an axis for each dim of the result, `1` where an operand has size 1 and others not.
  ///
  /// - Throws: `RuleError.shape` if two sizes differ and neither is 1.
  package static func broadcast(
    _ shapes: [[Int]], op: String, outputs: Int = 1, flows: [Flow] = []
  ) throws(RuleError) -> AxisMap {
    let ndim = shapes.map(\.count).max() ?? 0
    var sizes = [Int](repeating: 1, count: ndim)
    for shape in shapes {
      for (dim, size) in shape.enumerated() where size != 1 {
        let place = ndim - shape.count + dim
        guard sizes[place] == 1 || sizes[place] == size else {
          throw .shape("\(op): the shapes must broadcast to one, given are \(shapes)")
        }
        sizes[place] = size
      }
    }
    let axes = zip(Axis.letters(ndim), sizes).map { Axis($0, $1) }
    let inputs = shapes.map { shape in
      shape.indices.map { dim -> [Int] in
        let place = ndim - shape.count + dim
        return shape[dim] == sizes[place] ? [place] : []
      }
    }
    let result = axes.indices.map { [$0] }
    return AxisMap(
      axes: axes, inputs: inputs, outputs: [[[Int]]](repeating: result, count: outputs),
      flows: flows)
  }
}

extension Axis {
  /// As many names: `a`, `b`, … `z`, then `a1`, `b1`, …
  package static func letters(_ count: Int) -> [String] {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz")
    return (0..<count).map { index in
      let round = index / alphabet.count
      return String(alphabet[index % alphabet.count]) + (round == 0 ? "" : "\(round)")
    }
  }
}
