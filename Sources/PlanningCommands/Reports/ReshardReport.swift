import CostModel
import Elements
import Files
import Resharding
import Sharding
import Simulation

/// What a reshard did, or is going to do: the fields that `--json` prints.
package struct ReshardReport: Codable {
  package struct Step: Codable {
    package let function: String
    package let collective: String
    /// How the ranks carried it out, each way that any of them took, or how they are going to; absent where
    /// nothing has to move, or all ranks are in one process.
    package var ways: [String]?
    /// The mesh dims in whose merged groups the step runs; null where it runs among all ranks.
    package let meshDims: [Int]?
    /// The names of these mesh dims.
    package let axes: [String]?
    package let from: String
    package let to: String
    /// By rank; absent where there are too many ranks to name.
    package var bytesSent: [Int]?
    package var bytesReceived: [Int]?
    /// Of the rank with most.
    package var mostSent: Int
    package var mostReceived: Int
    /// Of a plan: what passes the links of each level, from the innermost; absent where nobody looks at so
    /// many messages.
    package var levelBytes: [Int]?
    /// Of the slowest rank; absent from a plan.
    package var seconds: Double?

    package enum CodingKeys: String, CodingKey {
      case function, collective, ways, axes, from, to, seconds
      case meshDims = "mesh_dims"
      case bytesSent = "bytes_sent"
      case bytesReceived = "bytes_received"
      case mostSent = "most_sent"
      case mostReceived = "most_received"
      case levelBytes = "level_bytes"
    }
  }

  package let globalShape: [Int]
  package let dtype: String
  package let from: String
  package let to: String
  package var steps: [Step] = []
  package var receivedTotal = 0
  /// Nil where it is not known.
  package var lowerBoundTotal: Int? = 0
  /// Of the rank that needed most.
  package var peakExtraBytes = 0
  /// Of a plan: which ranks hold no element at the ends of a leg, in words.
  package var emptyRanks: [String]?
  /// Of a plan, by leg.
  package var certificates: [CertificateReport]?
  /// Of a plan, by leg, where they are asked for.
  package var alternatives: [[AlternativeReport]]?
  package var seconds: Double?
  package private(set) var verified: Bool?
  /// How it was verified.
  package var equality: Equality? { didSet { verified = equality.map { _ in true } } }
  package var printed: String?
  /// Of a run: which rank holds which block of the result, where that is asked for.
  package var layout: String?
  /// Of a plan: the names of the topology's levels.
  package private(set) var levels: [String] = []

  package enum CodingKeys: String, CodingKey {
    case dtype, from, to, steps, certificates, alternatives, seconds, verified, equality, printed,
      layout
    case globalShape = "global_shape"
    case emptyRanks = "empty_ranks"
    case receivedTotal = "received_total"
    case lowerBoundTotal = "lower_bound_total"
    case peakExtraBytes = "peak_extra_bytes"
  }

  /// A report of nothing yet, about going from one leg to the next.
  package init(_ legs: [Transition]) {
    globalShape = legs[0].shape
    dtype = legs[0].dtype.description
    from = legs[0].from.description
    to = legs[legs.count - 1].to.description
  }
}

extension ReshardReport {
  /// Adds what is planned for one leg, with its certificate.
  package mutating func add(_ plan: ReshardPlan, _ planning: Planning) {
    let certificate = Planner(planning).certificate(of: plan)
    if let enumerated = certificate.traffic {
      let ranks = 0...(plan.transition.rankOrder.highest)
      for (step, traffic) in zip(plan.steps, enumerated) {
        steps.append(
          Step(
            step, sent: ranks.map { traffic.sent[$0] ?? 0 },
            received: ranks.map { traffic.received[$0] ?? 0 }))
      }
    } else {
      for (step, load) in zip(plan.steps, certificate.loads) { steps.append(Step(step, load)) }
    }
    levels = planning.costs.topology.levels.map(\.name)
    let levelBytes = Simulator.levelBytes(
      of: plan, certificate, on: planning.costs.topology, exchange: planning.costs.exchange,
      limit: 1 << 18)
    let first = steps.count - plan.steps.count
    for (index, priced) in certificate.pricedSteps.enumerated() {
      guard certificate.loads[index].peers > 0 else { continue }
      steps[first + index].ways = priced.algorithms.map(\.description)
      steps[first + index].levelBytes = levelBytes?[index]
    }
    receivedTotal += certificate.received
    add(bound: certificate.lowerBound)
    peakExtraBytes = max(peakExtraBytes, certificate.peakExtraBytes)
    var certified = CertificateReport(certificate, planning)
    certified.faster = FasterPlan(than: plan, certificate, planning)
    certificates = (certificates ?? []) + [certified]
  }

  /// Adds which ranks hold nothing under the ends of the legs.
  package mutating func addEmptyRanks(_ legs: [Transition]) {
    let ends = [legs[0].from] + legs.map(\.to)
    let sentences = ends.compactMap { $0.emptyRanks(shape: globalShape) }
    emptyRanks = sentences.isEmpty ? nil : sentences
  }

  /// Adds the plans that were considered for one leg.
  package mutating func add(_ found: [Planner.Alternative]) {
    alternatives = (alternatives ?? []) + [found.map(AlternativeReport.init)]
  }

  package mutating func add(bound: Int?) {
    lowerBoundTotal = bound.flatMap { bound in lowerBoundTotal.map { $0 + bound } }
  }
}

extension ReshardReport.Step {
  package func encode(to encoder: any Encoder) throws {
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

  package init(_ step: ReshardStep, sent: [Int], received: [Int]) {
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
