import CostModel

/// What the passes of one micro-batch take on each stage.
struct StageTimes {
  let times: PipelineTimes
  let computing: [Double]
  let communicating: [Double]

  init(_ program: PricedProgram, _ stack: SoftwareStack, overlaps: Bool) {
    let stages = program.meshes.indices
    var (computing, communicating): ([Double], [Double]) = ([], [])
    var passes: [[Double]] = [[], []]
    for stage in stages {
      var sums = (0.0, 0.0)
      for (place, isForward) in [true, false].enumerated() {
        let run = ProgramTimeline(program, stack, overlaps: overlaps) {
          $0.stages == [stage] && $0.isForward == isForward
        }
        passes[place].append(run.seconds)
        sums.0 += run.computing[stage]
        sums.1 += run.communicating[stage]
      }
      computing.append(sums.0)
      communicating.append(sums.1)
    }
    func between(_ stage: Int, _ isForward: Bool) -> Double {
      program.tasks.reduce(0) { sum, task in
        task.stages == [stage, stage + 1] && task.isForward == isForward
          ? sum + task.seconds : sum
      }
    }
    let gaps = stages.dropLast()
    times = PipelineTimes(
      forward: passes[0], backward: passes[1], onward: gaps.map { between($0, true) },
      back: gaps.map { between($0, false) })
    (self.computing, self.communicating) = (computing, communicating)
  }

  /// Both passes of a stage.
  func seconds(_ stage: Int) -> Double { times.forward[stage] + times.backward[stage] }

  /// The stage that takes longest.
  var busiest: Int {
    computing.indices.max { seconds($0) < seconds($1) } ?? 0
  }
}
