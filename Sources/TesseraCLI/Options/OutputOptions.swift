import ArgumentParser
import PlanningCommands

/// Where a full result goes, and whether it is held against the single-process one.
struct OutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write the full result here, from --rank.", valueName: "file.npy"))
  var output: String?

  @Option(
    parsing: .unconditional,
    help: "The rank that prints and writes (the result's mesh's first where nothing is said).")
  var rank: Int?

  @Flag(help: "Compare with the single-process result; exit with 70 on a difference.")
  var verify = false

  func validate() throws {
    if let rank, rank < 0 {
      throw ValidationError("--rank: a number that is not negative is required, not \(rank)")
    }
  }
}
