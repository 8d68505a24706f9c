import OpCases
import SPMDRules
import Sharding

/// What one rank computes of an op's gradient from its shards: the meaning that a rule's answer must keep.
struct Gradient: Sendable {
  /// The calls that are tried.
  let cases: [OpCase]
  /// The outputs, of whole tensors or of a rank's shards alike.
  let compute: @Sendable (LocalGradient) -> [Grid]

  init(_ cases: [OpCase], _ compute: @escaping @Sendable (LocalGradient) -> [Grid]) {
    (self.cases, self.compute) = (cases, compute)
  }
}

/// A call of a gradient on the shards of one rank, or on whole tensors.
struct LocalGradient {
  /// With the attributes that a rank's part has, see `SPMDRule.localAttributes`.
  let part: ReferenceCall
  /// The inputs' global shapes.
  let inputShapes: [[Int]]
  /// Which parts of the outputs are claimed to come out.
  let outputBoxes: [Box]

  var x: Grid { part.x }
  var y: Grid { part.y }
}
