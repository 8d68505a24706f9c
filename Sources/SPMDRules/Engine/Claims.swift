import Sharding

/// What the given tensors ask of the mesh dims: the columns that leave them as they are.
struct Claims {
  /// By mesh dim: the columns asked for, the larger tensors' first, each once.
  var columns: [[Column]]
  /// The mesh dims of which a tensor asks something that no column gives (a shard of a broadcast dim, a
  /// partial that cannot pass).
  var contradicted: Set<Int> = []
  /// By axis: the mesh dims in the order in which the largest tensor cuts it.
  var order: [[Int]]
  private let windows: [AxisWindow]
  /// Explicit sizes of a mesh dim's pieces of an axis, where every tensor with the axis can have them.
  private var sizes: [(axis: Int, pieces: [Int])?]

  /// - Parameter given: pairs of a tensor's index in the map (inputs, then outputs) and the tensor.
  init(_ map: AxisMap, _ given: [(index: Int, tensor: RuleTensor)], on mesh: ProcessMesh) {
    columns = [[Column]](repeating: [], count: mesh.ndim)
    windows = map.windows
    order = [[Int]](repeating: [], count: map.axes.count)
    sizes = [(axis: Int, pieces: [Int])?](repeating: nil, count: mesh.ndim)
    let bySize = given.enumerated().sorted {
      let (first, second) = ($0.element.tensor.shape, $1.element.tensor.shape)
      return (second.reduce(1, *), $0.offset) < (first.reduce(1, *), $1.offset)
    }
    for (_, (index, tensor)) in bySize where !map.shapeOnly.contains(index) {
      let dims = map.tensors[index]
      for dim in dims.indices { claim(dims[dim], dim, tensor, map, mesh) }
      for meshDim in tensor.attr.partialDims { flow(meshDim, index, tensor, map) }
    }
    for (_, (index, tensor)) in bySize where map.shapeOnly.contains(index) {
      suggest(tensor, map.tensors[index], map)
    }
  }

  /// A tensor that is not read asks only where nobody else does.
  private mutating func suggest(_ tensor: RuleTensor, _ dims: [[Int]], _ map: AxisMap) {
    for (dim, members) in dims.enumerated() {
      let cutters = tensor.attr.cutters(of: dim)
      guard let axis = members.first, members.count == 1, map.axes[axis].kind != .whole,
        cutters.allSatisfy({ columns[$0].isEmpty })
      else { continue }
      for meshDim in cutters {
        add(.axis(axis), meshDim)
        if !order[axis].contains(meshDim) { order[axis].append(meshDim) }
      }
    }
  }

  /// The axes of one dim are claimed, major first, by the mesh dims that cut it, in cut order.
  private mutating func claim(
    _ members: [Int], _ dim: Int, _ tensor: RuleTensor, _ map: AxisMap, _ mesh: ProcessMesh
  ) {
    var position = 0
    var cut = 1
    for meshDim in tensor.attr.cutters(of: dim) {
      let ways = mesh.shape[meshDim]
      while position < members.count - 1, cut >= map.axes[members[position]].size {
        position += 1
        cut = 1
      }
      guard position < members.count,
        map.axes[map.base(of: members[position])].kind != .whole
      else {
        contradicted.insert(meshDim)
        continue
      }
      let axis = map.base(of: members[position])
      cut *= ways
      add(.axis(axis), meshDim)
      if !order[axis].contains(meshDim) { order[axis].append(meshDim) }
      if let pieces = tensor.attr.sizes[meshDim], sizes[meshDim] == nil,
        pieces.reduce(0, +) == map.axes[axis].size,
        map.tensors.allSatisfy({ $0.allSatisfy { !$0.contains(axis) || $0.count == 1 } }),
        map.windows.allSatisfy({ $0.base != axis })
      {
        sizes[meshDim] = (axis, pieces)
      }
    }
  }

  /// A partial state asks for the flows that keep it; that of an output also for a shard of the axes
  /// that leave it so.
  private mutating func flow(_ meshDim: Int, _ index: Int, _ tensor: RuleTensor, _ map: AxisMap) {
    let state = tensor.attr.placements[meshDim]
    var found = false
    if index >= map.inputs.count {
      for (axis, entry) in map.axes.enumerated() where !map.tensors[index].joined().contains(axis) {
        guard case .reduced(let op) = entry.kind, state == .partial(op) else { continue }
        add(.axis(axis), meshDim)
        found = true
      }
    }
    for (number, flow) in map.flows.enumerated() {
      let kept =
        index < map.inputs.count
        ? flow.inputs[index] == state : flow.outputs[index - map.inputs.count] == state
      if kept {
        add(.flow(number), meshDim)
        found = true
      }
    }
    if !found { contradicted.insert(meshDim) }
  }

  private mutating func add(_ column: Column, _ meshDim: Int) {
    if !columns[meshDim].contains(column) { columns[meshDim].append(column) }
  }

  /// The assignment of these columns, axes cut in the order that was asked for.
  func assignment(_ columns: [Column]) -> Assignment {
    var cuts = [[Int]](repeating: [], count: order.count)
    var kept = [[Int]?](repeating: nil, count: columns.count)
    for (meshDim, column) in columns.enumerated() {
      guard case .axis(let axis) = column else { continue }
      cuts[axis].append(meshDim)
      if let asked = sizes[meshDim], asked.axis == axis { kept[meshDim] = asked.pieces }
    }
    for axis in cuts.indices where cuts[axis].count > 1 {
      let wanted = order[axis]
      let ranked = cuts[axis].map { meshDim in
        (turn: wanted.firstIndex(of: meshDim) ?? wanted.count + meshDim, meshDim: meshDim)
      }
      cuts[axis] = ranked.sorted { $0.turn < $1.turn }.map(\.meshDim)
    }
    // Explicit sizes hold for a first cut of the whole axis only.
    for axis in cuts.indices {
      for meshDim in cuts[axis].dropFirst() { kept[meshDim] = nil }
    }
    for window in windows { cuts[window.axis] = cuts[window.base] }
    return Assignment(columns: columns, cuts: cuts, sizes: kept)
  }
}
