import Sharding

/// Who holds what of a tensor: the grid that its cuts make, and the ranks of each of its blocks.
///
/// Each tensor dim is cut by mesh dims of its own, so that the blocks always form a grid; of a dim that is cut into parts
/// or blocks a rank has several of them. Every block
/// has equally many holders: `terms` that are folded where the tensor is partial, each of them held by
/// replicas.
struct Layout {
  /// A block that some ranks hold.
  struct Block {
    let box: Box
    /// Of each partial value in mesh order the ranks that hold it; one term where nothing is partial.
    var terms: [[Int]]

    var ranks: [Int] { terms.flatMap(\.self) }
  }

  let shape: [Int]
  let attr: TensorDistAttr
  /// Of each tensor dim the pieces that hold elements, in order.
  let pieces: [[Range<Int>]]
  /// By the first index in each dim.
  let blocks: [[Int]: Block]
  /// The ranks that hold nothing, ascending.
  let idle: [Int]
  /// The most elements that a rank holds.
  let largestShard: Int

  /// The layout of a tensor that can lie so, see `TensorDistAttr.validate`. O(ranks · dims).
  init(shape: [Int], attr: TensorDistAttr) {
    let mesh = attr.mesh
    var cuts = shape.map { _ in Set<Range<Int>>() }
    var found: [[Int]: [[Int]: [Int]]] = [:]
    var boxes: [[Int]: Box] = [:]
    var idle: [Int] = []
    var largestShard = 0
    for position in mesh.ranks.indices {
      let coordinate = mesh.coordinate(at: position)
      let extent = attr.extent(at: coordinate, shape: shape)
      guard !extent.isEmpty else {
        idle.append(mesh.ranks[position])
        continue
      }
      largestShard = max(largestShard, extent.count)
      for dim in shape.indices { cuts[dim].formUnion(extent.ranges[dim]) }
      let term = attr.partialDims.map { coordinate[$0] }
      for box in extent.boxes {
        boxes[box.offsets] = box
        found[box.offsets, default: [:]][term, default: []].append(mesh.ranks[position])
      }
    }
    self.shape = shape
    self.attr = attr
    self.idle = idle.sorted()
    self.largestShard = largestShard
    pieces = cuts.map { $0.sorted { $0.lowerBound < $1.lowerBound } }
    blocks = boxes.mapValues { box in
      let terms = found[box.offsets, default: [:]].sorted {
        $0.key.lexicographicallyPrecedes($1.key)
      }
      return Block(box: box, terms: terms.map { $0.value.sorted() })
    }
  }
}

extension Layout {
  /// What joins the terms of a block in a sum or product, or merely parts them.
  var joint: String {
    let ops = Set(attr.placements.compactMap(\.reduceOp))
    return ops == [.sum] ? "+" : ops == [.prod] ? "×" : "|"
  }

  /// The partial placements: `P(sum)`; nil if nothing is partial.
  var partialMark: String? {
    var marks: [String] = []
    for dim in attr.partialDims {
      let mark = attr.placements[dim].description
      if !marks.contains(mark) { marks.append(mark) }
    }
    return marks.isEmpty ? nil : marks.joined(separator: ",")
  }
}
