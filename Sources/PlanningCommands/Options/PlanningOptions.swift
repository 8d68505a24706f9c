import ArgumentParser
import CostModel
import Elements
import Files
import Resharding

/// What a plan is to save, and what it must keep to.
package struct PlanningOptions: ParsableArguments {

  package init() {}
  @Option(help: "What a plan saves first: time, as the cost model foretells it, bytes, or memory.")
  package var minimise = Planning.Goal.bytes

  @Option(
    help: ArgumentHelp(
      "The most that a rank may hold beyond its old shard and its new one: 64MiB.",
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

/// A number of bytes as people write it: `64MiB`, `512KiB`, `1GiB`, or plain.
package struct ByteCount: ExpressibleByArgument {
  package let bytes: Int

  package init?(argument: String) {
    let units = ["": 0, "B": 0, "KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40]
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int(digits), let shift = units[String(argument.dropFirst(digits.count))],
      count <= Int.max >> shift
    else { return nil }
    bytes = count << shift
  }
}
