import ArgumentParser
import Foundation
import Glibc
import Tessera

/// What local kernels take, beside a memcpy of as many bytes.
struct KernelsBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Time strided copies, folds and conversions beside memcpy, on one core.",
    discussion: """
      Each kernel takes turns with a memcpy of the bytes that it writes, in the same run; the median of
      the processor's time counts. A memcpy is a copy of contiguous memory to such: beyond 16 MiB our own,
      which is faster than the C library's. peers/copies.py has the same copies for NumPy and PyTorch.

      Example: ./Launch/bench kernels
      """)

  @Option(help: "How many times each is timed.")
  var repeats = 15

  func validate() throws {
    guard repeats > 0 else { throw ValidationError("--repeats must be at least 1") }
  }

  func run() throws {
    print("Copies of strided views; GB/s are written bytes, beside memcpy of the same.")
    print("| layout | dtype | GB/s | memcpy GB/s | of memcpy | over the index loop |")
    print("|---|---|---|---|---|---|")
    for layout in CopyLayout.all {
      for dtype in [DType.float32, .float16] { printCopy(layout, dtype) }
    }
    print("\nKernels on 16 Mi elements; GB/s are read and written bytes.")
    print("| kernel | GB/s | memcpy, likewise | of memcpy |")
    print("|---|---|---|---|")
    printKernels()
  }
}

extension KernelsBenchmark {
  /// Medians of two things that take turns, in seconds of processor time: a kernel waits for nothing, and the
  /// turns of other programs are not its own.
  private func alternating(_ one: () -> Void, _ other: () -> Void) -> (Double, Double) {
    var times: ([Double], [Double]) = ([], [])
    one()
    other()
    for _ in 0..<repeats {
      times.0.append(processorTime(one))
      times.1.append(processorTime(other))
    }
    return (times.0.sorted()[repeats / 2], times.1.sorted()[repeats / 2])
  }

  private func processorTime(_ body: () -> Void) -> Double {
    let start = clock()
    body()
    return Double(clock() - start) / Double(CLOCKS_PER_SEC)
  }

  private func printCopy(_ layout: CopyLayout, _ dtype: DType) {
    let base = DenseTensor(fill: .iota, shape: layout.base, dtype: dtype)
    let view = layout.view(base)
    let result = DenseTensor(shape: view.shape, dtype: dtype)
    let plain = DenseTensor(fill: .iota, shape: view.shape, dtype: dtype)
    let other = DenseTensor(shape: view.shape, dtype: dtype)
    let (ours, memcpy) = alternating({ result.copy(from: view) }, { other.copy(from: plain) })
    let loop = indexLoop(view, base, result)
    let bytes = Double(result.count * dtype.byteCount)
    print(
      row([
        layout.name, dtype.notation, rate(bytes / ours), rate(bytes / memcpy), ratio(memcpy / ours),
        ratio(loop / ours) + "x",
      ]))
  }

  /// Seconds of the loop over indices, whose result is compared with the kernel's.
  private func indexLoop(_ view: DenseTensor, _ base: DenseTensor, _ result: DenseTensor) -> Double
  {
    func time<T: TensorElement & Equatable>(_ type: T.Type) -> Double {
      let source = base.values(as: type)
      var copy = result.values(as: type)
      let loop = IndexLoop(view)
      let seconds = processorTime {
        loop.copy(source, from: view.offset - base.offset, into: &copy)
      }
      precondition(copy == result.values(as: type), "the kernel and the loop copy the same")
      return seconds
    }
    return view.dtype == .float16 ? time(Float16.self) : time(Float.self)
  }

  private func printKernels() {
    let shape = [16 << 20]
    let wide = DenseTensor(fill: .random(seed: 1), shape: shape, dtype: .float32)
    let other = DenseTensor(fill: .random(seed: 2), shape: shape, dtype: .float32)
    var kernels: [(String, Int, () -> Void)] = [
      ("add float32", 12, { _ = wide.adding(other) }),
      ("multiply float32", 12, { _ = wide.multiplied(by: other) }),
    ]
    for dtype in [DType.float16, .bfloat16] {
      let narrow = wide.converted(to: dtype)
      kernels.append(("float32 to \(dtype)", 6, { _ = wide.converted(to: dtype) }))
      kernels.append(("\(dtype) to float32", 6, { _ = narrow.converted(to: .float32) }))
    }
    for dtype in [DType.float32, .float16, .bfloat16] {
      for count in [2, 4] {
        let parts = (0..<count).map {
          DenseTensor(fill: .random(seed: UInt64($0)), shape: shape, dtype: dtype)
        }
        let result = DenseTensor(shape: shape, dtype: dtype)
        kernels.append(
          (
            "sum of \(count) \(dtype)", (count + 1) * dtype.byteCount,
            { fold(.sum, parts, into: result) }
          ))
      }
    }
    for (name, bytes, kernel) in kernels {
      // As much memory traffic: half of it read, half written.
      let same = DenseTensor(
        fill: .random(seed: 3), shape: [shape[0] * bytes / 8], dtype: .float32)
      let target = DenseTensor(shape: same.shape, dtype: .float32)
      let (ours, memcpy) = alternating(kernel, { target.copy(from: same) })
      let moved = Double(shape[0] * bytes)
      print(row([name, rate(moved / ours), rate(moved / memcpy), ratio(memcpy / ours)]))
    }
  }

  private func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }

  private func rate(_ bytesPerSecond: Double) -> String {
    String(format: "%.2f", bytesPerSecond / 1e9)
  }

  private func ratio(_ value: Double) -> String { String(format: "%.2f", value) }
}
