import CostModel
import Resharding
import Sharding

/// The digits of a mesh's positions, and which of them must be translated alike or not at all.
struct DigitLinks {
  let digits: [Symmetry.Digit]
  /// A union-find forest over the digits, the most significant of a tree its root; the last index
  /// stands for what is fixed.
  private var parents: [Int]

  private init(_ digits: [Symmetry.Digit]) {
    self.digits = digits
    parents = Array(0...digits.count)
  }

  func root(of index: Int) -> Int {
    var index = index
    while parents[index] != index { index = parents[index] }
    return index
  }

  func isFixed(_ index: Int) -> Bool { root(of: index) == digits.count }

  private mutating func link(_ one: Int, _ other: Int) {
    let (first, second) = (root(of: one), root(of: other))
    // What is fixed stays a root, then what is more significant.
    if first == digits.count || (second != digits.count && first < second) {
      parents[second] = first
    } else {
      parents[first] = second
    }
  }

  mutating func fix(_ index: Int) { link(index, digits.count) }

  private mutating func fix(meshDim: Int) {
    for index in digits.indices where digits[index].meshDim == meshDim { fix(index) }
  }
}

extension DigitLinks {
  static func found(
    _ steps: [ReshardStep], _ schedules: [StepSchedules], shape: [Int], _ mesh: ProcessMesh,
    _ network: Network
  ) -> (digits: [Symmetry.Digit], links: DigitLinks) {
    let splits = DigitSplits(steps, shape: shape, mesh, network)
    var links = DigitLinks(splits.digits)
    for dim in splits.unsplitDims { links.fix(meshDim: dim) }
    for (step, schedules) in zip(steps, schedules) {
      links.respect(step, shape: shape)
      for kind in schedules.kinds {
        links.respect(kind.algorithm, of: step, host: network.topology.levels[0].ranks)
      }
    }
    links.respect(network.blockSizes, mesh)
    for torus in network.tori { links.respect(torus.ranks, torus.axes, mesh) }
    return (splits.digits, links)
  }

  private mutating func respect(_ step: ReshardStep, shape: [Int]) {
    let exchange = Exchange(shape: shape, from: step.from, to: step.to)
    for dim in exchange.keptAtZeroDims where step.collective != .allReduce { fix(meshDim: dim) }
    for dim in shape.indices {
      let both = [step.from, step.to]
      guard both.allSatisfy({ $0.isEven(dim, of: shape[dim]) }) else {
        for meshDim in both.flatMap({ $0.cutters(of: dim) }) { fix(meshDim: meshDim) }
        continue
      }
      let (old, new) = (parts(of: dim, step.from), parts(of: dim, step.to))
      fixUnaligned(old, to: new)
      fixUnaligned(new, to: old)
      align(old, new)
    }
    if step.collective == .allReduce, let dims = step.meshDims {
      let origin = [Int](repeating: 0, count: step.from.mesh.ndim)
      let flat = step.from.box(at: origin, shape: shape).count
      let group = dims.reduce(1) { $0 * step.from.mesh.shape[$1] }
      // Where shards differ, so do the rows that the groups cut into segments.
      let isEven = shape.indices.allSatisfy { step.from.isEven($0, of: shape[$0]) }
      if !isEven || flat % group != 0 { for dim in dims { fix(meshDim: dim) } }
    }
  }

  /// The digits that choose a part of a tensor dim, with how many parts there are before and after
  /// their choice.
  private func parts(of dim: Int, _ attr: TensorDistAttr) -> [(index: Int, range: Range<Int>)] {
    var count = 1
    return attr.cutters(of: dim).flatMap { meshDim in
      digits.indices.filter { digits[$0].meshDim == meshDim }.map { index in
        let before = count
        count *= digits[index].radix
        return (index, before..<count)
      }
    }
  }

  /// Fixes digits whose parts the cuts of the other side do not keep whole: of 8 parts the last digit
  /// chooses halves of quarters, and thirds cut one such half but not the other.
  private mutating func fixUnaligned(
    _ some: [(index: Int, range: Range<Int>)], to others: [(index: Int, range: Range<Int>)]
  ) {
    for one in some {
      let isAligned = others.allSatisfy {
        let count = $0.range.upperBound
        return one.range.lowerBound % count == 0 || count % one.range.upperBound == 0
      }
      if !isAligned { fix(one.index) }
    }
  }

  private mutating func align(
    _ old: [(index: Int, range: Range<Int>)], _ new: [(index: Int, range: Range<Int>)]
  ) {
    for one in old {
      for other in new where one.range.overlaps(other.range) {
        if one.range == other.range {
          link(one.index, other.index)
        } else {
          fix(one.index)
          fix(other.index)
        }
      }
    }
  }

