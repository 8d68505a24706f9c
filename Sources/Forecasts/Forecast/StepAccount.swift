import CostModel
import Elements
import Sharding

/// What all ranks compute and move in a step.
struct StepAccount {
  private(set) var operations = 0.0
  private(set) var received = 0
  private(set) var calls: [Collective: ProgramForecast.Call] = [:]
  private let topology: Topology
  /// By level: what crosses it, and for how long.
  private var bytes: [Int?]
  private var seconds: [Double]

  init(_ topology: Topology) {
    self.topology = topology
    bytes = topology.levels.map { _ in 0 }
    seconds = topology.levels.map { _ in 0 }
  }

  /// An op that the ranks of a mesh run so many times.
  mutating func add(_ task: ProgramTask, on mesh: ProcessMesh, times: Int) {
    if let work = task.work { operations += work.operations * Double(mesh.count) * Double(times) }
    if let price = task.price { add(price, times: times) }
    for fold in task.folds { add(fold, times: times) }
  }

  /// A reshard that is made so many times.
  mutating func add(_ price: ReshardPrice, times: Int) {
    received = received + price.received * times
    for call in price.calls {
      var entry =
        calls[call.collective] ?? ProgramForecast.Call(collective: call.collective.rawValue)
      entry.count += times
      entry.bytes += call.received * times
      entry.seconds += call.seconds * Double(times)
      calls[call.collective] = entry
      if call.received > 0 { seconds[call.level] += call.seconds * Double(times) }
    }
    for level in bytes.indices {
      bytes[level] = bytes[level].flatMap { sum in
        price.levelBytes.map { sum + $0[level] * times }
      }
    }
  }

  /// The links of a step that takes so long.
  func links(step: Double) -> [ProgramForecast.Link] {
    topology.levels.indices.map { level in
      ProgramForecast.Link(
        level: topology.levels[level].name, bytes: bytes[level], seconds: seconds[level],
        share: step > 0 ? seconds[level] / step : 0)
    }
  }
}
