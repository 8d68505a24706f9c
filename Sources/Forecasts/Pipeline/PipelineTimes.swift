/// What the passes of a micro-batch take, stage by stage.
struct PipelineTimes {
  /// By stage: the seconds of the forward pass, and of the backward pass; 0 without one.
  var forward: [Double]
  var backward: [Double]
  /// By stage: what the messages to the next stage take, and those back from it.
  var onward: [Double]
  var back: [Double]
}

/// When each stage of a pipeline computes which pass.
struct PipelineRun {
  /// One pass.
  struct Span: Hashable, Sendable {
    let stage: Int
    let turn: PipelineOrder.Turn
    let begin: Double
    let end: Double
  }

  private(set) var spans: [Span] = []
  /// When the last pass ends.
  private(set) var seconds = 0.0

  /// A forward pass waits for that of the stage before, a backward pass for that of the stage behind, and both for what
  /// their stage does before.
  ///
  /// - Complexity: O(stages x micro-batches).
  init(_ times: PipelineTimes, _ order: PipelineOrder, microbatches: Int) {
    let stages = times.forward.count
    let turns = (0..<stages).map {
      order.turns(stage: $0, of: stages, microbatches: microbatches)
    }
    var next = [Int](repeating: 0, count: stages)
    var free = [Double](repeating: 0, count: stages)
    var ends = [PipelineOrder.Turn: [Double?]]()
    func end(_ turn: PipelineOrder.Turn, _ stage: Int) -> Double? { ends[turn]?[stage] }
    var advanced = true
    while advanced {
      advanced = false
      for stage in 0..<stages {
        while next[stage] < turns[stage].count {
          let turn = turns[stage][next[stage]]
          var start = free[stage]
          if turn.isForward, stage > 0 {
            guard let before = end(turn, stage - 1) else { break }
            start = max(start, before + times.onward[stage - 1])
          } else if !turn.isForward, stage < stages - 1 {
            guard let behind = end(turn, stage + 1) else { break }
            start = max(start, behind + times.back[stage])
          }
          let stop = start + (turn.isForward ? times.forward[stage] : times.backward[stage])
          ends[turn, default: [Double?](repeating: nil, count: stages)][stage] = stop
          spans.append(Span(stage: stage, turn: turn, begin: start, end: stop))
          free[stage] = stop
          next[stage] += 1
          seconds = max(seconds, stop)
          advanced = true
        }
      }
    }
  }
}
