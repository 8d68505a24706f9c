import CostModel
import HeapModule

/// The discrete-event simulation: time jumps from event to event.
///
/// Between events every message that flows does so at a constant rate. Events are: a rank is ready to
/// exchange, a rank has finished a stage, a message has ended. Events that only rounding tells apart
/// happen together.
struct EventClock {
  /// What a rank has come to.
  private struct Timer: Comparable {
    var time: Double
    /// Among equal times the order in which they were set.
    var number: Int
    var rank: Int
    var isEnd: Bool

    static func < (left: Timer, right: Timer) -> Bool {
      (left.time, left.number) < (right.time, right.number)
    }
  }

  /// A message that flows.
  private struct Flow {
    var stage: Int
    var message: Int
    var left: Double
    var rate = 0.0
  }

  private let workload: Workload
  private let engine: Topology.Engine
  private var fair: FairRates
  private var now = 0.0
  private var timers = Heap<Timer>()
  private var timerCount = 0
  private var flows: [Flow] = []
  private var ratesAreOld = false
  /// For each class of ranks: the stage that it is in, whether it is ready there, and how many of
  /// its messages are not over.
  private var stages: [Int]
  private var isReady: [Bool]
  private var pending: [Int]
  /// By stage and class of ranks: the messages that it sends or receives.
  private let ends: [[[Int]]]
  private(set) var log: EventLog

  init(_ workload: Workload, _ topology: Topology) {
    self.workload = workload
    engine = topology.engine
    let network = Network(topology)
    fair = FairRates(capacity: workload.ports.map { network.bandwidth(of: $0.port) })
    let count = workload.ranks.count
    stages = [Int](repeating: -1, count: count)
    isReady = [Bool](repeating: false, count: count)
    pending = [Int](repeating: 0, count: count)
    ends = workload.stages.map { stage in
      var ends = [[Int]](repeating: [], count: count)
      for (index, message) in stage.messages.enumerated() {
        ends[message.key.source].append(index)
        if message.key.destination != message.key.source {
          ends[message.key.destination].append(index)
        }
      }
      return ends
    }
    log = EventLog(workload)
  }

  mutating func run() {
    for rank in workload.ranks.indices { enterNextStage(rank) }
    while true {
      if ratesAreOld { shareBandwidth() }
      let arrival = flows.reduce(Double.infinity) { min($0, now + $1.left / $1.rate) }
      let next = min(arrival, timers.min?.time ?? .infinity)
      guard next < .infinity else { return }
      advance(to: next)
    }
  }

  private mutating func advance(to time: Double) {
    let passed = time - now
    now = time
    let limit = time + max(time, 1e-9) * 1e-12
    var over: [Flow] = []
    for index in flows.indices {
      flows[index].left -= flows[index].rate * passed
      if time + max(0, flows[index].left) / flows[index].rate <= limit { over.append(flows[index]) }
    }
    if !over.isEmpty {
      flows.removeAll { time + max(0, $0.left) / $0.rate <= limit }
      ratesAreOld = true
      for flow in over { end(flow) }
    }
    while let timer = timers.min, timer.time <= limit {
      timers.removeMin()
      if timer.isEnd { enterNextStage(timer.rank) } else { becomeReady(timer.rank) }
    }
  }

  private mutating func shareBandwidth() {
    let rates = fair.rates(of: flows.map { workload.stages[$0.stage].messages[$0.message] })
    for index in flows.indices { flows[index].rate = rates[index] }
    ratesAreOld = false
  }

  private mutating func set(_ rank: Int, at time: Double, isEnd: Bool) {
    timers.insert(Timer(time: time, number: timerCount, rank: rank, isEnd: isEnd))
    timerCount += 1
  }
}

extension EventClock {
  /// The rank begins the next stage in which it takes part, if there is one.
  private mutating func enterNextStage(_ rank: Int) {
    var stage = stages[rank] + 1
    while stage < workload.stages.count, workload.stages[stage].parts[rank] == nil { stage += 1 }
    stages[rank] = stage
    isReady[rank] = false
    guard stage < workload.stages.count, let part = workload.stages[stage].parts[rank] else {
      return
    }
    let pace = workload.stages[stage].pace
    let packed = now + pace.overhead + part.secondsBefore(engine, pace)
    pending[rank] = ends[stage][rank].count
    log.turns[stage][rank]?.begin = now
    log.turns[stage][rank]?.packed = packed
    let ready = packed + part.latency(pace)
    log.turns[stage][rank]?.ready = ready
    set(rank, at: ready, isEnd: false)
  }

  /// The rank's messages flow, if their other ends are ready too.
  private mutating func becomeReady(_ rank: Int) {
    let stage = stages[rank]
    isReady[rank] = true
    guard pending[rank] > 0 else { return finish(rank) }
    for index in ends[stage][rank] {
      let message = workload.stages[stage].messages[index]
      let other = message.key.source == rank ? message.key.destination : message.key.source
      guard stages[other] == stage, isReady[other] else { continue }
      log.flights[stage][index].start = now
      log.flights[stage][index].waitedForDestination = message.key.source != rank
      flows.append(Flow(stage: stage, message: index, left: message.load))
      ratesAreOld = true
    }
  }

  private mutating func end(_ flow: Flow) {
    log.flights[flow.stage][flow.message].end = now
    let key = workload.stages[flow.stage].messages[flow.message].key
    for rank in key.source == key.destination ? [key.source] : [key.source, key.destination] {
      pending[rank] -= 1
      if pending[rank] == 0 {
        log.turns[flow.stage][rank]?.last = flow.message
        finish(rank)
      }
    }
  }

  private mutating func finish(_ rank: Int) {
    let stage = stages[rank]
    let pace = workload.stages[stage].pace
    let after = workload.stages[stage].parts[rank]?.secondsAfter(engine, pace) ?? 0
    log.turns[stage][rank]?.arrived = now
    log.turns[stage][rank]?.end = now + after
    set(rank, at: now + after, isEnd: true)
  }
}
