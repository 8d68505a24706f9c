import CostModel
import Elements
import Programs
import Sharding
import Tensors
import Tessera
import Testing

/// Batches through the stages of a program: losses and gradients are those of the whole program on one rank.
@Suite struct TrainingPipelineTests {
  private static let rows = 8

  /// Four residual layers on an embedding, of which some is dropped, and whose table is the last product's weight too; a
  /// mask that each layer reads, and a sum that skips two of them.
  private static func program(rows: Int) throws -> Program {
    try Program.trace("tower") { tower in
      let ids = try tower.input("ids", shape: [rows, 3], dtype: .int64)
      let labels = try tower.input("labels", shape: [rows * 3, 1], dtype: .int64)
      let table = try tower.parameter("table", shape: [7, 4], dtype: .float64)
      let mask = try (ids .> 2).cast(.float64).reshape([rows, 3, 1]).named("mask")
      var x = try table.embedding(ids).dropout(p: 0.25, seed: 3).named("embedded")
      let first = x
      for layer in 0..<4 {
        let up = try tower.parameter("layer.\(layer).up", shape: [4, 8], dtype: .float64)
        let down = try tower.parameter("layer.\(layer).down", shape: [8, 4], dtype: .float64)
        x = try (x + ((x • up).gelu() * mask) • down).named("layer.\(layer).out")
      }
      let logits = try (x + first).reshape([rows * 3, 4]).matmul(table, otherTransposed: true)
      return [try logits.crossEntropyWithSoftmax(labels).loss.mean().named("loss")]
    }
  }

  private static func numbers(_ shape: [Int], _ seed: Int) -> DenseTensor {
    DenseTensor(
      (0..<shape.reduce(1, *)).map { Double(($0 * 7 + seed * 13) % 23) / 23 - 0.4 }, shape: shape)
  }

  /// The mean loss of a batch, and its gradients in full.
  private static func made(_ trial: Trial, _ cluster: Cluster, step: Int = 0) throws -> (
    Double, [String: [Double]], TrainingPipeline.Made
  ) {
    let program = try program(rows: rows / trial.microbatches)
    var cuts = StageCuts()
    for word in trial.cuts { try cuts.add(word) }
    let staged = try program.staged(by: cuts, on: trial.meshes, turns: trial.turns)
    let schedule = try PipelineSchedule(
      checking: trial.order, stages: staged.stages.count, lanes: staged.lanes,
      microbatches: trial.microbatches)
    let pipeline = try TrainingPipeline(
      staged, schedule, isTrained: { $0 != trial.frozen }, on: cluster
    ) { program, mesh in
      var patterns = PlacementPatterns()
      for (pattern, placements) in trial.places
      where (program.values.contains { $0.name.hasPrefix(pattern.prefix { $0 != "*" }) }) {
        try patterns.add(pattern, placements)
      }
      return try Completion(on: [mesh])(patterns.applied(to: program)).applying(
        [LateResults.self] + ProgramPasses.all)
    }
    var parameters: [String: DistTensor] = [:]
    for id in program.inputs where program.values[id].role == .parameter {
      let value = program.values[id]
      let home = pipeline.attrs[value.name] ?? .replicated(on: trial.meshes[0])
      parameters[value.name] = try DistTensor(
        numbers(value.shape, value.name.utf8.count), attr: home, on: cluster)
    }
    let made = try pipeline(parameters, step: step) { rows, attr in
      let length = rows.shape[0]
      let all = DenseTensor(
        (0..<Self.rows * 3).map { Double(($0 * 5 + rows.name.utf8.count) % 7) },
        shape: [length * trial.microbatches] + rows.shape.dropFirst()
      ).converted(to: .int64)
      let part = all.slice(
        offsets: [rows.microbatch * length] + rows.shape.dropFirst().map { _ in 0 },
        sizes: rows.shape)
      return try DistTensor(part, attr: attr, on: cluster)
    }
    let losses = try made.losses.map { try $0.number() }
    var gradients: [String: [Double]] = [:]
    for (name, gradient) in made.gradients {
      gradients[name] = try gradient.full(on: 0)?.values(as: Double.self)
    }
    return (losses.reduce(0, +) / Double(losses.count), gradients, made)
  }

  struct Trial: CustomTestStringConvertible {
    var order = PipelineSchedule.Order.oneForwardOneBackward
    var meshes: [ProcessMesh]
    var turns = 1
    var microbatches = 4
    var cuts: [String] = []
    var places: [(String, String)] = []
    var frozen = ""

    var testDescription: String {
      "\(order.rawValue), \(meshes.count) x \(turns) stages, \(cuts.joined(separator: " "))"
    }
  }

  private static func meshes(_ count: Int, of size: Int) -> [ProcessMesh] {
    (0..<count).map { place in
      try! ProcessMesh(
        shape: [size], axes: ["tp"], ranks: Array(place * size..<(place + 1) * size),
        name: "stage\(place)")
    }
  }

