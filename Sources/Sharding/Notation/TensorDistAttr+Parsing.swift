extension TensorDistAttr {
  /// The attribute that a text of the notation names: `S(0),R@stage1`, `P(sum)`,
  /// `S(0)#1,S(0)#0`, `S(0:5,1,0,2)`, `S(1/3)`, `S(0%64)`; the empty text on a mesh without dims.
  ///
  /// White space may stand between tokens. The text of `description` gives the attribute back.
  ///
  /// - Parameter meshes: those that `@name` can mean; it may be left out where there is exactly one.
  /// - Throws: `ShardingError.notation` with the column of what is not in the notation or of a mesh
  ///   that is not known; `ShardingError.placement` where the placements do not fit the mesh.
  public init(parsing text: String, on meshes: [ProcessMesh]) throws(ShardingError) {
    var scanner = NotationScanner(text)
    let list = try PlacementList(from: &scanner)
    try scanner.requireEnd(or: list.follow)
    try self.init(list, on: meshes, in: scanner)
  }

  /// The attribute that a text of the notation names on the only mesh there is.
  public init(parsing text: String, on mesh: ProcessMesh) throws(ShardingError) {
    try self.init(parsing: text, on: [mesh])
  }

  init(_ list: PlacementList, on meshes: [ProcessMesh], in scanner: NotationScanner)
    throws(ShardingError)
  {
    try self.init(
      mesh: list.mesh(of: meshes, in: scanner), placements: list.placements,
      cutOrder: list.cutOrder(in: scanner), pieces: list.pieces)
  }
}

extension PlacementList {
  /// What may go on with the list, in words.
  var follow: String? {
    if meshName != nil { return nil }
    guard let last = placements.indices.last else { return "a placement, '@'" }
    return placements[last].shardDim != nil && turns[last] == nil ? "'#', ',', '@'" : "',', '@'"
  }

  /// The mesh that the list lies on.
  fileprivate func mesh(of meshes: [ProcessMesh], in scanner: NotationScanner)
    throws(ShardingError) -> ProcessMesh
  {
    let known = meshes.compactMap(\.name).map { "'\($0)'" }.joined(separator: ", ")
    guard let meshName else {
      if meshes.count == 1 { return meshes[0] }
      throw scanner.failure(
        meshes.isEmpty
          ? "no mesh is known to place on"
          : "expected '@' and the name of a mesh, one of \(known), found none", column: meshColumn)
    }
    let matches = Set(meshes.filter { $0.name == meshName })
    guard let mesh = matches.first else {
      let known = known.isEmpty ? "no named mesh is known" : "known are \(known)"
      throw scanner.failure("mesh '\(meshName)' is not known, \(known)", column: meshColumn)
    }
    guard matches.count == 1 else {
      throw scanner.failure(
        "mesh '\(meshName)' is one name of \(matches.count) meshes", column: meshColumn)
    }
    return mesh
  }
}
