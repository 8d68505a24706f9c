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
  /// Seconds of a backward, all of it.
  public var backward: Double
  /// Seconds of the part of the backward that computes the gradients of weights, where it is apart.
  public var weightGradient: Double
  /// Seconds from the end of a forward until its result has arrived at the next stage.
  public var crossing: Double
  /// Seconds from the end of a backward until its result has arrived at the stage before.
  public var crossingBack: Double

  /// The seconds of a forward, of a backward, of the part of it that weights take, of the way to the next stage, and of
  /// that back to the one before: as long where nothing is said.
  public init(
    forward: Double, backward: Double = 0, weightGradient: Double = 0, crossing: Double = 0,
    crossingBack: Double? = nil
  ) {
    self.forward = forward
    self.backward = backward
    self.weightGradient = weightGradient
    self.crossing = crossing
    self.crossingBack = crossingBack ?? crossing
  }

  /// Seconds of an action.
  func seconds(of kind: PipelineSchedule.Action.Kind) -> Double {
    switch kind {
    case .forward: forward
    case .backward: backward
    case .inputGradient: backward - weightGradient
    case .weightGradient: weightGradient
    }
  }
}

extension PipelineSchedule {
  /// Simulates the schedule by discrete events: of all lanes' next steps the one that can begin first
  /// begins, when its ranks are free and what it needs has arrived.
  ///
  /// - Parameters:
  ///   - seconds: of each stage.
  ///   - ranks: of each stage; nil if no two lanes share one.
  /// - Complexity: O(steps x lanes).
  public func simulated(_ seconds: [StageSeconds], ranks: [[Int]]? = nil) -> PipelineSimulation {
    precondition(seconds.count == stages, "there are seconds of each of the \(stages) stages")
    let ranks = ranks ?? (0..<stages).map { [lane(of: $0)] }
    let steps = (0..<lanes).map(steps(of:))
    var next = [Int](repeating: 0, count: lanes)
    var free: [Int: Double] = [:]
    var ends: [Step: Double] = [:]
    var spans: [PipelineSimulation.Span] = []

    /// When the lane's next step can begin; nil while what it needs is not computed.
    func start(of lane: Int) -> Double? {
      guard next[lane] < steps[lane].count else { return nil }
      let step = steps[lane][next[lane]]
      var start = ranks[step.stage].reduce(0) { max($0, free[$1] ?? 0) }
      for need in needs(of: step) {
        guard let end = ends[need] else { return nil }
        let way = seconds[need.stage]
        let crossing =
          need.stage < step.stage
          ? way.crossing : need.stage > step.stage ? way.crossingBack : 0
        start = max(start, end + crossing)
      }
      return start
    }

    while let (lane, begin) = (0..<lanes).compactMap({ lane in
      start(of: lane).map { (lane, $0) }
    }).min(by: { $0.1 < $1.1 }) {
      let step = steps[lane][next[lane]]
      let end = begin + seconds[step.stage].seconds(of: step.action.kind)
      next[lane] += 1
      ends[step] = end
      for rank in ranks[step.stage] { free[rank] = end }
      spans.append(
        PipelineSimulation.Span(stage: step.stage, action: step.action, start: begin, end: end))
    }
    return PipelineSimulation(
      spans: spans.sorted { ($0.start, $0.stage) < ($1.start, $1.stage) },
      seconds: spans.reduce(0) { max($0, $1.end) })
  }

  /// The steps that must have ended before the step can begin.
  public func needs(of step: Step) -> [Step] {
    let (stage, microbatch) = (step.stage, step.action.microbatch)
    switch step.action.kind {
    case .forward: return stage == 0 ? [] : [Step(stage - 1, step.action)]
    case .backward, .inputGradient:
      return [Step(stage, .forward(microbatch))]
        + (stage == stages - 1 ? [] : [Step(stage + 1, step.action)])
    case .weightGradient: return [Step(stage, Action(.inputGradient, microbatch))]
    }
  }

  /// All lanes' steps in one order that each lane's own and all needs agree with. Processes that take
  /// their parts of it one by one never wait for each other in a circle, also where lanes share ranks.
  public var steps: [Step] {
    simulated(even).spans.map { Step($0.stage, $0.action) }
  }

  /// The share of time in which a lane is idle, the mean over all lanes, if all stages take equally long, a backward
  /// twice as long as a forward, half of that for weights, and transfers take no time.
  ///
  /// Of p lanes with v stages each and m micro-batches, m a multiple of p where v is more than 1: (p - 1) / (v m + p - 1);
  /// under `zeroBubble`, with m at least p, (p - 1) / (3 v m + p - 1).
  public var idealBubble: Double {
    let run = simulated(even)
    return (0..<stages).reduce(0) { $0 + run.idleShare(of: $1) - 1 } / Double(lanes) + 1
  }

  private var even: [StageSeconds] {
    [StageSeconds](
      repeating: StageSeconds(forward: 1, backward: 2, weightGradient: 1), count: stages)
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
