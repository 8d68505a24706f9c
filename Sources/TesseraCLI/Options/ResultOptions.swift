import ArgumentParser

/// Which rank speaks, and what it says of a result.
struct ResultOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write the full result here, from --rank.", valueName: "file.npy"))
  var output: String?

  @Option(
    parsing: .unconditional,
    help: "The rank that prints and writes (the result's mesh's first where nothing is said).")
  var rank: Int?

  @Flag(help: "Compare with the single-process result; exit with 70 on a difference.")
  var verify = false

  @Flag(help: "Print the full result.")
  var print = false

  @Flag(help: "Print one JSON object and nothing else.")
  var json = false

  func validate() throws {
    if let rank, rank < 0 {
      throw ValidationError("--rank: a number that is not negative is required, not \(rank)")
    }
  }
}
