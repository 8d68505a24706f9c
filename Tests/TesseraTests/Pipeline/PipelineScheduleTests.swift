import Tessera
import Testing

/// Schedules against those that the literature draws.
@Suite struct PipelineScheduleTests {
  typealias Order = PipelineSchedule.Order

  /// Lane by lane. Huang et al. 2019, figure 2 (c), with the backwards from the first micro-batch on; Narayanan et al.
  /// 2021, figure 4 (top), which counts from 1.
  static let drawn: [(Order, stages: Int, microbatches: Int, [String])] = [
    (
      .gpipe, 4, 4,
      Array(repeating: "F0 F1 F2 F3 B0 B1 B2 B3", count: 4)
    ),
    (
      .oneForwardOneBackward, 4, 8,
      [
        "F0 F1 F2 F3 B0 F4 B1 F5 B2 F6 B3 F7 B4 B5 B6 B7",
        "F0 F1 F2 B0 F3 B1 F4 B2 F5 B3 F6 B4 F7 B5 B6 B7",
        "F0 F1 B0 F2 B1 F3 B2 F4 B3 F5 B4 F6 B5 F7 B6 B7",
        "F0 B0 F1 B1 F2 B2 F3 B3 F4 B4 F5 B5 F6 B6 F7 B7",
      ]
    ),
    // As the page on pipelines shows it.
    (
      .oneForwardOneBackward, 3, 4,
      ["F0 F1 F2 B0 F3 B1 B2 B3", "F0 F1 B0 F2 B1 F3 B2 B3", "F0 B0 F1 B1 F2 B2 F3 B3"]
    ),
    // Fewer micro-batches than stages: all are forward before the first is back.
    (.oneForwardOneBackward, 3, 1, ["F0 B0", "F0 B0", "F0 B0"]),
    (.oneForwardOneBackward, 4, 2, ["F0 F1 B0 B1", "F0 F1 B0 B1", "F0 F1 B0 B1", "F0 B0 F1 B1"]),
    (.oneForwardOneBackward, 1, 3, ["F0 B0 F1 B1 F2 B2"]),
    (.gpipe, 1, 2, ["F0 F1 B0 B1"]),
    // The gradients of weights fill what would be idle.
    (.zeroBubble, 2, 3, ["F0 F1 I0 W0 F2 I1 W1 I2 W2", "F0 I0 F1 I1 W0 F2 I2 W1 W2"]),
  ]

  @Test(arguments: drawn)
  func `stages act as drawn`(
    order: Order, stages: Int, microbatches: Int, expected: [String]
  ) {
    let schedule = PipelineSchedule(order, stages: stages, microbatches: microbatches)
    for (stage, line) in expected.enumerated() {
      let actions = schedule.actions(of: stage).map(\.description).joined(separator: " ")
      #expect(actions == line, "stage \(stage)")
    }
  }

  /// Two lanes of two stages each, as PyTorch 2.15 runs 4 micro-batches through them.
  @Test(arguments: [
    (
      Order.gpipe,
      [
        "0F0 0F1 0F2 0F3 2F0 2F1 2F2 2F3 2B3 2B2 2B1 2B0 0B3 0B2 0B1 0B0",
        "1F0 1F1 1F2 1F3 3F0 3F1 3F2 3F3 3B3 3B2 3B1 3B0 1B3 1B2 1B1 1B0",
      ]
    ),
    (
      .interleaved,
      [
        "0F0 0F1 2F0 2F1 0F2 2B0 0F3 2B1 2F2 0B0 2F3 0B1 2B2 2B3 0B2 0B3",
        "1F0 1F1 3F0 3B0 3F1 3B1 1F2 1B0 1F3 1B1 3F2 3B2 3F3 3B3 1B2 1B3",
      ]
    ),
    (
      .zeroBubble,
      [
        "0F0 0F1 2F0 2F1 2I0 2W0 0F2 2I1 2W1 0F3 0I0 0W0 2F2 0I1 0W1 2F3 2I2 2W2 2I3 2W3 0I2 0W2 0I3 0W3",
        "1F0 1F1 3F0 3I0 3F1 3I1 3W0 1F2 1I0 3W1 1F3 1I1 1W0 3F2 3I2 1W1 3F3 3I3 3W2 1I2 3W3 1I3 1W2 1W3",
      ]
    ),
  ])
  func `stages of one lane take turns as in PyTorch`(order: Order, expected: [String]) throws {
    let schedule = try PipelineSchedule(checking: order, stages: 4, lanes: 2, microbatches: 4)
    for (lane, line) in expected.enumerated() {
      #expect(schedule.steps(of: lane).map(\.description).joined(separator: " ") == line)
    }
  }

  /// Lanes, stages of each, micro-batches, and the orders that take them.
  static let sizes: [(Int, Int, Int)] = [1, 2, 3, 4, 8].flatMap { lanes in
    [1, 2, 3].flatMap { turns in [1, 2, 3, 4, 7, 8, 16].map { (lanes, turns, $0) } }
  }

  /// The schedules of a size, of every order that takes it.
  private static func schedules(_ lanes: Int, _ turns: Int, _ microbatches: Int)
    -> [PipelineSchedule]
  {
    Order.allCases.compactMap {
      try? PipelineSchedule(
        checking: $0, stages: lanes * turns, lanes: lanes, microbatches: microbatches)
    }
  }

