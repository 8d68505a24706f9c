import ArgumentParser
import Console
import Elements
import Tessera

/// What the reshards take that are collectives of MPI, beside MPI's own.
struct CollectivesBenchmark: RewritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "collectives",
    abstract: "Time all collectives beside MPI's own and memcpy, from 1 KiB to 64 MiB.",
    discussion: """
      One of them alone, by its name: see 'bench run --help'.

      Example, on two ranks:
        ./Launch/bench -np 2 collectives --to 64KiB
      """)

  @OptionGroup var measured: CaseOptions

  static let rewritings: [Rewriting] = [.renamed("--largest", to: "--to")]

  func run() throws {
    do {
      try measured.measure(
        ReshardCase.collectives, ndim: nil,
        sizes: stride(from: 10, through: 26, by: 2).map { 1 << $0 }, dtypes: [.float32],
        for: "collectives")
    } catch { throw TesseraError(error) }
  }
}
