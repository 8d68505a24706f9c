import ArgumentParser
import CostModel
import Elements
import Files

/// By which ways a reshard is taken to go, where none runs.
package struct ExchangeOptions: ParsableArguments {

  package init() {}
  @Option(
    help: ArgumentHelp(
      "How ranks exchange shards: auto takes the cheapest way for each step; shared reads the memory of "
        + "peers on one host; two-level reads within each host and sends between hosts; mpi sends "
        + "everything by MPI.",
      valueName: "ways"))
  package var exchange = ExchangeChoice.auto
}

extension ExchangeChoice: ExpressibleByArgument {}