  static var trials: [Trial] {
    let cuts = ["table=stage0", "layer.0-1=stage0", "layer.2-3=stage1"]
    let split = [("layer.*.up", "R,S(1)"), ("layer.*.down", "R,S(0)"), ("ids", "S(0),R")]
    let wide = (0..<2).map { place in
      try! ProcessMesh(
        shape: [2, 2], axes: ["dp", "tp"], ranks: Array(place * 4..<place * 4 + 4),
        name: "stage\(place)")
    }
    return [
      Trial(meshes: meshes(1, of: 1)), Trial(meshes: meshes(1, of: 2), microbatches: 1),
      Trial(order: .gpipe, meshes: meshes(2, of: 1)),
      Trial(meshes: meshes(2, of: 1)), Trial(meshes: meshes(3, of: 2)),
      Trial(meshes: meshes(4, of: 1), microbatches: 8),
      Trial(order: .interleaved, meshes: meshes(2, of: 1), turns: 2),
      Trial(order: .gpipe, meshes: meshes(2, of: 2), turns: 2),
      Trial(order: .zeroBubble, meshes: meshes(2, of: 2)),
      Trial(order: .zeroBubble, meshes: meshes(2, of: 1), turns: 2),
      Trial(order: .zeroBubble, meshes: meshes(1, of: 2)),
      Trial(meshes: meshes(2, of: 1), cuts: cuts),
      Trial(meshes: meshes(2, of: 1), cuts: ["table=stage0", "layer.1.out=stage1"]),
      Trial(
        order: .interleaved, meshes: meshes(2, of: 1),
        cuts: ["table=stage0", "layer.1=stage1", "layer.2=stage0", "layer.3=stage1"]),
      // pp2 x dp2 x tp2.
      Trial(order: .zeroBubble, meshes: wide, cuts: cuts, places: split),
      Trial(meshes: meshes(2, of: 1), frozen: "layer.0.up"),
    ]
  }

  @Test(arguments: trials)
  func `losses and gradients are those of one rank`(trial: Trial) throws {
    let alone = Trial(
      order: .gpipe, meshes: Self.meshes(1, of: 1), microbatches: 1, frozen: trial.frozen)
    let (loss, gradients, _) = try Self.made(alone, .virtual(1))
    let (have, others, made) = try Self.made(trial, .virtual(8))
    #expect(abs(have - loss) <= 1e-12 * abs(loss))
    #expect(gradients.keys.contains("table") && others.keys == gradients.keys)
    for (name, expected) in gradients {
      let own = try #require(others[name])
      #expect(
        zip(own, expected).allSatisfy { abs($0 - $1) < 1e-12 } && own.count == expected.count,
        "\(name): \(own) and \(expected)")
    }
    #expect(made.losses.count == trial.microbatches)
  }

  @Test func `each step drops others, the same on any mesh`() throws {
    let alone = Trial(order: .gpipe, meshes: Self.meshes(1, of: 1), microbatches: 1)
    var losses: Set<Double> = []
    for step in 0..<4 {
      let loss = try Self.made(alone, .virtual(1), step: step).0
      for trial in [Self.trials[2], Self.trials[7]] {
        #expect(abs(try Self.made(trial, .virtual(8), step: step).0 - loss) < 1e-12)
      }
      losses.insert(loss)
    }
    #expect(losses.count == 4)
  }

  @Test(arguments: PipelineSchedule.Order.allCases)
  func `a stage keeps as many activations as its schedule says`(order: PipelineSchedule.Order)
    throws
  {
    let trial = Trial(
      order: order, meshes: Self.meshes(2, of: 1), turns: order == .interleaved ? 2 : 1,
      microbatches: 8)
    let (_, _, made) = try Self.made(trial, .virtual(2))
    let schedule = try PipelineSchedule(
      checking: order, stages: made.mostKept.count, lanes: 2, microbatches: 8)
    #expect(made.mostKept == made.mostKept.indices.map(schedule.mostKept(by:)))
  }

  @Test(arguments: [
    (["nothing=stage0"], "no parameter of it, and no op makes it"),
    (["table=elsewhere"], "is not known, known are stage0, stage1"),
    (["table=stage0", "layer.1=stage1", "layer.2=stage1", "layer.3=stage0"], "a stage"),
  ])
  func `cuts that cannot be are refused`(words: [String], message: String) throws {
    var cuts = StageCuts()
    for word in words { try cuts.add(word) }
    let program = try Self.program(rows: 8)
    if message == "a stage" {
      let staged = try program.staged(by: cuts, on: Self.meshes(2, of: 1))
      #expect(throws: TesseraError.self) {
        try PipelineSchedule(
          checking: .interleaved, stages: staged.stages.count, lanes: staged.lanes, microbatches: 4)
      }
      return
    }
    let error = #expect(throws: TesseraError.self) {
      try program.staged(by: cuts, on: Self.meshes(2, of: 1))
    }
    #expect(error?.message.contains(message) == true, "\(String(describing: error))")
  }
}
