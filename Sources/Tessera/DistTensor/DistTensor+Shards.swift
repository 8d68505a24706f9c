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
  /// If the tensor is partial, each line ends with the reduction: ` of P(sum) over tp`.
  public var shardTable: String {
    let partial = placements.indices.filter { placements[$0].reduceOp != nil }
      .map { "\(placements[$0]) over \(mesh.axes[$0])" }
    let suffix = partial.isEmpty ? "" : " of \(partial.joined(separator: ", "))"
    var rows: [[String]] = []
    for rank in mesh.ranks.sorted() {
      guard let coordinate = mesh.coordinate(of: rank), let box = attr.box(of: rank, shape: shape)
      else { continue }
      let slices = zip(box.offsets, box.sizes).map { "\($0):\($0 + $1)" }
      rows.append(
        ["\(rank)"] + coordinate.map(String.init)
          + ["[\(slices.joined(separator: ", "))]\(suffix)"])
    }
    return TextTable(header: ["rank"] + mesh.axes + ["block"], rows: rows).text
  }
}
