extension TensorDistAttr: CustomStringConvertible {
  /// The notation: `S(0),R@stage1`, `S(0)#1,S(0)#0`, `S(0:5,1,0,2)`, `S(1/3)`, `S(0%64+1)`.
  public var description: String {
    let texts = placements.indices.map { meshDim -> String in
      guard let dim = placements[meshDim].shardDim else { return placements[meshDim].description }
      let cuts = cutters(of: dim)
      let turn = cuts == cuts.sorted() ? "" : "#\(cutOrder[meshDim])"
      return "S(\(dim)\(pieces[meshDim]?.mark ?? ""))\(turn)"
    }
    return texts.joined(separator: ",") + (mesh.name.map { "@\($0)" } ?? "")
  }
}
