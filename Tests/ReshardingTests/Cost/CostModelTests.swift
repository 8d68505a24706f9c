import CostModel
import Foundation
import Testing

@Suite struct CostModelTests {
  static let moving = Collective.allCases.filter { $0 != .local }

  private func load(_ collective: Collective, _ group: [Int], bytes: Int) -> StepLoad {
    StepLoad(
      collective: collective, group: group, peers: group.count - 1, received: bytes, sent: bytes)
  }

  private func price(
    _ collective: Collective, _ group: [Int], bytes: Int, on topology: Topology
  ) -> Price {
    CostModel(topology).price(of: load(collective, group, bytes: bytes))
  }

  @Test(arguments: Collective.allCases)
  func `without bytes a step takes its overhead and waits`(collective: Collective) {
    let price = price(collective, [0, 1, 2], bytes: 0, on: Machines.flat)
    #expect(price.transfer == 0 && price.work == 0)
    #expect(price.overhead == (collective == .allReduce ? 2e-6 : 1e-6))
    #expect((price.latency > 0) == (collective != .local))
  }

  @Test(arguments: Collective.allCases)
  func `one rank waits for no one`(collective: Collective) {
    let price = price(collective, [5], bytes: 100, on: Machines.hosts())
    #expect(price.latency == 0 && price.transfer == 0)
  }

  @Test(arguments: Collective.allCases)
  func `more bytes never cost less`(collective: Collective) {
    for topology in [Machines.flat, Machines.hosts(sharing: 4), Machines.torus] {
      for count in [2, 3, 4, 5, 8, 16] {
        var last = 0.0
        for power in 0..<32 {
          let group = Array(0..<count)
          let seconds = price(collective, group, bytes: 1 << power, on: topology).seconds
          #expect(seconds >= last, "\(collective) of \(count) on \(topology.name), 2^\(power) B")
          last = seconds
        }
      }
    }
  }

  @Test(arguments: moving)
  func `on one host of many a group costs what it costs on one host alone`(collective: Collective) {
    for group in [[0, 1], [4, 5, 6], [8, 9, 10, 11]] {
      let near = price(collective, group, bytes: 1 << 20, on: Machines.hosts(sharing: 4))
      let flat = price(collective, group, bytes: 1 << 20, on: Machines.flat)
      #expect(near == flat)
    }
  }

  @Test(arguments: moving)
  func `on distinct hosts only the network counts`(collective: Collective) {
    var network = Machines.flat
    network.levels[0].link = Machines.cable
    for group in [[0, 4], [3, 8, 13], [0, 4, 8, 12, 16]] {
      let far = price(collective, group, bytes: 1 << 20, on: Machines.hosts())
      let flat = price(collective, group, bytes: 1 << 20, on: network)
      #expect(far == flat)
    }
  }

  @Test(arguments: [Collective.allToAll, .reduceScatter, .sendReceive])
  func `two ranks on a network card double what crosses`(collective: Collective) {
    // Every rank has all of its peers on the other host.
    let load = StepLoad(
      collective: collective, group: [0, 4], peers: 1, received: 1 << 20, sent: 1 << 20)
    let own = CostModel(Machines.hosts()).price(of: load)
    let shared = CostModel(Machines.hosts(sharing: 2)).price(of: load)
    #expect(shared.transfer == 2 * own.transfer)
    #expect(shared.latency == own.latency)
    let alone = Machines.hosts(sharing: 2)
    let span = alone.span(of: [0, 4], among: [0, 4])
    #expect(CostModel(alone).price(of: load, span: span) == own)
  }

  @Test func `an all-to-all takes as long as its busiest port`() {
    // Of 7 peers 3 are on the host and 4 beyond the cable.
    let price = price(.allToAll, Array(0..<8), bytes: 7_000_000, on: Machines.hosts())
    #expect(abs(price.transfer - 4_000_000 / 1e8) < 1e-12)
    #expect(abs(price.latency - (1e-5 + 3e-7 + 4e-6 - 1e-6)) < 1e-12)
  }

  @Test func `a ring of an all-gather crosses each cable once`() {
    let price = price(.allGather, Array(0..<8), bytes: 70_000_000, on: Machines.hosts(sharing: 4))
    #expect(abs(price.transfer - 0.7) < 1e-9)
    #expect(abs(price.latency - 7e-5) < 1e-12)
  }

  @Test func `a short all-gather doubles, a long one goes round`() {
    let short = price(.allGather, Array(0..<16), bytes: 15, on: Machines.flat)
    #expect(abs(short.latency - 4e-6) < 1e-12)
    let long = price(.allGather, Array(0..<16), bytes: 1 << 30, on: Machines.flat)
    #expect(abs(long.latency - 15e-6) < 1e-12)
  }

  @Test func `an all-reduce is a reduce-scatter and an all-gather`() {
    let group = Array(0..<4)
    let whole = price(.allReduce, group, bytes: 6_000_000, on: Machines.hosts())
    let parts =
      price(.reduceScatter, group, bytes: 3_000_000, on: Machines.hosts())
      + price(.allGather, group, bytes: 3_000_000, on: Machines.hosts())
    #expect(whole == parts)
  }

  @Test func `where only one direction moves at a time both add up`() {
    let duplex = price(.sendReceive, [0, 4], bytes: 1000, on: Machines.hosts())
    let simplex = price(.sendReceive, [0, 4], bytes: 1000, on: Machines.hosts(duplex: false))
    #expect(simplex.transfer == 2 * duplex.transfer)
  }

