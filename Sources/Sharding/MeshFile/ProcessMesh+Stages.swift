extension ProcessMesh {
  /// The meshes of a pipeline's stages: at each coordinate along a mesh dim, what the other dims span. They are named
  /// `stage0`, `stage1`, and so on.
  ///
  /// - Parameter axis: the name of the mesh dim; nil is returned where the mesh has none of that name.
  /// - Complexity: O(1) for each stage if the ranks ascend by one and the dim is the first, else O(count).
  package func stages(along axis: String) -> [ProcessMesh]? {
    guard let dim = axes.firstIndex(of: axis) else { return nil }
    var (shape, axes) = (shape, axes)
    let length = shape.remove(at: dim)
    axes.remove(at: dim)
    if shape.isEmpty { (shape, axes) = ([1], ["dp"]) }
    let size = count / length
    // How many positions lie between two coordinates of the dim.
    let inner = self.shape[(dim + 1)...].reduce(1, *)
    return (0..<length).map { stage in
      let order =
        dim == 0 && isConsecutive
        ? RankOrder(ranks(from: stage * size, count: size))
        : RankOrder(
          (0..<size).map { ranks[($0 / inner * length + stage) * inner + $0 % inner] })
      // Parts of a mesh fulfil every requirement.
      return try! ProcessMesh(shape: shape, axes: axes, order: order, name: "stage\(stage)")
    }
  }

  private func ranks(from position: Int, count: Int) -> Range<Int> {
    let first = (rankOrder.range?.lowerBound ?? 0) + position
    return first..<first + count
  }
}

extension MeshFile {
  /// The text of a mesh file with these meshes, in one line, as `--mesh` takes it in place.
  package static func text(of meshes: [ProcessMesh]) -> String {
    let entries = meshes.map { mesh in
      let range = mesh.count > 1 ? mesh.rankOrder.range : nil
      let ranks = range.map { "\($0.lowerBound)-\($0.upperBound - 1)" } ?? "\(mesh.ranks)"
      let axes = mesh.axes.joined(separator: ", ")
      return "\(mesh.name ?? ""): {shape: \(mesh.shape), axes: [\(axes)], ranks: \(ranks)}"
    }
    return "{meshes: {\(entries.joined(separator: ", "))}}"
  }
}