  /// Keeps blocks of neighbouring ranks together.
  private mutating func respect(_ blocks: [Int], _ mesh: ProcessMesh) {
    let base = mesh.rankOrder[0]
    guard mesh.isConsecutive else {
      for index in digits.indices { fix(index) }
      return
    }
    for block in blocks where base / block != (base + mesh.count - 1) / block {
      for index in digits.indices {
        let digit = digits[index]
        let isWhole =
          base % block == 0
          && (digit.stride % block == 0 || block % (digit.stride * digit.radix) == 0)
        if !isWhole { fix(index) }
      }
    }
  }
}

extension DigitLinks {
  /// Keeps neighbours in a torus neighbours: a digit lies within a node, steps over whole tori, or goes
  /// around a ring as its most significant part.
  private mutating func respect(
    _ ranks: Int, _ axes: [(stride: Int, length: Int)], _ mesh: ProcessMesh
  ) {
    let node = axes.last?.stride ?? 1
    for index in digits.indices {
      let digit = digits[index]
      let end = digit.stride * digit.radix
      let goesRound = axes.contains {
        end == $0.stride * $0.length && digit.stride % $0.stride == 0
      }
      let isWhole = node % end == 0 || digit.stride % ranks == 0 || goesRound
      if mesh.rankOrder[0] % ranks != 0 || !isWhole { fix(index) }
    }
  }
}

/// Where the coordinates of mesh dims are split into digits.
struct DigitSplits {
  private let mesh: ProcessMesh
  /// For each mesh dim: into how many parts its first digits divide it, for each end of a digit.
  private var ends: [Set<Int>]

  init(_ steps: [ReshardStep], shape: [Int], _ mesh: ProcessMesh, _ network: Network) {
    self.mesh = mesh
    ends = mesh.shape.map { [1, $0] }
    var stride = mesh.count
    for dim in mesh.shape.indices {
      stride /= mesh.shape[dim]
      let blocks = network.blockSizes + network.tori.flatMap { $0.axes.map(\.stride) + [$0.ranks] }
      for block in blocks where block % stride == 0 {
        split(dim, inBlocksOf: block / stride)
      }
    }
    // An end on one side is one on the other, which may be one of another tensor dim's cuts.
    while steps.reduce(false, { spread($1, shape) || $0 }) {}
  }

  /// Mesh dims whose ends do not divide each other: their coordinates are one digit.
  var unsplitDims: [Int] {
    ends.indices.filter { dim in
      let sorted = ends[dim].sorted()
      return zip(sorted, sorted.dropFirst()).contains { $1 % $0 != 0 }
    }
  }

  /// From the most significant; none of radix 1.
  var digits: [Symmetry.Digit] {
    let whole = Set(unsplitDims)
    var stride = mesh.count
    return mesh.shape.indices.flatMap { dim -> [Symmetry.Digit] in
      let length = mesh.shape[dim]
      let sorted = whole.contains(dim) ? [1, length] : ends[dim].sorted()
      return zip(sorted, sorted.dropFirst()).map { before, after in
        stride /= after / before
        return Symmetry.Digit(meshDim: dim, stride: stride, radix: after / before)
      }
    }
  }

  private mutating func split(_ dim: Int, inBlocksOf size: Int) {
    if size > 1, mesh.shape[dim] % size == 0 { ends[dim].insert(mesh.shape[dim] / size) }
  }

  /// Carries the ends of one side's digits to the other side; whether there were new ones.
  private mutating func spread(_ step: ReshardStep, _ shape: [Int]) -> Bool {
    var isNew = false
    for dim in shape.indices
    where [step.from, step.to].allSatisfy({ $0.isEven(dim, of: shape[dim]) }) {
      let sides = [step.from, step.to].map { $0.cutters(of: dim) }
      var all: Set<Int> = []
      for cutters in sides {
        var count = 1
        for meshDim in cutters {
          all.formUnion(ends[meshDim].map { $0 * count })
          count *= mesh.shape[meshDim]
        }
      }
      for cutters in sides {
        var count = 1
        for meshDim in cutters {
          let length = mesh.shape[meshDim]
          for end in all where end > count && end < count * length && end % count == 0 {
            if length % (end / count) == 0, ends[meshDim].insert(end / count).inserted {
              isNew = true
            }
          }
          count *= length
        }
      }
    }
    return isNew
  }
}

extension TensorDistAttr {
  /// Whether tensor dim `dim` of `size` falls into equal parts. Explicit sizes do not count as equal.
  fileprivate func isEven(_ dim: Int, of size: Int) -> Bool {
    let cutters = cutters(of: dim)
    return cutters.allSatisfy { sizes[$0] == nil }
      && size % cutters.reduce(1) { $0 * mesh.shape[$1] } == 0
  }
}