  @Test func `more ranks than processors take as many times longer`() {
    var topology = Machines.flat
    topology.engine.cores = 2
    for (count, slowing) in [(1, 1.0), (2, 1), (4, 2), (7, 3.5)] {
      let group = Array(0..<count)
      let slow = price(.allToAll, group, bytes: 1 << 20, on: topology)
      let fast = price(.allToAll, group, bytes: 1 << 20, on: Machines.flat)
      #expect(abs(slow.seconds - slowing * fast.seconds) < 1e-12)
    }
  }

  @Test func `copies, packing and folds are work`() {
    let load = StepLoad(
      collective: .local, group: [0], peers: 0, received: 0, sent: 0, packed: 1000, folded: 3000,
      copied: 10_000)
    let price = CostModel(Machines.flat).price(of: load)
    #expect(abs(price.work - 5e-6) < 1e-15 && price.latency == 0 && price.transfer == 0)
  }

  @Test(arguments: [
    (500, 1.0), (1000, 1), (1500, 2), (2000, 3), (9000, 3), (10_000, 3), (15_000, 4), (40_000, 5),
  ])
  func `bytes beyond a cache take longer`(touched: Int, slowing: Double) {
    var topology = Machines.flat
    topology.engine.caches = [Cache(bytes: 1000, beyond: 3), Cache(bytes: 10_000, beyond: 5)]
    let fold = StepLoad(
      collective: .local, group: [0], peers: 0, received: 0, sent: 0, folded: touched)
    let folded = CostModel(topology).price(of: fold).work
    #expect(abs(folded - slowing * CostModel(Machines.flat).price(of: fold).work) < 1e-15)
    let slow = price(.allToAll, [0, 1], bytes: touched / 2, on: topology)
    let fast = price(.allToAll, [0, 1], bytes: touched / 2, on: Machines.flat)
    #expect(abs(slow.transfer - slowing * fast.transfer) < 1e-15)
    #expect(slow.latency == fast.latency && slow.overhead == fast.overhead)
  }

  @Test func `a shared cache is filled by all ranks that receive`() {
    var topology = Machines.flat
    topology.engine.caches = [Cache(bytes: 8000, beyond: 2, isShared: true)]
    func slowing(_ collective: Collective, _ group: [Int]) -> Double {
      price(collective, group, bytes: 2000, on: topology).transfer
        / price(collective, group, bytes: 2000, on: Machines.flat).transfer
    }
    #expect(slowing(.allToAll, [0, 1]) == 1)
    #expect(slowing(.allToAll, [0, 1, 2]) == 1.5)
    #expect(slowing(.allToAll, [0, 1, 2, 3]) == 2)
    #expect(slowing(.sendReceive, [0, 1, 2, 3]) == 1)
    #expect(slowing(.gather, [0, 1, 2, 3]) == 1)
    #expect(slowing(.scatter, [0, 1, 2, 3]) == 1.5)
  }

  @Test func `ranks that read each other's shards pack nothing`() {
    var topology = Machines.hosts()
    topology.engine.readsPeers = true
    func work(_ group: [Int], _ topology: Topology) -> Double {
      var load = load(.allToAll, group, bytes: 1000)
      load.packed = 1000
      return CostModel(topology).price(of: load).work
    }
    // In runs that are shorter: a byte packed takes 1 ns, one copied 0.1.
    #expect(abs(work([0, 1], topology) - 0.9e-6) < 1e-15)
    #expect(work([0, 5], topology) == work([0, 5], Machines.hosts()))
  }

  @Test func `an all-reduce that was not measured is as its two halves`() {
    var topology = Machines.flat
    topology.collectives[.allToAll] = Tuning(latency: 3, bandwidth: 0.5)
    topology.collectives[.allGather] = Tuning(latency: 5, bandwidth: 0.25)
    let halves = [Collective.reduceScatter, .allGather].map {
      price($0, [0, 1], bytes: 500, on: topology)
    }
    let whole = price(.allReduce, [0, 1], bytes: 1000, on: topology)
    #expect(abs(whole.seconds - halves[0].seconds - halves[1].seconds) < 1e-15)
    topology.collectives[.allReduce] = Tuning(latency: 2, bandwidth: 1)
    let plain = price(.allReduce, [0, 1], bytes: 1000, on: Machines.flat)
    let own = price(.allReduce, [0, 1], bytes: 1000, on: topology)
    #expect(abs(own.latency - 2 * plain.latency) < 1e-15 && own.transfer == plain.transfer)
  }

  @Test func `a collective that was measured is as it was measured`() {
    var topology = Machines.flat
    topology.collectives[.allToAll] = Tuning(latency: 3, bandwidth: 0.5)
    for collective in [Collective.allToAll, .reduceScatter] {
      let tuned = price(collective, [0, 1, 2], bytes: 1000, on: topology)
      let plain = price(collective, [0, 1, 2], bytes: 1000, on: Machines.flat)
      #expect(abs(tuned.latency - 3 * plain.latency) < 1e-15)
      #expect(abs(tuned.transfer - 2 * plain.transfer) < 1e-15)
    }
  }

  @Test func `models of equal topologies are equal, and change with their topology`() {
    var model = CostModel(Machines.flat)
    #expect(model == CostModel(Machines.flat))
    #expect(model.hashValue == CostModel(Machines.flat).hashValue)
    let load = load(.allToAll, [0, 1], bytes: 1000)
    let before = model.price(of: load)
    model.topology.collectives[.allToAll] = Tuning(latency: 2)
    #expect(model != CostModel(Machines.flat))
    #expect(model.price(of: load).latency == 2 * before.latency)
  }
}
