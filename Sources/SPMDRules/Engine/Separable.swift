import Sharding

extension AxisMap {
  /// The dist attrs of all tensors where those that share no axis are placed each for itself: a mesh
  /// dim may shard another axis in each part. The digests are partial where any part makes them so.
  func separateAttrs(_ given: [(index: Int, tensor: RuleTensor)], on mesh: ProcessMesh)
    -> [TensorDistAttr]
  {
    var attrs = tensors.map { _ in TensorDistAttr.replicated(on: mesh) }
    let shared = digests.map { inputs.count + $0 }
    for part in parts {
      let members = (part.tensors + shared).sorted()
      var own = self
      own.inputs = members.filter { $0 < inputs.count }.map { inputs[$0] }
      own.outputs = members.filter { $0 >= inputs.count }.map { tensors[$0] }
      for axis in axes.indices where !part.axes.contains(axis) { own.axes[axis].kind = .whole }
      let known = given.compactMap { index, tensor in
        part.tensors.contains(index)
          ? members.firstIndex(of: index).map { (index: $0, tensor: tensor) } : nil
      }
      for (index, attr) in zip(members, Search(own, known, on: mesh).bestAttrs()) {
        if part.tensors.contains(index) {
          attrs[index] = attr
        } else {
          for meshDim in attr.partialDims {
            attrs[index] = attrs[index].replacing(meshDim, with: attr.placements[meshDim])
          }
        }
      }
    }
    return attrs
  }

  /// The tensors that share axes, and their axes.
  private var parts: [(axes: Set<Int>, tensors: Set<Int>)] {
    var parts: [(axes: Set<Int>, tensors: Set<Int>)] = []
    for (index, dims) in tensors.enumerated() {
      var part = (axes: Set(dims.joined()), tensors: Set([index]))
      guard !part.axes.isEmpty else { continue }
      for other in parts where !other.axes.isDisjoint(with: part.axes) {
        part.axes.formUnion(other.axes)
        part.tensors.formUnion(other.tensors)
      }
      parts.removeAll { !$0.axes.isDisjoint(with: part.axes) }
      parts.append(part)
    }
    return parts
  }
}
