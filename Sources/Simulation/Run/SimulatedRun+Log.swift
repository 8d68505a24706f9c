import CostModel
import Sharding

extension SimulatedRun {
  /// Sums up the log of a run.
  init(_ simulator: Simulator, _ log: EventLog) {
    let workload = simulator.workload
    let summary = LogSummary(simulator, log)
    let path = summary.criticalPath()
    self.init(
      method: simulator.method, topology: simulator.topology.name,
      ranks: workload.ranks.reduce(0) { $0 + $1.count }, classes: workload.ranks.count,
      seconds: summary.seconds, steps: summary.steps(), criticalPath: path.segments,
      shares: Shares(of: path.segments, summary.seconds), ports: summary.ports(),
      timeline: summary.timeline(first: path.classes))
  }
}

extension SimulatedRun.Shares {
  fileprivate init(of segments: [SimulatedRun.Segment], _ seconds: Double) {
    guard seconds > 0 else { return }
    for segment in segments {
      let share = segment.seconds / seconds
      switch segment.cause {
      case .overhead: overhead += share
      case .work: work += share
      case .latency: latency += share
      case .bandwidth: bandwidth += share
      case .waiting: preconditionFailure("a critical path does not wait")
      }
    }
  }
}

/// A log beside what it is the log of.
private struct LogSummary {
  let simulator: Simulator
  let workload: Workload
  let log: EventLog
  let seconds: Double

  init(_ simulator: Simulator, _ log: EventLog) {
    self.simulator = simulator
    workload = simulator.workload
    self.log = log
    seconds = log.turns.joined().reduce(0) { max($0, $1?.end ?? 0) }
  }

  func steps() -> [SimulatedRun.Step] {
    let levelBytes = simulator.sumsByLevel
    return simulator.steps.enumerated().map { index, step in
      let stages = workload.stages.indices.filter { workload.stages[$0].step == index }
      var (start, end, last) = (Double.infinity, 0.0, 0)
      var messages = 0
      var sent = [Int](repeating: 0, count: workload.ranks.count)
      var received = sent
      for stage in stages {
        for (rank, turn) in log.turns[stage].enumerated() {
          guard let turn, let part = workload.stages[stage].parts[rank] else { continue }
          start = min(start, turn.begin)
          if turn.end > end { (end, last) = (turn.end, rank) }
          sent[rank] += part.sent
          received[rank] += part.received
        }
        for message in workload.stages[stage].messages {
          let count = message.count * workload.ranks[message.key.destination].count
          messages += count
        }
      }
      let isMoving = stages.contains { !workload.stages[$0].messages.isEmpty }
      return SimulatedRun.Step(
        function: step.function, collective: step.collective,
        way: isMoving ? simulator.schedules[index].description : nil,
        over: step.meshDims.map { dims in dims.map { step.from.mesh.axes[$0] } },
        from: step.from.description, to: step.to.description, start: min(start, end), end: end,
        criticalRank: workload.ranks[last].rank, messages: messages,
        bytes: zip(received, workload.ranks).reduce(0) { $0 +| $1.0 *| $1.1.count },
        levelBytes: levelBytes[index], largestSent: sent.max() ?? 0,
        largestReceived: received.max() ?? 0)
    }
  }

  func ports() -> [SimulatedRun.PortUse] {
    var bytes = [Int](repeating: 0, count: workload.ports.count)
    var loads = [Double](repeating: 0, count: workload.ports.count)
    // What is copied in a host's memory passes no port.
    for message in workload.stages.flatMap(\.messages) where message.load > 0 {
      for hop in message.path {
        bytes[hop.port] += message.key.bytes * hop.count
        loads[hop.port] += message.load * Double(hop.count)
      }
    }
    let network = Network(simulator.topology)
    let uses = workload.ports.enumerated().map { index, kind in
      let share = network.ranksPerPort(kind.port.level)
      return SimulatedRun.PortUse(
        port: kind.port, count: kind.count,
        level: simulator.topology.levels[kind.port.level].name,
        firstRank: kind.port.index * share, lastRank: (kind.port.index + 1) * share - 1,
        bytes: bytes[index],
        utilisation: seconds > 0
          ? loads[index] / network.bandwidth(of: kind.port) / seconds : 0)
    }.filter { $0.bytes > 0 }
    // Among equals the order of their first use.
    return Array(
      uses.enumerated().sorted {
        ($1.element.utilisation, $0.offset) < ($0.element.utilisation, $1.offset)
      }.prefix(SimulatedRun.portLimit).map(\.element))
  }

