import CostModel
import Testing

@Suite struct TrainingMemoryTests {
  static let sequence = 2048.0

  static func plan(tp: Int = 1, isSequenceParallel: Bool = false) -> TrainingPlan {
    var plan = TrainingPlan(
      model: TransformerModel(
        family: .gpt, layers: 96, hidden: 12_288, heads: 96, ffn: 49_152, vocabulary: 51_200,
        sequence: 2048))
    (plan.tp, plan.isSequenceParallel) = (tp, isSequenceParallel)
    return plan
  }

  /// Of a micro-batch of one sequence: s b h.
  static let unit = sequence * 12_288
  /// 5 a s / h.
  static let scores: Double = 5 * 96 * sequence / 12_288

  static let table:
    [(name: String, tp: Int, isCut: Bool, what: TrainingPlan.Recomputation, units: Double)] = [
      ("no parallelism", 1, false, .none, 34 + scores),
      ("tensor parallel", 8, false, .none, 10 + 24 / 8 + scores / 8),
      ("tensor and sequence parallel", 8, true, .none, 34 / 8 + scores / 8),
      ("tensor parallel, selective", 8, false, .selective, 10 + 24 / 8),
      ("tensor and sequence parallel, selective", 8, true, .selective, 34 / 8),
      ("full", 1, false, .full, 2),
    ]

  @Test(arguments: table)
  func `a layer keeps what Korthikanti's table 2 says`(
    name: String, tp: Int, isCut: Bool, what: TrainingPlan.Recomputation, units: Double
  ) {
    var plan = Self.plan(tp: tp, isSequenceParallel: isCut)
    plan.recomputation = what
    let bytes = TrainingMemory.layer(plan, attention: .unfused)
    #expect(abs(bytes / (units * Self.unit) - 1) < 1e-12, "\(name)")
  }

  @Test func `flash attention keeps no scores`() {
    let plan = Self.plan()
    let rows = 8 * Self.sequence * 96
    #expect(TrainingMemory.layer(plan, attention: .flash) == 34 * Self.unit + rows)
  }

  @Test func `the first stage holds as many micro-batches as there are stages, at the most`() {
    var plan = Self.plan(tp: 8)
    (plan.pp, plan.globalBatch) = (8, 64)
    #expect(TrainingMemory.layersInFlight(plan) == 96)
    plan.virtualStages = 3
    #expect(TrainingMemory.layersInFlight(plan) == 96 * (1 + 7.0 / 24))
    plan.globalBatch = 2
    #expect(TrainingMemory.layersInFlight(plan) == 24)
  }

  @Test func `each stage of ZeRO shares one thing more`() {
    var plan = Self.plan()
    (plan.dp, plan.globalBatch, plan.framework) = (8, 8, .megatron)
    let held = (0...3).map { zero in
      plan.zero = zero
      return TrainingMemory(plan, attention: .flash)
    }
    let whole = held[0]
    #expect(whole.optimiser == 6 * whole.weights && whole.gradients == 2 * whole.weights)
    #expect(held[1].optimiser == whole.optimiser / 8 && held[1].gradients == whole.gradients)
    #expect(held[2].gradients == whole.gradients / 8 && held[2].weights == whole.weights)
    #expect(held[3].weights < whole.weights / 8 * 1.2 && held[3].weights > whole.weights / 8)
    #expect(Set(held.map(\.activations)).count == 1)
  }
}
