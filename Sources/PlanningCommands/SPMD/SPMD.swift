import ArgumentParser
import Elements
import Files

/// What the SPMD rules say.
package struct SPMD: ParsableCommand {

  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "spmd",
    abstract: "Ask the SPMD rules which placements an op requires of its operands.",
    subcommands: [SPMDList.self, SPMDInfer.self, SPMDCheck.self])
}
