/// Where a tensor is to lie, as it is written: `S(0),R@grid`. It is not known yet which mesh that is.
public struct Annotation: Hashable, Sendable {
  /// One for each mesh dim.
  public let placements: [Placement]
  /// As `TensorDistAttr.cutOrder`; nil where the mesh dims cut in their own order.
  let cutOrder: [Int]?
  /// As `TensorDistAttr.pieces`.
  public let pieces: [Cut?]
  /// The name after `@`; nil for the only mesh there is.
  public let meshName: String?

  init(placements: [Placement], cutOrder: [Int]?, pieces: [Cut?], meshName: String?) {
    self.placements = placements
    self.cutOrder = cutOrder
    self.pieces = pieces
    self.meshName = meshName
  }
}

extension Annotation {
  /// As `TensorDistAttr.sizes`.
  public var sizes: [[Int]?] { pieces.map { $0?.explicitSizes } }

  /// The annotation that a text of the notation says. The text of `description` gives it back.
  ///
  /// - Throws: `ShardingError.notation` with the column of what is not in the notation.
  public init(parsing text: String) throws(ShardingError) {
    var scanner = NotationScanner(text)
    let list = try PlacementList(from: &scanner)
    try scanner.requireEnd(or: list.follow)
    let order = try list.cutOrder(in: scanner)
    let usual = list.placements.indices.map { index -> Int in
      guard let dim = list.placements[index].shardDim else { return 0 }
      return list.placements[..<index].count { $0.shardDim == dim }
    }
    self.init(
      placements: list.placements, cutOrder: order == usual ? nil : order, pieces: list.pieces,
      meshName: list.meshName)
  }

  /// Where a tensor lies, without the mesh's ranks.
  public init(_ attr: TensorDistAttr) {
    let isUsual = attr.placements.compactMap(\.shardDim).allSatisfy { dim in
      attr.cutters(of: dim) == attr.cutters(of: dim).sorted()
    }
    self.init(
      placements: attr.placements, cutOrder: isUsual ? nil : attr.cutOrder, pieces: attr.pieces,
      meshName: attr.mesh.name)
  }

  /// Replicated over as many mesh dims as the mesh has.
  package static func replicated(on mesh: ProcessMesh) -> Annotation {
    Annotation(
      placements: mesh.shape.map { _ in .replicate }, cutOrder: nil,
      pieces: mesh.shape.map { _ in nil }, meshName: mesh.name)
  }

  /// The same placements on the mesh of this name.
  package func on(_ name: String?) -> Annotation {
    Annotation(placements: placements, cutOrder: cutOrder, pieces: pieces, meshName: name)
  }

  /// The same, replicated where it is partial.
  package var withoutPartials: Annotation {
    let whole = placements.map { $0.reduceOp == nil ? $0 : .replicate }
    return Annotation(placements: whole, cutOrder: cutOrder, pieces: pieces, meshName: meshName)
  }

  /// The attribute that is meant.
  ///
  /// - Parameter meshes: those that `@name` can mean; it may be left out where there is exactly one.
  /// - Throws: `ShardingError` where the mesh is not known, or the placements do not fit it.
  public func attr(on meshes: [ProcessMesh]) throws(ShardingError) -> TensorDistAttr {
    try TensorDistAttr(parsing: description, on: meshes)
  }
}

extension Annotation: CustomStringConvertible {
  /// The notation.
  public var description: String {
    let texts = placements.indices.map { meshDim -> String in
      guard let dim = placements[meshDim].shardDim else { return placements[meshDim].description }
      return "S(\(dim)\(pieces[meshDim]?.mark ?? ""))" + (cutOrder.map { "#\($0[meshDim])" } ?? "")
    }
    return texts.joined(separator: ",") + (meshName.map { "@\($0)" } ?? "")
  }
}
