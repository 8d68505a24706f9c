import ArgumentParser
import PlanningCommands
import Tessera

/// How a batch goes through the stages.
struct ScheduleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Cut the batch into this many micro-batches, which pass through the stages one after another.",
      valueName: "count"))
  var microbatches = 1

  @Option(
    help: """
      In which order the stages work: all are the same where nothing is trained.
      """)
  var schedule = PipelineSchedule.Order.gpipe

  func validate() throws {
    guard microbatches > 0 else {
      throw ValidationError("--microbatches: a positive number is required, not \(microbatches)")
    }
  }
}
