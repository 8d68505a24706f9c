import ArgumentParser
import Console
import CostModel
import Elements
import PlanningCommands
import Tessera

/// What cases are measured on, how often, and what is made of it.
struct CaseOptions: ParsableArguments {
  @OptionGroup var range: SizeOptions
  @OptionGroup var types: DTypeOptions

  @Option(help: "The number of times that each case is timed (default: fewer for large tensors).")
  var repeats: Int?

  @OptionGroup var way: WayOptions
  @OptionGroup var output: BenchOptions

  func validate() throws {
    if let repeats, repeats < 1 {
      throw ValidationError("--repeats: at least 1 is required, not \(repeats)")
    }
  }

  /// Measures each case of each dtype at each size, on all ranks of the job.
  ///
  /// - Parameters:
  ///   - ndim: how many dims tensors have; nil for as few as the case needs.
  ///   - sizes: those where none are asked for; dtypes too.
  /// - Throws: `TesseraError.Kind.software` if ours gave other elements than MPI's calls.
  func measure(
    _ cases: [ReshardCase], ndim: Int?, sizes: [Int], dtypes: [DType], for name: String
  ) throws {
    let sizes = try range.sizes(or: sizes)
    let runs = try types.dtypes(or: dtypes).flatMap { dtype in
      cases.filter { $0.suits(dtype, ndim: ndim ?? $0.leastDims) }
        .flatMap { one in sizes.map { (one, dtype, $0) } }
    }
    let cluster = try Cluster.startForBench(name, way)
    let ranks = cluster.size
    let speaks = cluster.rank == 0
    var report = CaseReport(machine: Machine(ranks: ranks))
    var progress = ProgressLine(total: runs.count, isShown: speaks && !output.told.quiet)
    for (one, dtype, size) in runs {
      progress.next("\(one.name) \(dtype.notation) \(ByteCount(size))")
      let transition = try one.transition(
        shape: Self.shape(size / dtype.byteCount, ranks, ndim ?? one.leastDims), dtype: dtype,
        ranks: ranks)
      let times = try ReshardMeasurement(
        one, transition, repeats: repeats ?? Self.repeats(size), batch: size < 1 << 18 ? 20 : 1,
        on: cluster)
      report.results.append(ReshardResult(one, transition, ranks: ranks, times))
    }
    progress.clear()
    if speaks { try report.tell(output) }
    try cluster.together {
      guard let wrong = report.results.first(where: { $0.wrong ?? 0 > 0 }) else { return }
      throw TesseraError(
        .software, "\(wrong.name): the reshard is required to give what the raw calls give")
    }
  }

  private static func repeats(_ size: Int) -> Int {
    size < 1 << 18 ? 100 : size < 1 << 23 ? 60 : size < 1 << 26 ? 30 : 15
  }

  /// Two dims, near each other, both of which so many ranks divide, and further ones of 4; or one dim.
  private static func shape(_ count: Int, _ ranks: Int, _ ndim: Int) -> [Int] {
    guard ndim > 1 else { return [max(1, count / ranks) * ranks] }
    let inner = [Int](repeating: 4, count: ndim - 2)
    let outer = count / inner.reduce(1, *)
    var rows = ranks
    while rows * rows * 4 <= outer { rows *= 2 }
    return [rows, max(1, outer / rows / ranks) * ranks] + inner
  }
}

extension ReshardCase {
  /// How many dims a tensor needs to lie so on both sides.
  fileprivate var leastDims: Int { [from, to].contains { $0.hasPrefix("S(1)") } ? 2 : 1 }
}
