import Elements
import ReshardCases
import Resharding
import Sharding
import Testing

/// Reshards between ways to cut a dim, counted index by index.
@Suite struct PartsOfADimTests {
  /// What the ranks need and do not have, found for each index by itself.
  private static func missing(_ transition: Transition) -> Int {
    func holdings(_ attr: TensorDistAttr) -> [Int: Set<[Int]>] {
      var held: [Int: Set<[Int]>] = [:]
      for rank in attr.mesh.ranks {
        let extent = attr.extent(of: rank, shape: transition.shape)!
        held[rank] = extent.ranges.reduce(into: Set([[Int]()])) { indices, dim in
          indices = Set(indices.flatMap { index in dim.flatMap { $0.map { index + [$0] } } })
        }
      }
      return held
    }
    let (old, new) = (holdings(transition.from), holdings(transition.to))
    return new.reduce(0) { $0 + $1.value.subtracting(old[$1.key] ?? []).count }
      * transition.dtype.byteCount
  }

  private static let row = [
    "R", "S(0)", "S(1)", "S(0/2)", "S(0/3)", "S(1/2)", "S(0%1)", "S(0%2+1)", "S(0%5)", "S(1%2)",
  ]
  private static let grid = [
    "S(0),S(0)", "S(0/2),S(0)", "S(0/3),S(0/3)", "S(0)#1,S(0)#0", "S(0%2+1),S(1%1)", "R,S(0/3)",
    "S(0%2),S(0/2)", "S(1/2),S(0%3+1)", "S(0/2)#1,S(0%2)#0", "R,R",
  ]

  @Test(arguments: [0, 1, 7, 12], [2, 3])
  func `every way of cutting goes to every other with the fewest bytes`(size: Int, ranks: Int)
    throws
  {
    let mesh = try ProcessMesh(shape: [ranks])
    let others = [mesh, try ProcessMesh(shape: [3], ranks: [4, 1, 0])]
    for from in Self.row {
      for to in Self.row {
        for other in others {
          try check(
            Transition(
              shape: [size, 5], dtype: .int16, from: TensorDistAttr(parsing: from, on: mesh),
              to: TensorDistAttr(parsing: to, on: other)))
        }
      }
    }
  }

  @Test(arguments: [5, 12])
  func `so do cuts by two mesh dims`(size: Int) throws {
    let mesh = try ProcessMesh(shape: [2, 2])
    let others = [mesh, try ProcessMesh(shape: [2, 3], ranks: [5, 0, 4, 1, 3, 2])]
    for from in Self.grid {
      for to in Self.grid {
        for other in others {
          try check(
            Transition(
              shape: [size, 4], dtype: .float32, from: TensorDistAttr(parsing: from, on: mesh),
              to: TensorDistAttr(parsing: to, on: other)))
        }
      }
    }
  }

  private func check(_ transition: Transition) throws {
    let trial = try Trial(transition, stagingBytes: 24, planning: Planning(minimise: .bytes))
    let certificate = Planner(Planning(minimise: .bytes)).certificate(of: trial.plan)
    let least = Self.missing(transition)
    if let fault = trial.fault { Issue.record("\(fault)\n\(transition.commandLine)") }
    #expect(trial.moved == least, "\(transition)")
    #expect(certificate.received == least && certificate.lowerBound == least, "\(transition)")
  }

  @Test(arguments: ["S(0/3)", "S(0%4)", "S(0%2+1)"])
  func `partial values of every op are folded into it, and it becomes partial`(placement: String)
    throws
  {
    let mesh = try ProcessMesh(shape: [2])
    for dtype in [DType.float32, .int32, .bool, .bfloat16] {
      for op in ReduceOp.allCases.filter(dtype.carries) {
        for (from, to) in [("P(\(op))", placement), (placement, "P(\(op))")] {
          let transition = Transition(
            shape: [12, 3], dtype: dtype, from: try TensorDistAttr(parsing: from, on: mesh),
            to: try TensorDistAttr(parsing: to, on: mesh))
          if let fault = try Trial(transition).fault { Issue.record("\(fault)") }
        }
      }
    }
  }

  @Test func `in shard order a cut is planned without a look at ranks or parts`() throws {
    let mesh = try ProcessMesh(parsing: "{dp: 128, tp: 8192}")
    func plan(_ from: String, _ to: String) throws -> ReshardPlan {
      try Planner().plan(
        Transition(
          shape: [4096, 3 * 8192], dtype: .bfloat16, from: TensorDistAttr(parsing: from, on: mesh),
          to: TensorDistAttr(parsing: to, on: mesh)))
    }
    let (strided, plain) = (try plan("R,S(1/3)", "R,R"), try plan("R,S(1)", "R,R"))
    let (one, other) = (Planner().certificate(of: strided), Planner().certificate(of: plain))
    #expect(one.received == other.received && one.lowerBound == other.lowerBound)
    #expect(one.busiestReceived == other.busiestReceived && one.messages == other.messages)
    #expect(strided.steps[0].inShardOrder([4096, 3 * 8192]) == plain.steps[0])
  }
}
