import Elements
import Sharding

extension DistTensor {
  /// A table of the block that each rank of the mesh holds: the rank, its coordinate, and the block as
  /// NumPy slices it. Nothing is communicated.
  ///
  ///     rank  tp  block
  ///     0     0   [0:3, 0:7, 0:2, 0:10]
  ///     1     1   [0:3, 0:7, 2:3, 0:10]
  ///
  /// Where a dim is cut into parts or blocks, their ranges are joined: `[0:3, 0:2+6:8]`. If the tensor is partial, each line ends with the reduction: ` of P(sum) over tp`.
  public var shardTable: String {
    let partial = placements.indices.filter { placements[$0].reduceOp != nil }
      .map { "\(placements[$0]) over \(mesh.axes[$0])" }
    let suffix = partial.isEmpty ? "" : " of \(partial.joined(separator: ", "))"
    var rows: [[String]] = []
    for rank in mesh.ranks.sorted() {
      guard let coordinate = mesh.coordinate(of: rank),
        let extent = attr.extent(of: rank, shape: shape)
      else { continue }
      rows.append(
        ["\(rank)"] + coordinate.map(String.init)
          + ["\(extent)\(suffix)"])
    }
    return TextTable(header: ["rank"] + mesh.axes + ["block"], rows: rows).text
  }
}
