extension AxisMap {
  /// The map of an op whose one output is made of its one input by these transforms.
  ///
  /// Elements are only copied, so that every partial state passes. Input dims that no transform
  /// names have size 1, or are empty.
  init(_ transforms: [DimTransform], of shape: [Int]) {
    var compiler = DimCompiler(shape: shape)
    let output = transforms.map { compiler.axes($0) }
    let input = shape.indices.map { dim in compiler.inputAxes(dim) }
    let names = Axis.letters(compiler.axes.count)
    let axes = zip(compiler.axes, names).map { Axis($1, $0.size, $0.isWhole ? .whole : .free) }
    self.init(axes: axes, inputs: [input], outputs: [output], flows: Flow.copies())
    transform = transforms.map(\.description).joined(separator: ", ")
  }
}

/// Gives out axes to dims.
private struct DimCompiler {
  let shape: [Int]
  private(set) var axes: [(size: Int, isWhole: Bool)] = []
  /// The axes of input dims that have some.
  private var known: [Int: [Int]] = [:]
  /// The axes of the parts of what is split.
  private var parts: [DimTransform: [[Int]]] = [:]

  init(shape: [Int]) { self.shape = shape }

  private mutating func add(_ size: Int, whole: Bool = false) -> Int {
    axes.append((size, whole))
    return axes.count - 1
  }

  /// Of an input dim after all transforms: one that is none of theirs is whole, or a broadcast 1.
  mutating func inputAxes(_ dim: Int) -> [Int] {
    known[dim] ?? (shape[dim] == 1 ? [] : [add(shape[dim], whole: true)])
  }

  mutating func axes(_ transform: DimTransform) -> [Int] {
    switch transform {
    case .inputDim(let dim):
      if let members = known[dim] { return members }
      let members = [add(shape[dim])]
      known[dim] = members
      return members
    case .flatten(let members): return members.flatMap { axes($0) }
    case .split(let base, let sizes, let part):
      if let found = parts[base] { return found[part] }
      let dims: [Int] =
        switch base {
        case .flatten(let members): members.compactMap(\.dim)
        default: [base].compactMap(\.dim)
        }
      let refinement = CommonRefinement(dims.map { shape[$0] }, sizes)
      let first = axes.count
      for (size, whole) in zip(refinement.sizes, refinement.isWhole) { _ = add(size, whole: whole) }
      for (dim, members) in zip(dims, refinement.left) { known[dim] = members.map { $0 + first } }
      let found = refinement.right.map { $0.map { $0 + first } }
      parts[base] = found
      return found[part]
    case .singleton: return []
    case .new(let size): return [add(size)]
    case .repeated(let base, let times):
      // A dim of size 1 that is copied runs over no axis: it lies whole on each rank.
      if let dim = base.dim, shape[dim] == 1 { return [add(times)] }
      let copies = add(times)
      return [copies] + axes(base)
    }
  }
}

extension DimTransform {
  /// Of an input dim as it is, which.
  fileprivate var dim: Int? {
    if case .inputDim(let dim) = self { dim } else { nil }
  }
}
