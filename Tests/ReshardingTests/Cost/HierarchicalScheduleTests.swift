import Elements
import Sharding
import Testing
@testable import Resharding

/// Exchanges in two levels, thought through without ranks.
@Suite struct HierarchicalScheduleTests {
  /// Where ranks lie: by rank, the host.
  static let layouts = [
    [0, 0, 1, 1], [0, 0, 0, 1], [0, 1, 0, 1], [1, 0, 0, 1, 1, 2], [0, 1, 2, 3],
    [0, 0, 0, 1, 1, 1, 2, 2],
  ]

  static let routes = [
    ("S(0)", "R"), ("S(1)", "R"), ("S(0)", "S(1)"), ("P(sum)", "R"), ("P(sum)", "S(0)"),
    ("P(max)", "R"), ("P(max)", "S(1)"), ("P(avg)", "R"),
  ]

  struct Trial {
    let hosts: [Int]
    let schedules: [HierarchicalSchedule]
    let bytes: Int

    init(
      _ hosts: [Int], _ from: String, _ to: String, _ dtype: DType = .float32, shape: [Int],
      chains: Bool = true
    ) throws {
      self.hosts = hosts
      let ranks = Array(hosts.indices)
      let mesh = try ProcessMesh(shape: [hosts.count])
      let transition = Transition(
        shape: shape, dtype: dtype, from: try TensorDistAttr(parsing: from, on: [mesh]),
        to: try TensorDistAttr(parsing: to, on: [mesh]))
      let plan = try Planner().plan(transition)
      let phase = Phase.merged(plan.steps[0].phases(of: 0, shape: shape))[0]
      let route = Route(
        phase.exchange, elementBytes: dtype.byteCount, stagingBytes: 8 << 20)
      schedules = ranks.map { rank in
        HierarchicalSchedule(
          phase, route, dtype: dtype, hosts: HostMap(ranks, host: { hosts[$0] }), rank: rank,
          stagingBytes: 8 << 20, chains: chains)
      }
      bytes = shape.reduce(1, *) * dtype.byteCount
    }

    var total: Int { schedules[0].betweenHosts }
    var hostCount: Int { Set(hosts).count }
  }

  @Test(arguments: layouts, routes)
  func `each message is received as it was sent, in order, on another host`(
    hosts: [Int], route: (from: String, to: String)
  ) throws {
    for chains in [false, true] { try expectMessages(hosts, route, chains: chains) }
  }

  private func expectMessages(
    _ hosts: [Int], _ route: (from: String, to: String), chains: Bool
  ) throws {
    let trial = try Trial(hosts, route.from, route.to, shape: [96, 1000], chains: chains)
    var sent: [[Int]: [Int]] = [:]
    var received: [[Int]: [Int]] = [:]
    for (rank, schedule) in trial.schedules.enumerated() {
      for operation in schedule.operations {
        switch operation.action {
        case .send(_, let peer):
          #expect(hosts[rank] != hosts[peer])
          sent[[rank, peer], default: []].append(operation.piece)
        case .receive(_, let peer): received[[peer, rank], default: []].append(operation.piece)
        case .fold, .take, .spread: break
        }
      }
    }
    #expect(sent == received)
    #expect(Set(trial.schedules.map(\.betweenHosts)).count == 1)
  }

  @Test(arguments: layouts)
  func `a gathered shard crosses to each other host once`(hosts: [Int]) throws {
    let trial = try Trial(hosts, "S(0)", "R", shape: [hosts.count * 10, 1000])
    #expect(trial.total == trial.bytes * (trial.hostCount - 1))
  }

  @Test func `a fold crosses once there and once back, where hosts are neighbours in the order`()
    throws
  {
    for (hosts, dtype, times) in [
      ([0, 0, 1, 1], DType.float32, 2), ([0, 0, 0, 1, 1, 1, 2, 2], .float32, 4),
      // Accumulated in float32, which is twice as wide.
      ([0, 0, 0, 1, 1, 1], .bfloat16, 3), ([0, 0, 0, 1, 1, 1], .int32, 2),
    ] {
      let trial = try Trial(hosts, "P(sum)", "R", dtype, shape: [1 << 20])
      #expect(trial.total == times * trial.bytes, "\(hosts), \(dtype)")
    }
  }

  @Test func `ops that are associative to the bit are folded on each host first`() throws {
    // Of each host one value for each block of another's ranks.
    for (dtype, op) in [(DType.int64, "sum"), (.float32, "max"), (.bfloat16, "min")] {
      let trial = try Trial(
        [0, 0, 0, 1, 1, 1], "P(\(op))", "S(0)", dtype, shape: [1 << 10], chains: false)
      #expect(trial.total == trial.bytes, "\(dtype) \(op)")
    }
  }
}