  @Test(arguments: sizes)
  func `every stage does everything once, and keeps what is said`(
    lanes: Int, turns: Int, microbatches: Int
  ) {
    let all = Self.schedules(lanes, turns, microbatches)
    #expect(all.contains { $0.order == .gpipe })
    #expect(all.contains { $0.order == .oneForwardOneBackward } == (turns == 1))
    for schedule in all {
      let kinds: [PipelineSchedule.Action.Kind] =
        schedule.order == .zeroBubble
        ? [.forward, .inputGradient, .weightGradient] : [.forward, .backward]
      for stage in 0..<schedule.stages {
        let actions = schedule.actions(of: stage)
        #expect(actions.count == kinds.count * microbatches)
        #expect(
          Set(actions)
            == Set(kinds.flatMap { kind in (0..<microbatches).map { .init(kind, $0) } }))
      }
      for lane in 0..<lanes {
        let all = microbatches * turns
        let round = microbatches / max(1, microbatches / lanes)
        let (after, others) = (lanes - 1 - lane, (turns - 1) * round)
        let most =
          switch schedule.order {
          case .gpipe: all
          case .oneForwardOneBackward: min(lanes - lane, all)
          case .interleaved: min(others + (turns > 1 ? 2 : 1) * after + 1, all)
          case .zeroBubble: min(others + lanes, all)
          }
        #expect(schedule.mostKept(byLane: lane) == most, "\(schedule.order), lane \(lane)")
        if turns == 1 { #expect(schedule.mostKept(by: lane) == most) }
      }
      let forward = PipelineSchedule(
        schedule.order, stages: schedule.stages, lanes: lanes, microbatches: microbatches,
        trains: false)
      #expect(forward.actions(of: 0) == (0..<microbatches).map { .forward($0) })
      #expect(forward.mostKept(by: 0) == 0)
    }
  }

  @Test(arguments: sizes)
  func `the idle share of equal stages is that of the literature`(
    lanes: Int, turns: Int, microbatches: Int
  ) {
    for schedule in Self.schedules(lanes, turns, microbatches) {
      let isFull =
        microbatches >= lanes || (turns == 1 && schedule.order != .zeroBubble)
      guard isFull else { continue }
      // A stage's share of a lane's work, in forwards.
      let work = (schedule.order == .zeroBubble ? 3 : 1) * turns * microbatches
      let expected = Double(lanes - 1) / Double(work + lanes - 1)
      #expect(abs(schedule.idealBubble - expected) < 1e-12, "\(schedule.order)")
    }
  }

  @Test(arguments: sizes)
  func `forwards alone are idle for (p - 1) of (m + p - 1)`(
    stages: Int, turns: Int, microbatches: Int
  ) {
    let schedule = PipelineSchedule(
      .gpipe, stages: stages, microbatches: microbatches, trains: false)
    let run = schedule.simulated([StageSeconds](repeating: StageSeconds(forward: 1), count: stages))
    #expect(run.seconds == Double(microbatches + stages - 1))
    for stage in 0..<stages {
      #expect(
        abs(run.idleShare(of: stage) - Double(stages - 1) / Double(microbatches + stages - 1))
          < 1e-12)
    }
  }

  @Test(arguments: sizes)
  func `one order of all steps has what each needs before it`(
    lanes: Int, turns: Int, microbatches: Int
  ) {
    for schedule in Self.schedules(lanes, turns, microbatches) {
      let steps = schedule.steps
      for lane in 0..<lanes {
        #expect(steps.filter { schedule.lane(of: $0.stage) == lane } == schedule.steps(of: lane))
      }
      var places: [String: Int] = [:]
      for (place, step) in steps.enumerated() { places["\(step)"] = place }
      for (place, step) in steps.enumerated() {
        let (stage, microbatch) = (step.stage, step.action.microbatch)
        let needs: [String]
        switch step.action.kind {
        case .forward: needs = stage == 0 ? [] : ["\(stage - 1)F\(microbatch)"]
        case .backward, .inputGradient:
          let letter = step.action.kind == .backward ? "B" : "I"
          needs =
            ["\(stage)F\(microbatch)"]
            + (stage < schedule.stages - 1 ? ["\(stage + 1)\(letter)\(microbatch)"] : [])
        case .weightGradient: needs = ["\(stage)I\(microbatch)"]
        }
        #expect(needs.allSatisfy { (places[$0] ?? .max) < place })
      }
    }
  }

  @Test(arguments: [
    (Order.gpipe, 3, 2, 4, "the same number of stages on each group of ranks"),
    (.oneForwardOneBackward, 4, 2, 4, "interleaved takes them"),
    (.interleaved, 4, 2, 5, "in 2 equal rounds"), (.zeroBubble, 2, 2, 0, "a micro-batch"),
  ])
  func `a schedule that cannot be is refused`(
    order: Order, stages: Int, lanes: Int, microbatches: Int, words: String
  ) {
    let error = #expect(throws: TesseraError.self) {
      try PipelineSchedule(
        checking: order, stages: stages, lanes: lanes, microbatches: microbatches)
    }
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
  }

  @Test func `a crossing, a slow stage and shared ranks take their time`() {
    let schedule = PipelineSchedule(.gpipe, stages: 2, microbatches: 3, trains: false)
    func seconds(_ first: Double, _ second: Double, crossing: Double = 0) -> [StageSeconds] {
      [StageSeconds(forward: first, crossing: crossing), StageSeconds(forward: second)]
    }
    #expect(schedule.simulated(seconds(1, 1)).seconds == 4)
    #expect(schedule.simulated(seconds(1, 1, crossing: 0.5)).seconds == 4.5)
    #expect(schedule.simulated(seconds(1, 3)).seconds == 10)
    #expect(schedule.simulated(seconds(3, 1)).seconds == 10)
    let shared = schedule.simulated(seconds(1, 1), ranks: [[0, 1], [1]])
    #expect(shared.seconds == 6 && shared.idleShare(of: 0) == 0.5)
  }
}
