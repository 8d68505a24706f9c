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
  /// How a mesh dim cuts an axis, where every tensor with the axis can be cut so.
  private var pieces: [(axis: Int, cut: Cut)?]
  /// By mesh dim: whether a tensor is cut along it inside of the parts that a dim's outer axes make.
  private var mayStride: [Bool]

  /// - Parameter given: pairs of a tensor's index in the map (inputs, then outputs) and the tensor.
  init(_ map: AxisMap, _ given: [(index: Int, tensor: RuleTensor)], on mesh: ProcessMesh) {
    columns = [[Column]](repeating: [], count: mesh.ndim)
    windows = map.windows
    order = [[Int]](repeating: [], count: map.axes.count)
    pieces = [(axis: Int, cut: Cut)?](repeating: nil, count: mesh.ndim)
    mayStride = [Bool](repeating: false, count: mesh.ndim)
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
      if map.takesAnyOrder, case .parts(let parts) = tensor.attr.pieces[meshDim],
        let inner = map.inner(members, of: parts, from: position)
      {
        mayStride[meshDim] = true
        if inner != position { (position, cut) = (inner, 1) }
      }
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
      let isFirst = !columns[meshDim].contains(.axis(axis))
      add(.axis(axis), meshDim)
      if !order[axis].contains(meshDim) { order[axis].append(meshDim) }
      if let cut = tensor.attr.pieces[meshDim], pieces[meshDim] == nil,
        map.carries(cut, of: axis, isFirst: isFirst)
      {
        pieces[meshDim] = (axis, cut)
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
    var kept = [Cut?](repeating: nil, count: columns.count)
    for (meshDim, column) in columns.enumerated() {
      guard case .axis(let axis) = column else { continue }
      cuts[axis].append(meshDim)
      if let asked = pieces[meshDim], asked.axis == axis { kept[meshDim] = asked.cut }
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
      for meshDim in cuts[axis].dropFirst() where kept[meshDim]?.explicitSizes != nil {
        kept[meshDim] = nil
      }
    }
    for window in windows { cuts[window.axis] = cuts[window.base] }
    return Assignment(columns: columns, cuts: cuts, pieces: kept, mayStride: mayStride)
  }
}

extension AxisMap {
  /// Which of a dim's axes is cut by a cut into so many parts: the one before which the axes from `first` on have as many
  /// indices together; nil if there is none.
  fileprivate func inner(_ members: [Int], of parts: Int, from first: Int) -> Int? {
    // A second cut inside of the same parts is one of the same axis.
    let outer = members[..<first].reduce(1) { $0 * axes[$1].size }
    if first > 0, outer == parts { return first }
    var (count, position) = (1, first)
    while count < parts, position < members.count - 1 {
      count *= axes[members[position]].size
      position += 1
    }
    return position > first && count == parts ? position : nil
  }

  /// Whether a cut of an axis can be that of every tensor that has the axis.
  ///
  /// - Parameter isFirst: whether no larger tensor asks for another cut of it along the mesh dim.
  fileprivate func carries(_ cut: Cut, of axis: Int, isFirst: Bool) -> Bool {
    switch cut {
    case .sizes(let sizes): if sizes.reduce(0, +) != axes[axis].size { return false }
    case .parts, .cyclic: if !takesAnyOrder || !isFirst { return false }
    }
    return tensors.allSatisfy { $0.allSatisfy { !$0.contains(axis) || $0.count == 1 } }
      && windows.allSatisfy { $0.base != axis }
  }
}
