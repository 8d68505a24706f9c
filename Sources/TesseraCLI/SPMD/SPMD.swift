import ArgumentParser

/// What the SPMD rules say.
struct SPMD: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spmd",
    abstract: "Ask the SPMD rules what an op wants of its operands.",
    subcommands: [SPMDList.self, SPMDInfer.self, SPMDCheck.self])
}
