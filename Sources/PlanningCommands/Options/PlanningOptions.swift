import Console
import CostModel
import Elements
import Files
import Resharding
import ArgumentParser

/// What a plan is to save, and what it must keep to.
package struct PlanningOptions: ParsableArguments {

  package init() {}
  @Option(help: "What the planner minimises: time (as the model predicts it), bytes, or memory.")
  package var minimise = Planning.Goal.bytes

  @Option(
    help: ArgumentHelp(
      "The most memory that a rank may use beside its source and target shards, as 64MiB.",
      valueName: "bytes"))
  package var memoryLimit: ByteCount?

  /// The planning that is meant, priced on `topology` by the ways that `exchange` asks for.
  package func planning(on topology: Topology, by exchange: ExchangeChoice = .auto) -> Planning {
    Planning(
      minimise: minimise, memoryLimit: memoryLimit?.bytes,
      costs: CostModel(topology, exchange: exchange))
  }
}

extension Planning.Goal: ExpressibleByArgument {}