  /// The classes `first`, then the others in their order.
  func timeline(first: [Int]) -> [SimulatedRun.Row] {
    var chosen: [Int] = []
    var seen: Set<Int> = []
    for rank in first + Array(workload.ranks.indices.prefix(SimulatedRun.rowLimit))
    where chosen.count < SimulatedRun.rowLimit && seen.insert(rank).inserted {
      chosen.append(rank)
    }
    return chosen.map { rank in
      SimulatedRun.Row(
        rank: workload.ranks[rank].rank, count: workload.ranks[rank].count, spans: spans(of: rank))
    }
  }

  private func spans(of rank: Int) -> [SimulatedRun.Span] {
    var spans: [SimulatedRun.Span] = []
    for (index, stage) in workload.stages.enumerated() {
      guard let turn = log.turns[index][rank] else { continue }
      let begun = turn.begin + stage.pace.overhead
      // From when on its messages flow.
      let flow = stage.messages.indices.reduce(turn.arrived) { first, message in
        let key = stage.messages[message].key
        return key.source == rank || key.destination == rank
          ? min(first, log.flights[index][message].start) : first
      }
      let times: [(SimulatedRun.Cause, Double, Double)] = [
        (.overhead, turn.begin, begun), (.work, begun, turn.packed),
        (.latency, turn.packed, turn.ready), (.waiting, turn.ready, flow),
        (.bandwidth, flow, turn.arrived), (.work, turn.arrived, turn.end),
      ]
      spans += times.filter { $0.1 < $0.2 }.map {
        SimulatedRun.Span(cause: $0.0, step: stage.step, start: $0.1, end: $0.2)
      }
    }
    return spans
  }

  /// The chain of what had to end last, from the start to the end, and the classes of its ranks.
  func criticalPath() -> (segments: [SimulatedRun.Segment], classes: [Int]) {
    var segments: [SimulatedRun.Segment] = []
    var classes: [Int] = []
    var place: (stage: Int, rank: Int)?
    for (stage, turns) in log.turns.enumerated() {
      for (rank, turn) in turns.enumerated() {
        guard let turn, turn.end == seconds, place == nil else { continue }
        place = (stage, rank)
      }
    }
    func add(
      _ cause: SimulatedRun.Cause, _ stage: Int, _ rank: Int, _ start: Double, _ end: Double,
      message: Message? = nil
    ) {
      guard start < end else { return }
      segments.append(
        SimulatedRun.Segment(
          cause: cause, step: workload.stages[stage].step,
          rank: message?.example.source ?? workload.ranks[rank].rank,
          receiver: message?.example.destination, start: start, end: end,
          bytes: message?.key.bytes,
          level: message.map { simulator.topology.levels[$0.level].name }))
    }
    while let (stage, ended) = place {
      guard let last = log.turns[stage][ended] else { break }
      var rank = ended
      classes.append(rank)
      add(.work, stage, rank, last.arrived, last.end)
      if let index = last.last {
        let message = workload.stages[stage].messages[index]
        let flight = log.flights[stage][index]
        add(.bandwidth, stage, rank, flight.start, flight.end, message: message)
        rank = flight.waitedForDestination ? message.key.destination : message.key.source
        classes.append(rank)
      }
      guard let turn = log.turns[stage][rank] else { break }
      let begun = turn.begin + workload.stages[stage].pace.overhead
      add(.latency, stage, rank, turn.packed, turn.ready)
      add(.work, stage, rank, begun, turn.packed)
      add(.overhead, stage, rank, turn.begin, begun)
      place = (0..<stage).last { log.turns[$0][rank] != nil }.map { ($0, rank) }
    }
    return (segments.reversed(), classes)
  }
}
