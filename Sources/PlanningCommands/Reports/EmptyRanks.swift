import Elements
import Files
import Sharding

extension TensorDistAttr {
  /// Which ranks hold no element of a tensor of `shape`, in words; nil if none does, or the tensor has no
  /// elements at all.
  package func emptyRanks(shape: [Int]) -> String? {
    let count = emptyRankCount(shape: shape)
    if count == 0 || shape.contains(0) { return nil }
    guard count <= 8, mesh.count <= 4096 else {
      return "\(count) of \(mesh.count) ranks hold nothing under \(self)"
    }
    let ranks = mesh.ranks.filter { box(of: $0, shape: shape)?.isEmpty == true }.sorted()
    let names = ranks.map(String.init).joined(separator: ", ")
    return ranks.count == 1
      ? "rank \(names) holds nothing under \(self)" : "ranks \(names) hold nothing under \(self)"
  }
}
