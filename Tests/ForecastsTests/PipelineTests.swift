@testable import Forecasts
import Testing

@Suite struct PipelineTests {
  @Test(arguments: PipelineOrder.allCases, [(1, 1), (1, 5), (2, 3), (4, 8), (5, 2)])
  func `each stage computes each pass of each micro-batch once, forward before backward`(
    order: PipelineOrder, size: (stages: Int, microbatches: Int)
  ) {
    for stage in 0..<size.stages {
      let turns = order.turns(stage: stage, of: size.stages, microbatches: size.microbatches)
      #expect(turns.count == 2 * size.microbatches && Set(turns).count == turns.count)
      var (ahead, most) = (0, 0)
      for turn in turns {
        ahead += turn.isForward ? 1 : -1
        most = max(most, ahead)
        #expect(ahead >= 0)
      }
      #expect(
        most == order.inFlight(stage: stage, of: size.stages, microbatches: size.microbatches))
    }
  }

  @Test(arguments: PipelineOrder.allCases)
  func `the bubble of equal stages is the known one`(order: PipelineOrder) {
    let times = PipelineTimes(
      forward: [1, 1, 1, 1], backward: [2, 2, 2, 2], onward: [0, 0, 0], back: [0, 0, 0])
    let run = PipelineRun(times, order, microbatches: 8)
    // (m + p - 1) passes of 1 + 2 seconds.
    #expect(run.seconds == 33)
    #expect(run.spans.count == 64)
  }

  @Test func `messages between stages delay what waits for them`() {
    let times = PipelineTimes(forward: [1, 1], backward: [2, 2], onward: [0.5], back: [0.25])
    #expect(PipelineRun(times, .gpipe, microbatches: 1).seconds == 1 + 0.5 + 1 + 2 + 0.25 + 2)
  }
}
