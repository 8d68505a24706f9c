import CostModel
import Execution
import Resharding
import Sharding
import Simulation
import Tessera

/// What a reshard did, or is going to do: the fields that `--json` prints.
struct ReshardReport: Codable {
  struct Step: Codable {
    let function: String
    let collective: String
    /// How the ranks carried it out, each way that any of them took, or how they are going to; absent where
    /// nothing has to move, or all ranks are in one process.
    var ways: [String]?
    /// The mesh dims in whose merged groups the step runs; null where it runs among all ranks.
    let meshDims: [Int]?
    /// The names of these mesh dims.
    let axes: [String]?
    let from: String
    let to: String
    /// By rank; absent where there are too many ranks to name.
    var bytesSent: [Int]?
    var bytesReceived: [Int]?
    /// Of the rank with most.
    var mostSent: Int
    var mostReceived: Int
    /// Of a plan: what passes the links of each level, from the innermost; absent where nobody looks at so
    /// many messages.
    var levelBytes: [Int]?
    /// Of the slowest rank; absent from a plan.
    var seconds: Double?

    enum CodingKeys: String, CodingKey {
      case function, collective, ways, axes, from, to, seconds
      case meshDims = "mesh_dims"
      case bytesSent = "bytes_sent"
      case bytesReceived = "bytes_received"
      case mostSent = "most_sent"
      case mostReceived = "most_received"
      case levelBytes = "level_bytes"
    }
  }

  let globalShape: [Int]
  let dtype: String
  let from: String
  let to: String
  var steps: [Step] = []
  var receivedTotal = 0
  /// Nil where it is not known.
  var lowerBoundTotal: Int? = 0
  /// Of the rank that needed most.
  var peakExtraBytes = 0
  /// Of a plan: which ranks hold no element at the ends of a leg, in words.
  var emptyRanks: [String]?
  /// Of a plan, by leg.
  var certificates: [CertificateReport]?
  /// Of a plan, by leg, where they are asked for.
  var alternatives: [[AlternativeReport]]?
  var seconds: Double?
  private(set) var verified: Bool?
  /// How it was verified.
  var equality: Equality? { didSet { verified = equality.map { _ in true } } }
  var printed: String?
  /// Of a plan: the names of the topology's levels.
  private(set) var levels: [String] = []

  enum CodingKeys: String, CodingKey {
    case dtype, from, to, steps, certificates, alternatives, seconds, verified, equality, printed
    case globalShape = "global_shape"
    case emptyRanks = "empty_ranks"
    case receivedTotal = "received_total"
    case lowerBoundTotal = "lower_bound_total"
    case peakExtraBytes = "peak_extra_bytes"
  }

  /// A report of nothing yet, about going from one leg to the next.
  init(_ legs: [Transition]) {
    globalShape = legs[0].shape
    dtype = legs[0].dtype.rawValue
    from = legs[0].from.description
    to = legs[legs.count - 1].to.description
  }
}

extension ReshardReport {
  /// Adds what is planned for one leg, with its certificate.
  mutating func add(_ plan: ReshardPlan, _ planning: Planning) {
    let certificate = Planner(planning).certificate(of: plan)
    if Planner.enumerates(plan.transition) {
      let ranks = 0...(plan.transition.ranks.last ?? 0)
      for (step, traffic) in zip(plan.steps, plan.traffic) {
        steps.append(
          Step(
            step, sent: ranks.map { traffic.sent[$0] ?? 0 },
            received: ranks.map { traffic.received[$0] ?? 0 }))
      }
    } else {
      for (step, load) in zip(plan.steps, certificate.loads) { steps.append(Step(step, load)) }
    }
    levels = planning.costs.topology.levels.map(\.name)
    let simulator = try? Simulator(
      plan, on: planning.costs.topology, exchange: planning.costs.exchange, limit: 1 << 18)
    let first = steps.count - plan.steps.count
    for (index, way) in certificate.ways.enumerated() {
      guard certificate.loads[index].peers > 0 else { continue }
      steps[first + index].ways = [way.way.description]
      steps[first + index].levelBytes = simulator?.levelBytes?[index]
    }
    receivedTotal += certificate.received
    add(bound: certificate.lowerBound)
    peakExtraBytes = max(peakExtraBytes, certificate.peakExtraBytes)
    var certified = CertificateReport(certificate, planning)
    certified.faster = FasterPlan(than: plan, certificate, planning)
    certificates = (certificates ?? []) + [certified]
  }

