import Resharding
import Sharding

/// Transitions for every reshard function, with the calls of MPI that all ranks together make.
enum ReshardTable {
  struct Row: CustomStringConvertible {
    let function: String
    let from: String
    let to: String
    /// Over all ranks.
    let calls: [String: Int]

    init(_ function: String, _ from: String, _ to: String, _ calls: [String: Int] = [:]) {
      self.function = function
      self.from = from
      self.to = to
      self.calls = calls
    }

    /// A row whose ranks exchange messages, and wait for each that they send or receive.
    static func messages(
      _ function: String, _ from: String, _ to: String, _ count: Int,
      and more: [String: Int] = [:]
    ) -> Row {
      let calls = ["MPI_Isend": count, "MPI_Irecv": count, "MPI_Wait": 2 * count]
      return Row(function, from, to, calls.merging(more) { $1 })
    }

    var description: String { "\(function) \(from) -> \(to)" }
  }

  static let shape = [8, 12]

  static let meshes = [
    try! ProcessMesh(shape: [2], name: "pair"),
    try! ProcessMesh(shape: [2], ranks: [1, 0], name: "swapped"),
    try! ProcessMesh(shape: [2], ranks: [1, 2], name: "tail"),
    try! ProcessMesh(shape: [2], ranks: [3, 2], name: "far"),
    try! ProcessMesh(shape: [2], ranks: [1, 3], name: "part"),
    try! ProcessMesh(shape: [2], ranks: [4, 5], name: "out"),
    try! ProcessMesh(shape: [1], ranks: [0], name: "zero"),
    try! ProcessMesh(shape: [1], ranks: [1], name: "one"),
    try! ProcessMesh(shape: [1], ranks: [2], name: "two"),
    try! ProcessMesh(shape: [3], name: "three"),
    try! ProcessMesh(shape: [4], name: "row"),
    try! ProcessMesh(shape: [4], ranks: [4, 5, 6, 7], name: "stage"),
    try! ProcessMesh(shape: [1, 2], name: "flat"),
    try! ProcessMesh(shape: [2, 2], name: "grid"),
  ]

  static let rows =
    onOneMesh + toAndFromOneRank + betweenMeshes + severalDims

  private static let onOneMesh = [
    Row("RToS", "R@pair", "S(0)@pair"),
    Row("RToP", "R@pair", "P(sum)@pair"),
    Row("SToR", "S(1)@pair", "R@pair", ["MPI_Allgatherv": 2]),
    Row("SToR", "S(0)@three", "R@three", ["MPI_Allgatherv": 3]),
    Row("SToS", "S(0)@pair", "S(1)@pair", ["MPI_Alltoallv": 2]),
    Row("SToS", "S(0)@row", "S(0:1,0,5,2)@row", ["MPI_Alltoallv": 4]),
    Row("SToP", "S(0)@pair", "P(max)@pair"),
    Row("SToP", "S(0)@pair", "P(avg)@pair", ["MPI_Allgatherv": 2]),
    Row("PToR", "P(sum)@pair", "R@pair", ["MPI_Alltoallv": 2, "MPI_Allgatherv": 2]),
    Row("PToR", "P(prod)@three", "R@three", ["MPI_Alltoallv": 3, "MPI_Allgatherv": 3]),
    Row("PToS", "P(sum)@pair", "S(1)@pair", ["MPI_Alltoallv": 2]),
    Row("PToP", "P(sum)@pair", "P(max)@pair", ["MPI_Alltoallv": 2]),
    Row("PToP", "P(max)@pair", "P(avg)@pair", ["MPI_Alltoallv": 2, "MPI_Allgatherv": 2]),
  ]

  private static let toAndFromOneRank = [
    Row("XToRShrink", "S(0)@pair", "R@one", ["MPI_Gatherv": 2]),
    Row("XToRShrink", "S(1)@pair", "R@two", ["MPI_Gatherv": 3]),
    Row("XToRShrink", "P(sum)@pair", "R@zero", ["MPI_Gatherv": 2]),
    Row("XToRShrink", "P(sum),S(1)@grid", "R@two", ["MPI_Gatherv": 4]),
    Row("RToXExpand", "R@one", "S(0)@pair", ["MPI_Scatterv": 2]),
    Row("RToXExpand", "R@one", "R@pair", ["MPI_Bcast": 2]),
    Row("RToXExpand", "R@two", "P(sum)@pair", ["MPI_Scatterv": 3]),
    Row("RToXExpand", "R@one", "S(1),S(0)@grid", ["MPI_Scatterv": 4]),
  ]

  private static let betweenMeshes: [Row] = [
    .messages("SameStatus", "S(0)@pair", "S(0)@swapped", 2),
    .messages("SameStatus", "P(sum)@pair", "P(sum)@far", 2),
    .messages("SameStatus", "S(1)@row", "S(1)@stage", 4),
    .messages("RToSCrossMesh", "R@pair", "S(0)@three", 2),
    .messages("RToSCrossMesh", "R@pair", "S(0)@far", 2),
    .messages("SToRCrossMesh", "S(0)@pair", "R@tail", 3),
    .messages("SToRCrossMesh", "S(0)@pair", "R@far", 4),
    .messages("SToSCrossMesh", "S(0)@pair", "S(1)@swapped", 2),
    .messages("SToSCrossMesh", "S(0)@pair", "S(1)@far", 4),
    .messages("PToSCrossMesh", "P(sum)@pair", "S(0)@far", 4),
    .messages("SToPCrossMesh", "S(0)@pair", "P(sum)@far", 2),
    .messages("RToPCrossMesh", "R@pair", "P(sum)@far", 2),
    .messages("PToRCrossMesh", "P(sum)@pair", "R@far", 4, and: ["MPI_Alltoallv": 2]),
  ]

  private static let severalDims: [Row] = [
    Row("SameNdMesh", "S(0),S(1)@grid", "S(1),S(0)@grid", ["MPI_Alltoallv": 4]),
    Row("PToR", "P(sum),S(0)@grid", "R,S(0)@grid", ["MPI_Alltoallv": 4, "MPI_Allgatherv": 4]),
    .messages("CrossNdMesh", "R,S(0)@flat", "S(1)@far", 4),
    .messages("CrossNdMesh", "S(0),S(1)@grid", "R@out", 8),
    Row("GlobalToSubMesh", "S(0),R@grid", "S(0)@part"),
    .messages("GlobalToSubMesh", "S(1),R@grid", "R@part", 4),
    .messages("SubMeshToGlobal", "R@pair", "S(0),S(1)@grid", 2),
  ]
}
