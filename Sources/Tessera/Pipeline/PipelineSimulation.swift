/// A simulation of a schedule: when each action begins and ends, given the seconds of each stage.
public struct PipelineSimulation: Hashable, Sendable {
  /// One action of one stage.
  public struct Span: Hashable, Sendable {
    /// The index of the stage.
    public let stage: Int
    /// What the stage does.
    public let action: PipelineSchedule.Action
    /// Seconds from the start of the first.
    public let start: Double
    /// When it ends, in seconds.
    public let end: Double
  }

  /// By their starts; those that start together by their stages.
  public let spans: [Span]
  /// When the last ends.
  public let seconds: Double
}

/// The seconds that a stage takes.
public struct StageSeconds: Hashable, Sendable {
  /// Seconds of a forward of one micro-batch.
  public var forward: Double
  /// Seconds of a backward.
  public var backward: Double
  /// Seconds from the end of an action until its result has arrived at the next stage.
  public var crossing: Double

  /// The seconds of a forward, of a backward, and of the way to the next stage.
  public init(forward: Double, backward: Double = 0, crossing: Double = 0) {
    (self.forward, self.backward, self.crossing) = (forward, backward, crossing)
  }
}

extension PipelineSchedule {
  /// Simulates the schedule by discrete events: of all stages' next actions the one that can begin first
  /// begins, when its ranks are free and what it needs has arrived.
  ///
  /// - Parameters:
  ///   - seconds: of each stage.
  ///   - ranks: of each stage; nil if no two share one.
  /// - Complexity: O(actions x stages).
  public func simulated(_ seconds: [StageSeconds], ranks: [[Int]]? = nil) -> PipelineSimulation {
    precondition(seconds.count == stages, "there are seconds of each of the \(stages) stages")
    let ranks = ranks ?? (0..<stages).map { [$0] }
    let actions = (0..<stages).map(actions(of:))
    var next = [Int](repeating: 0, count: stages)
    var free: [Int: Double] = [:]
    var ends: [[Action: Double]] = Array(repeating: [:], count: stages)
    var spans: [PipelineSimulation.Span] = []

    /// When the stage's next action can begin; nil while what it needs is not computed.
    func start(of stage: Int) -> Double? {
      guard next[stage] < actions[stage].count else { return nil }
      var start = ranks[stage].reduce(0) { max($0, free[$1] ?? 0) }
      for (other, action) in needs(of: actions[stage][next[stage]], at: stage) {
        guard let end = ends[other][action] else { return nil }
        start = max(start, end + (other == stage ? 0 : seconds[other].crossing))
      }
      return start
    }

    while let (stage, begin) = (0..<stages).compactMap({ stage in
      start(of: stage).map { (stage, $0) }
    }).min(by: { $0.1 < $1.1 }) {
      let action = actions[stage][next[stage]]
      let took = action.kind == .forward ? seconds[stage].forward : seconds[stage].backward
      next[stage] += 1
      ends[stage][action] = begin + took
      for rank in ranks[stage] { free[rank] = begin + took }
      spans.append(
        PipelineSimulation.Span(stage: stage, action: action, start: begin, end: begin + took))
    }
    return PipelineSimulation(
      spans: spans.sorted { ($0.start, $0.stage) < ($1.start, $1.stage) },
      seconds: spans.reduce(0) { max($0, $1.end) })
  }

  /// The actions of stages that must have ended before the action can begin.
  func needs(of action: Action, at stage: Int) -> [(stage: Int, action: Action)] {
    switch action.kind {
    case .forward: stage == 0 ? [] : [(stage - 1, action)]
    case .backward:
      [(stage, .forward(action.microbatch))] + (stage == stages - 1 ? [] : [(stage + 1, action)])
    }
  }

  /// All stages' actions in one order that each stage's own and all needs agree with. Processes that take
  /// their parts of it one by one never wait for each other in a circle, also where stages share ranks.
  public var steps: [(stage: Int, action: Action)] {
    let even = [StageSeconds](repeating: StageSeconds(forward: 1, backward: 1), count: stages)
    return simulated(even).spans.map { ($0.stage, $0.action) }
  }
}

extension PipelineSimulation {
  /// The share of the whole time in which a stage does nothing.
  public func idleShare(of stage: Int) -> Double {
    guard seconds > 0 else { return 0 }
    let busy = spans.reduce(0) { $0 + ($1.stage == stage ? $1.end - $1.start : 0) }
    return 1 - busy / seconds
  }
}
