import Tessera
import Testing

/// Schedules against those that the literature draws.
@Suite struct PipelineScheduleTests {
  typealias Order = PipelineSchedule.Order

  /// Stage by stage. Huang et al. 2019, figure 2 (c), and Narayanan et al. 2021, figure 4 (top), which
  /// counts from 1.
  static let drawn: [(Order, stages: Int, microbatches: Int, [String])] = [
    (
      .gpipe, 4, 4,
      Array(repeating: "F0 F1 F2 F3 B3 B2 B1 B0", count: 4)
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
    (.gpipe, 1, 2, ["F0 F1 B1 B0"]),
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

  static let sizes: [(Int, Int)] = [1, 2, 3, 4, 8].flatMap { stages in
    [1, 2, 3, 4, 7, 8, 16].map { (stages, $0) }
  }

  @Test(arguments: sizes)
  func `every stage does everything once, and keeps what is said`(stages: Int, microbatches: Int) {
    for order in Order.allCases {
      let schedule = PipelineSchedule(order, stages: stages, microbatches: microbatches)
      for stage in 0..<stages {
        let actions = schedule.actions(of: stage)
        #expect(actions.count == 2 * microbatches && Set(actions).count == actions.count)
        let most = order == .gpipe ? microbatches : min(stages - stage, microbatches)
        #expect(schedule.mostKept(by: stage) == most)
      }
      let forward = PipelineSchedule(
        order, stages: stages, microbatches: microbatches, trains: false)
      #expect(forward.actions(of: 0) == (0..<microbatches).map { .forward($0) })
      #expect(forward.mostKept(by: 0) == 0)
    }
  }

  @Test(arguments: sizes)
  func `equal stages are idle for (p - 1) of (m + p - 1)`(stages: Int, microbatches: Int) {
    for (order, trains) in [(Order.gpipe, true), (.oneForwardOneBackward, true), (.gpipe, false)] {
      let schedule = PipelineSchedule(
        order, stages: stages, microbatches: microbatches, trains: trains)
      let seconds = [StageSeconds](
        repeating: StageSeconds(forward: 1, backward: 2), count: stages)
      let run = schedule.simulated(seconds)
      #expect(run.seconds == Double((microbatches + stages - 1) * (trains ? 3 : 1)))
      for stage in 0..<stages {
        #expect(abs(run.idleShare(of: stage) - schedule.idealBubble) < 1e-12)
      }
    }
  }

  @Test(arguments: sizes)
  func `one order of all steps has what each needs before it`(stages: Int, microbatches: Int) {
    for order in Order.allCases {
      let schedule = PipelineSchedule(order, stages: stages, microbatches: microbatches)
      let steps = schedule.steps
      for stage in 0..<stages {
        #expect(
          steps.filter { $0.stage == stage }.map(\.action) == schedule.actions(of: stage))
      }
      var places: [String: Int] = [:]
      for (place, step) in steps.enumerated() { places["\(step.stage) \(step.action)"] = place }
      for (place, step) in steps.enumerated() {
        let microbatch = step.action.microbatch
        var needs = step.stage == 0 ? [] : ["\(step.stage - 1) F\(microbatch)"]
        if step.action.kind == .backward {
          needs = ["\(step.stage) F\(microbatch)"]
          if step.stage < stages - 1 { needs.append("\(step.stage + 1) B\(microbatch)") }
        }
        #expect(needs.allSatisfy { (places[$0] ?? .max) < place })
      }
    }
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
