/// What each lane does, step by step.
extension PipelineSchedule {
  /// The number of stages on a lane.
  public var turns: Int { stages / lanes }

  /// Into how many parts a stage's backward is cut; 0 of one micro-batch through one stage, which needs no step between
  /// forward and backward.
  package var backwardParts: Int {
    stages == 1 && microbatches == 1 ? 0 : order == .zeroBubble ? 2 : 1
  }

  /// The lane that a stage lies on.
  public func lane(of stage: Int) -> Int { stage % lanes }

  /// Returns the steps of a lane, in order. O(micro-batches x stages of the lane).
  public func steps(of lane: Int) -> [Step] {
    precondition((0..<lanes).contains(lane), "lane \(lane) of \(lanes)")
    if !trains || order == .gpipe { return breadthFirst(lane) }
    return alternating(lane)
  }

  /// Returns the actions of a stage, in order.
  public func actions(of stage: Int) -> [Action] {
    precondition((0..<stages).contains(stage), "stage \(stage) of \(stages)")
    return steps(of: lane(of: stage)).filter { $0.stage == stage }.map(\.action)
  }

  /// Returns the maximum number of micro-batches whose activations the stage keeps between forward and the end of the
  /// backward.
  public func mostKept(by stage: Int) -> Int {
    mostKept(in: steps(of: lane(of: stage)).filter { $0.stage == stage })
  }

  /// Returns the maximum number of micro-batches whose activations the stages of a lane keep together, one that two of
  /// them keep counted twice.
  public func mostKept(byLane lane: Int) -> Int { mostKept(in: steps(of: lane)) }

  private func mostKept(in steps: [Step]) -> Int {
    var (kept, most) = (0, 0)
    for step in steps where trains {
      switch step.action.kind {
      case .forward: kept += 1
      case .backward, .weightGradient: kept -= 1
      case .inputGradient: break
      }
      most = max(most, kept)
    }
    return most
  }

  /// All forwards, stage after stage; then the backwards, the last stage first.
  private func breadthFirst(_ lane: Int) -> [Step] {
    let own = (0..<turns).map { $0 * lanes + lane }
    let all = Array(0..<microbatches)
    let forwards = own.flatMap { stage in all.map { Step(stage, .forward($0)) } }
    guard trains else { return forwards }
    let back = turns > 1 ? all.reversed() : all
    return forwards
      + own.reversed().flatMap { stage in back.map { Step(stage, .backward($0)) } }
  }

  /// Forwards that fill the pipeline, then a forward and a backward in turn, then the remaining backwards. The gradients
  /// of weights follow those of inputs at the distance of the lane's number, so that they fall where it would wait.
  private func alternating(_ lane: Int) -> [Step] {
    let splits = order == .zeroBubble
    let round = microbatches / max(1, microbatches / lanes)
    let count = microbatches * turns
    let ahead = min(count, filling(lane, round: round))
    var (forwards, backwards) = ([Int: Int](), [Int: Int]())
    func next(_ counts: inout [Int: Int], _ stage: Int) -> Int {
      counts[stage, default: 0] += 1
      return counts[stage, default: 0] - 1
    }
    var steps: [Step] = []
    /// What the gradients of weights are still to be computed of.
    var waiting: [Step] = []
    for place in 0..<count + ahead {
      if place < count {
        let stage = place / round % turns * lanes + lane
        steps.append(Step(stage, .forward(next(&forwards, stage))))
      }
      guard place >= ahead else { continue }
      let stage = (turns - 1 - (place - ahead) / round % turns) * lanes + lane
      let microbatch = next(&backwards, stage)
      steps.append(Step(stage, Action(splits ? .inputGradient : .backward, microbatch)))
      guard splits else { continue }
      waiting.append(Step(stage, Action(.weightGradient, microbatch)))
      if place - ahead >= lane { steps.append(waiting.removeFirst()) }
    }
    return steps + waiting
  }

  /// How many forwards a lane does before its first backward is to be.
  private func filling(_ lane: Int, round: Int) -> Int {
    let after = lanes - 1 - lane
    return switch order {
    case .interleaved: (turns - 1) * round + (turns > 1 ? 2 : 1) * after
    case .gpipe, .oneForwardOneBackward, .zeroBubble: (turns - 1) * round + after
    }
  }
}
