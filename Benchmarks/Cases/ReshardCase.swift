import Resharding
import Sharding
import Elements
import Tessera

/// A reshard that is measured, and what MPI offers for the same by hand.
struct ReshardCase: Hashable {
  /// The calls that a program without Tessera would make; in brackets where the layouts need it.
  enum Raw: String {
    case allGather = "MPI_Allgather"
    case allGatherUnpack = "MPI_Allgather + unpack"
    case allReduce = "MPI_Allreduce"
    case reduceScatter = "MPI_Reduce_scatter_block"
    case packReduceScatter = "pack + MPI_Reduce_scatter_block"
    case packAllToAll = "pack + MPI_Alltoall"
    case allToAllUnpack = "MPI_Alltoall + unpack"
    case send = "MPI_Isend/Irecv"
    case packSend = "pack + MPI_Isend/Irecv"
    case broadcast = "MPI_Bcast"
    case gather = "MPI_Gather"
    case scatter = "MPI_Scatter"
    /// Nothing has to move.
    case none = "none"
  }

  let from: String
  let to: String
  let raw: Raw
  /// The collective's name where the case is called by it.
  private(set) var collective: String?

  init(_ collective: String? = nil, from: String, to: String, raw: Raw) {
    (self.from, self.to, self.raw, self.collective) = (from, to, raw, collective)
  }

  /// `all-gather`, or `S0->R`.
  var name: String { collective ?? placements }

  /// `S0->R`.
  var placements: String { "\(Self.short(from))->\(Self.short(to))" }

  /// What the ranks' values are folded by.
  var reduceOp: String { from.hasPrefix("P(sum)") ? "sum" : "none" }

  /// The reshards that are a collective of MPI, in nccl-tests' order.
  static let collectives = [
    ReshardCase("all-reduce", from: "P(sum)", to: "R", raw: .allReduce),
    ReshardCase("all-gather", from: "S(0)", to: "R", raw: .allGather),
    ReshardCase("reduce-scatter", from: "P(sum)", to: "S(0)", raw: .reduceScatter),
    ReshardCase("all-to-all", from: "S(0)", to: "S(1)", raw: .packAllToAll),
    ReshardCase("broadcast", from: "R@one", to: "R", raw: .broadcast),
    ReshardCase("gather", from: "S(0)", to: "R@one", raw: .gather),
    ReshardCase("scatter", from: "R@one", to: "S(0)", raw: .scatter),
    ReshardCase("send-receive", from: "S(0)@a", to: "S(0)@b", raw: .send),
  ]

  /// The case of that name, a collective or placements as `S0->R`.
  ///
  /// - Throws: `TesseraError.Kind.usage` if there is none.
  init(named name: String, of option: String) throws {
    let all = Self.collectives + Self.full
    guard let found = all.first(where: { $0.name == name }) else {
      let names = all.map(\.name)
      let hint = name.nearest(among: names).first.map { "; did you mean '\($0)'?" } ?? ""
      throw TesseraError(
        .usage,
        "\(option): one of \(names.joined(separator: ", ")) is required, not '\(name)'\(hint)")
    }
    self = found
  }

  private static func short(_ text: String) -> String {
    text.replacing("(sum)", with: "").replacing("(", with: "").replacing(")", with: "")
  }

  /// Those that are measured without `--full`.
  static let quick = [
    ReshardCase(from: "S(0)", to: "R", raw: .allGather),
    ReshardCase(from: "P(sum)", to: "R", raw: .allReduce),
    ReshardCase(from: "P(sum)", to: "S(0)", raw: .reduceScatter),
    ReshardCase(from: "S(0)", to: "S(1)", raw: .packAllToAll),
    ReshardCase(from: "R", to: "S(0)", raw: .none),
    ReshardCase(from: "S(0)@a", to: "S(0)@b", raw: .send),
    ReshardCase(from: "S(0)@a", to: "S(1)@b", raw: .packSend),
  ]

  static let full =
    quick + [
      ReshardCase(from: "S(1)", to: "R", raw: .allGatherUnpack),
      ReshardCase(from: "P(sum)", to: "S(1)", raw: .packReduceScatter),
      ReshardCase(from: "S(1)", to: "S(0)", raw: .allToAllUnpack),
      ReshardCase(from: "R", to: "P(sum)", raw: .none),
    ]
}

extension ReshardCase {
  /// Whether tensors of that dtype and of so many dims can lie so, on both sides.
  func suits(_ dtype: DType, ndim: Int) -> Bool {
    [from, to].allSatisfy {
      ($0.hasPrefix("P(sum)") ? dtype.carries(.sum) : true)
        && ($0.hasPrefix("S(1)") ? ndim > 1 : true)
    }
  }

  /// On all ranks of the job, or one; between meshes, from the first half (a) to the second (b).
  func transition(shape: [Int], dtype: DType, ranks: Int) throws -> Transition {
    let half = ranks / 2
    let meshes = [
      try ProcessMesh(shape: [ranks], axes: ["x"], name: "all"),
      try ProcessMesh(shape: [half], axes: ["x"], ranks: Array(0..<half), name: "a"),
      try ProcessMesh(shape: [half], axes: ["x"], ranks: Array(half..<2 * half), name: "b"),
      try ProcessMesh(shape: [1], axes: ["x"], ranks: [0], name: "one"),
    ]
    func attr(_ text: String) throws -> TensorDistAttr {
      try TensorDistAttr(parsing: text.contains("@") ? text : "\(text)@all", on: meshes)
    }
    return Transition(shape: shape, dtype: dtype, from: try attr(from), to: try attr(to))
  }

  /// The bytes that nccl-tests divides by the time for its algorithm bandwidth, and what it multiplies
  /// that by for its bus bandwidth.
  func bandwidthTerms(bytes: Int, ranks: Int) -> (size: Double, factor: Double) {
    let (size, count) = (Double(bytes), Double(ranks))
    return switch raw {
    case .allGather, .allGatherUnpack, .reduceScatter, .packReduceScatter, .gather, .scatter:
      (size, (count - 1) / count)
    case .allReduce: (size, 2 * (count - 1) / count)
    case .packAllToAll, .allToAllUnpack: (size / count, (count - 1) / count)
    case .send, .packSend: (size / Double(ranks / 2), 1)
    case .broadcast: (size, 1)
    case .none: (size, 0)
    }
  }
}