  /// Adds which ranks hold nothing under the ends of the legs.
  mutating func addEmptyRanks(_ legs: [Transition]) {
    let ends = [legs[0].from] + legs.map(\.to)
    let sentences = ends.compactMap { $0.emptyRanks(shape: globalShape) }
    emptyRanks = sentences.isEmpty ? nil : sentences
  }

  /// Adds the plans that were considered for one leg.
  mutating func add(_ found: [Planner.Alternative]) {
    alternatives = (alternatives ?? []) + [found.map(AlternativeReport.init)]
  }

  private mutating func add(bound: Int?) {
    lowerBoundTotal = bound.flatMap { bound in lowerBoundTotal.map { $0 + bound } }
  }

  /// Adds what was counted on all ranks while one leg was carried out. Collective.
  mutating func add(_ record: ReshardRecord?, of leg: Transition, on cluster: Cluster) throws {
    guard let record else { return }
    let plan = record.plan
    let numbers = cluster.residents.map { rank in
      record.steps.flatMap { step in
        [
          step.sent[rank] ?? 0, step.received[rank] ?? 0, Int(step.seconds * 1e9),
          step.mode.flatMap(ExchangeMode.allCases.firstIndex) ?? -1,
        ]
      } + [record.peakExtraBytes[rank] ?? 0, Int(record.seconds * 1e9)]
    }
    let all = try cluster.isVirtual ? numbers : cluster.gathered(numbers[0])
    let ranks = 0...(leg.ranks.last ?? 0)
    for (index, step) in plan.steps.enumerated() {
      var entry = Step(
        step, sent: ranks.map { all[$0][4 * index] }, received: ranks.map { all[$0][4 * index + 1] }
      )
      entry.seconds = Double(all.map { $0[4 * index + 2] }.max() ?? 0) / 1e9
      let taken = Set(all.map { $0[4 * index + 3] }).sorted().filter { $0 >= 0 }
      entry.ways = taken.isEmpty ? nil : taken.map { ExchangeMode.allCases[$0].rawValue }
      steps.append(entry)
      receivedTotal += all.reduce(0) { $0 + $1[4 * index + 1] }
    }
    add(bound: Planner.lowerBound(of: leg))
    let last = 4 * plan.steps.count
    peakExtraBytes = max(peakExtraBytes, all.map { $0[last] }.max() ?? 0)
    seconds = (seconds ?? 0) + Double(all.map { $0[last + 1] }.max() ?? 0) / 1e9
  }
}

extension ReshardReport.Step {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(function, forKey: .function)
    try container.encode(collective, forKey: .collective)
    try container.encodeIfPresent(ways, forKey: .ways)
    try container.encode(meshDims, forKey: .meshDims)
    try container.encode(axes, forKey: .axes)
    try container.encode(from, forKey: .from)
    try container.encode(to, forKey: .to)
    try container.encodeIfPresent(bytesSent, forKey: .bytesSent)
    try container.encodeIfPresent(bytesReceived, forKey: .bytesReceived)
    try container.encode(mostSent, forKey: .mostSent)
    try container.encode(mostReceived, forKey: .mostReceived)
    try container.encodeIfPresent(levelBytes, forKey: .levelBytes)
    try container.encodeIfPresent(seconds, forKey: .seconds)
  }

  fileprivate init(_ step: ReshardStep, sent: [Int], received: [Int]) {
    self.init(
      function: step.function, collective: step.collective.rawValue, meshDims: step.meshDims,
      axes: step.axes, from: step.from.description, to: step.to.description,
      bytesSent: sent, bytesReceived: received, mostSent: sent.max() ?? 0,
      mostReceived: received.max() ?? 0)
  }

  /// A step of more ranks than are looked at one by one.
  fileprivate init(_ step: ReshardStep, _ load: StepLoad) {
    self.init(
      function: step.function, collective: step.collective.rawValue, meshDims: step.meshDims,
      axes: step.axes, from: step.from.description, to: step.to.description,
      bytesSent: nil, bytesReceived: nil, mostSent: load.sent, mostReceived: load.received)
  }
}
