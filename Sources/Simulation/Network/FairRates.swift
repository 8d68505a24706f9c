/// How concurrent messages share the ports that they pass: max-min fairness by progressive filling.
///
/// All rates grow together until a port is full; the messages through it keep their rate, the others
/// grow on. No message could be faster without a slower one becoming slower still (Bertsekas and
/// Gallager, Data Networks, 1992, section 6.5.2). The rates are unique.
struct FairRates {
  /// Bytes a second, by port.
  private let capacity: [Double]
  private var left: [Double]
  /// How many messages without a rate yet pass a port.
  private var load: [Int]

  init(capacity: [Double]) {
    self.capacity = capacity
    left = capacity
    load = [Int](repeating: 0, count: capacity.count)
  }

  /// The rate of each of `messages` in bytes a second.
  ///
  /// O(bottlenecks x (messages + ports in use)).
  mutating func rates(of messages: [Message]) -> [Double] {
    var rates = [Double](repeating: .infinity, count: messages.count)
    var used: [Int] = []
    for message in messages {
      for hop in message.path {
        if load[hop.port] == 0 { used.append(hop.port) }
        load[hop.port] += hop.count
      }
    }
    for port in used { left[port] = capacity[port] }
    var open = messages.indices.filter { !messages[$0].path.isEmpty }
    while !open.isEmpty {
      var least = Double.infinity
      for port in used where load[port] > 0 { least = min(least, left[port] / Double(load[port])) }
      // Equal shares may differ by rounding.
      let limit = least * (1 + 1e-12)
      let full = open.filter { index in
        messages[index].path.contains { left[$0.port] <= limit * Double(load[$0.port]) }
      }
      for index in full { rates[index] = least }
      for index in full {
        for hop in messages[index].path {
          left[hop.port] -= least * Double(hop.count)
          load[hop.port] -= hop.count
        }
      }
      open.removeAll { rates[$0] != .infinity }
      used.removeAll { load[$0] == 0 }
    }
    return rates
  }
}
