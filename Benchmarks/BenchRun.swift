import ArgumentParser
import Elements

/// One collective or reshard by its name.
struct BenchRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Time one collective or reshard beside raw MPI and memcpy.",
    usage: "tessera bench <case> [--size <sizes>] [--dtype <dtypes>] [<options>]",
    discussion: """
      Collectives are \(ReshardCase.collectives.map(\.name).joined(separator: ", ")); reshards are named \
      by their placements: \(ReshardCase.full.map(\.name).joined(separator: ", ")).

      Examples, on two ranks:
        ./Launch/run -np 2 bench all-reduce --size 64KiB --dtype bf16
        ./Launch/run -np 2 bench all-gather --from 8 --to 128MiB --factor 2
      """)

  @Argument(
    help: ArgumentHelp("A collective or a reshard, as all-reduce or S0->R.", valueName: "case"))
  var name: String?

  @OptionGroup var measured: CaseOptions

  func run() throws {
    guard let name else { throw CleanExit.helpRequest(Bench.self) }
    do {
      try measured.measure(
        [ReshardCase(named: name, of: "bench")], ndim: nil,
        sizes: stride(from: 10, through: 26, by: 2).map { 1 << $0 }, dtypes: [.float32], for: name)
    } catch { throw TesseraError(error) }
  }
}
