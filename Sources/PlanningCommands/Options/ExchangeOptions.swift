import ArgumentParser
import CostModel
import Elements
import Files

/// By which ways a reshard is taken to go, where none runs.
package struct ExchangeOptions: ParsableArguments {

  package init() {}
  @Option(
    help: ArgumentHelp(
      "By which ways ranks exchange shards: auto takes the one priced lowest for each step; shared reads on "
        + "one host; two-level reads on each host, and sends between hosts what must cross; mpi is for all "
        + "of it.",
      valueName: "ways"))
  package var exchange = ExchangeChoice.auto
}

extension ExchangeChoice: ExpressibleByArgument {}
