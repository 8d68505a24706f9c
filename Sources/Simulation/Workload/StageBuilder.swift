import CostModel

/// Collects the messages of a stage into classes.
struct StageBuilder<Kinds: Classes> {
  let classes: Kinds
  let network: Network
  let pace: ExchangePace
  private(set) var parts: [Part?]
  private var messages: [Message] = []
  private var known: [Message.Key: Int] = [:]

  init(_ classes: Kinds, _ network: Network, _ pace: ExchangePace) {
    self.classes = classes
    self.network = network
    self.pace = pace
    parts = [Part?](repeating: nil, count: classes.count)
  }

  /// Has a class of ranks take part.
  mutating func join(_ index: Int) { if parts[index] == nil { parts[index] = Part() } }

  mutating func note(_ index: Int, _ change: (inout Part) -> Void) {
    var part = parts[index] ?? Part()
    change(&part)
    parts[index] = part
  }

  /// How many messages each rank like `source` sends where each like `destination` gets `times`.
  private func sends(_ times: Int, from source: Int, to destination: Int) -> Int {
    times * classes.size(of: classes.index(of: destination))
      / classes.size(of: classes.index(of: source))
  }

  /// Counts bytes that the plan moves from `source` to `destination`, and from all ranks like them.
  mutating func count(_ bytes: Int, times: Int = 1, from source: Int, to destination: Int) {
    let sends = sends(times, from: source, to: destination)
    note(classes.index(of: source)) { $0.send(bytes * sends) }
    note(classes.index(of: destination)) { $0.receive(bytes * times) }
  }

  /// Has a block go through staging at both ends, as far as it is not contiguous there.
  ///
  /// - Parameters:
  ///   - sendsInPlace: whether it is contiguous in the old shard.
  ///   - receivesInPlace: whether it is in the new one.
  mutating func stage(
    _ bytes: Int, times: Int = 1, from source: Int, to destination: Int, sendsInPlace: Bool,
    receivesInPlace: Bool
  ) {
    let sends = sends(times, from: source, to: destination)
    note(classes.index(of: source)) {
      $0.stage(sending: bytes, times: sends, inPlace: sendsInPlace)
    }
    note(classes.index(of: destination)) {
      $0.stage(receiving: bytes, times: times, inPlace: receivesInPlace)
    }
  }

  /// Adds the message from `source` to `destination`, and with it those of all ranks like them.
  ///
  /// - Parameter times: how many of them the destination gets, of as many ranks like the source.
  mutating func send(
    _ bytes: Int, times: Int = 1, from source: Int, to destination: Int,
    _ ports: inout PortTable<Kinds>
  ) {
    let path = network.path(from: source, to: destination)
    let level = path[0].level
    let (from, to) = (classes.index(of: source), classes.index(of: destination))
    if pace.latency == nil {
      let latency = network.latency(level, hops: path.count) * pace.latencyFactors[level]
      let gap = network.gap(level) * pace.latencyFactors[level]
      let sends = sends(times, from: source, to: destination)
      note(from) { $0.handle(sendingAfter: latency, gap: gap, times: sends) }
      note(to) { $0.handle(receivingAfter: latency, gap: gap, times: times) }
    }
    let hops = path.map { ports.index(of: $0) }
    let key = Message.Key(source: from, destination: to, bytes: bytes, ports: hops)
    if let index = known[key] {
      messages[index].count += times
      return
    }
    known[key] = messages.count
    messages.append(
      Message(
        key: key, load: Double(bytes) * pace.byteFactors[level], count: times, path: [],
        example: (source, destination), level: level))
  }

  /// The stage, once all messages are in.
  consuming func finished(
    step: Int, _ collective: Collective, reduces: Bool, _ ports: PortTable<Kinds>
  ) -> Workload.Stage {
    for index in parts.indices { parts[index]?.settle(collective, reduces: reduces) }
    for index in messages.indices {
      let message = messages[index]
      // A class of ports carries as many messages of each kind on each port.
      let all = message.count * classes.size(of: message.key.destination)
      var path: [Message.Hop] = []
      for port in message.key.ports {
        let count = all / ports.classes[port].count
        if let same = path.firstIndex(where: { $0.port == port }) {
          path[same].count += count
        } else {
          path.append(Message.Hop(port: port, count: count))
        }
      }
      messages[index].path = path
    }
    return Workload.Stage(step: step, pace: pace, parts: parts, messages: messages)
  }
}
