import Ops
import Elements
import Foundation
import PlanningCommands
import SPMDRules
import Sharding
import Tensors
import Tessera

/// One op under several placements of its inputs, beside each other: the fields that `--json` prints.
struct OpComparison: Encodable {
  struct Row: Encodable {
    let inputs: [String]
    let outputs: [String]
    /// By all ranks, as planned.
    let received: Int
    /// Of the slowest rank, the median.
    let seconds: Double
    /// Of the rank that holds most: the inputs as given and as the op wants them, and the outputs.
    let heldBytes: Int

    enum CodingKeys: String, CodingKey {
      case inputs, outputs, seconds
      case received = "received_total"
      case heldBytes = "held_bytes"
    }
  }

  let op: String
  private(set) var rows: [Row] = []

  init(_ op: String) { self.op = op }

  /// How often each is timed, after a run that is not.
  private static let repeats = 3

  /// Runs the op, and adds what it took. All ranks call it.
  mutating func add(
    _ inputs: [Operand<OpInput>], _ attributes: [String: AttributeValue], on cluster: Cluster
  ) throws {
    let tensors = try cluster.together {
      try inputs.map { try $0.mapped { try $0.tensor($0.attr, on: cluster) } }
    }
    func run() throws -> (result: [DistTensor], trace: Trace) {
      try Trace.record { try cluster.together { try cluster.apply(op, tensors, attributes) } }
    }
    var (outputs, trace) = try run()
    let seconds = try SlowestRank.seconds(Self.repeats, on: cluster) {
      (outputs, trace) = try run()
    }
    let given = inputs.flatMap(\.elements).map(\.spec)
    let moves = trace.entries.flatMap(\.moves)
    let moved = try moves.compactMap { move -> TensorSpec? in
      guard given.indices.contains(move.input) else { return nil }
      let spec = given[move.input]
      return try TensorSpec(
        dtype: spec.dtype, shape: spec.shape,
        attr: try TensorDistAttr(parsing: move.to, on: [spec.attr.mesh]))
    }
    let held = try given + moved + outputs.map { try $0.spec }
    let ranks = Set(held.flatMap(\.attr.mesh.ranks))
    rows.append(
      Row(
        inputs: given.map(\.attr.description), outputs: outputs.map(\.attr.description),
        received: moves.flatMap(\.steps).reduce(0) { $0 + $1.bytesReceived },
        seconds: seconds[Self.repeats / 2],
        heldBytes: ranks.map { rank in held.reduce(0) { $0 + $1.bytes(on: rank) } }.max() ?? 0))
  }

  var table: TextTable {
    TextTable(
      [
        "inputs", "outputs", .init("received", of: .allRanks),
        .init("time", of: .slowestRank, in: "ms"), .init("memory", of: .busiestRank),
      ],
      rows.map { row in
        [
          .words(row.inputs.joined(separator: "; ")), .words(row.outputs.joined(separator: "; ")),
          .bytes(row.received), .milliseconds(row.seconds), .bytes(row.heldBytes),
        ]
      })
  }

  var text: String { ([op] + table.lines).joined(separator: "\n") }

  func json() throws -> String { try prettyJSON() }
}

extension TensorSpec {
  fileprivate func bytes(on rank: Int) -> Int {
    (attr.box(of: rank, shape: shape)?.count ?? 0) * dtype.byteCount
  }
}

extension DistTensor {
  /// It in the notation.
  fileprivate var spec: TensorSpec {
    get throws { try TensorSpec(dtype: dtype, shape: shape, attr: attr) }
  }
}

extension Operand {
  /// The same with what `body` makes of each.
  func mapped<Other>(_ body: (Element) throws -> Other) rethrows -> Operand<Other> {
    switch self {
    case .one(let tensor): .one(try body(tensor))
    case .list(let list): .list(try list.map(body))
    }
  }
}
