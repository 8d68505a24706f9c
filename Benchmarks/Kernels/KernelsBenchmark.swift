import ArgumentParser
import Console
import Elements
import SPMDRules
import Tensors
import Tessera

/// What local kernels take: those of all ops, and copies, folds and conversions beside memcpy.
struct KernelsBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Time the kernel of every op, and strided copies beside memcpy, on one core.",
    discussion: """
      The kernel of an op is called alone, on whole tensors of one process: nothing is dispatched, and nothing \
      moves. Copies, folds and conversions take turns with a memcpy of the bytes that they write, in the same \
      run. The median of the processor's time counts. A memcpy is a copy of contiguous memory to such: beyond \
      16 MiB our own, which is faster than the C library's. peers/kernels.py has the ops in PyTorch and NumPy, \
      peers/copies.py the copies.

      Examples:
        ./Launch/bench kernels
        ./Launch/bench kernels --ops tanh,softmax --dtypes f32,bf16 --elements 16M
      """)

  @Option(help: "The number of times that each kernel is timed; slow ones are timed 3 times.")
  var repeats = 15

  @Option(
    help: ArgumentHelp(
      "Only these ops, or all of them, and no copies (default: all ops, and copies).",
      valueName: "ops"))
  var ops: String?

  @Option(
    name: [.customLong("dtype"), .customLong("dtypes")],
    help: ArgumentHelp(
      "Only these of f32, bf16 and f16 (default: all three).", valueName: "dtypes"))
  var dtype: String?

  @Option(
    help: ArgumentHelp(
      "The number of elements of operands, as 16M, unless an op has sizes of its own.",
      valueName: "count"))
  var elements = ElementCount(1 << 20)

  @OptionGroup var output: BenchOptions

  func validate() throws {
    guard repeats > 0 else {
      throw ValidationError("--repeats: at least 1 is required, not \(repeats)")
    }
    _ = try dtypes()
    _ = try Self.cases(ops, elements: elements.count)
  }

  /// The dtypes of the rows.
  private func dtypes() throws(ValidationError) -> [DType] {
    let known: [DType] = [.float32, .bfloat16, .float16]
    guard let dtype, dtype != "all" else { return known }
    var found: [DType] = []
    for word in dtype.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      let next = try DType(word, of: "--dtype")
      guard known.contains(next) else {
        throw ValidationError("--dtype: f32, bf16 or f16 is required, not '\(word)'")
      }
      found.append(next)
    }
    return found
  }

  func run() throws {
    do {
      let dtypes = try dtypes()
      // One core, as the peers that it is held against, unless the environment says otherwise.
      do { KernelThreads.count = try KernelThreads.requested() ?? 1 } catch {
        throw TesseraError(.usage, "\(error)")
      }
      let cases = try Self.cases(ops, elements: elements.count)
      let machine = Machine(ranks: 1)
      var report = BenchReport(
        machine,
        legend: "Medians of processor time; the kernels run \(machine.kernels), products "
          + "\(machine.products).")
      var progress = ProgressLine(
        total: cases.count * dtypes.count + (ops == nil ? copyCount(dtypes) : 0),
        isShown: !output.told.quiet)
      if ops == nil { measureCopies(dtypes, &report, &progress) }
      try measureOps(cases, dtypes, &report, &progress)
      progress.clear()
      try report.tell(output)
    } catch { throw TesseraError(error) }
  }
}
