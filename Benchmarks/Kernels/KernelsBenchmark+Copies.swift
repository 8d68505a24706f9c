import Console
import Elements
import Glibc
import Pictures
import Tensors
import Tessera

extension KernelsBenchmark {
  /// How many copies and kernels stand beside memcpy.
  func copyCount(_ dtypes: [DType]) -> Int { CopyLayout.all.count * copied(dtypes).count + 12 }

  /// The dtypes whose copies are timed.
  private func copied(_ dtypes: [DType]) -> [DType] { dtypes.filter { $0 != .bfloat16 } }

  /// Times copies, folds and conversions, and adds their tables.
  func measureCopies(
    _ dtypes: [DType], _ report: inout BenchReport, _ progress: inout ProgressLine
  ) {
    var copies = TextTable([
      "layout", "type", .init("rate", in: "GB/s"), .init("memcpy", in: "GB/s"), "of memcpy",
      "over the index loop",
    ])
    for layout in CopyLayout.all {
      for dtype in copied(dtypes) {
        progress.next("\(layout.name) \(dtype.notation)")
        copies.add(copy(layout, dtype))
      }
    }
    var kernels = TextTable([
      "kernel", .init("rate", in: "GB/s"), .init("memcpy", in: "GB/s"), "of memcpy",
    ])
    addKernels(to: &kernels, &progress)
    report.add("Copies of strided views; rates are of written bytes.", copies)
    report.add("Kernels on 16 Mi elements; rates are of read and written bytes.", kernels)
    report.charts = [
      ("copies", Self.chart("Copies beside memcpy", copies, names: 2)),
      ("kernels", Self.chart("Kernels beside memcpy", kernels, names: 1)),
    ]
  }

  /// Two bars for each row: the rate, and memcpy's.
  private static func chart(_ title: String, _ table: TextTable, names: Int) -> SVG {
    func number(_ cell: TextTable.Cell) -> Double {
      if case .number(let value, _) = cell { value * 1e9 } else { 0 }
    }
    func word(_ cell: TextTable.Cell) -> String {
      if case .words(let text) = cell { text } else { "" }
    }
    return BarChart(
      title: title, quantity: .bytesPerSecond, series: ["Tessera", "memcpy"],
      rows: table.rows.map { row in
        .init(
          row.prefix(names).map(word).joined(separator: " "),
          [number(row[names]), number(row[names + 1])])
      }
    ).svg
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

  private func copy(_ layout: CopyLayout, _ dtype: DType) -> [TextTable.Cell] {
    let base = DenseTensor(fill: .iota, shape: layout.base, dtype: dtype)
    let view = layout.view(base)
    let result = DenseTensor(shape: view.shape, dtype: dtype)
    let plain = DenseTensor(fill: .iota, shape: view.shape, dtype: dtype)
    let other = DenseTensor(shape: view.shape, dtype: dtype)
    let (ours, memcpy) = alternating({ result.copy(from: view) }, { other.copy(from: plain) })
    let loop = indexLoop(view, base, result)
    let bytes = Double(result.count * dtype.byteCount)
    return [
      .words(layout.name), .words(dtype.notation), rate(bytes / ours), rate(bytes / memcpy),
      .number(memcpy / ours, digits: 2), .number(loop / ours, digits: 2),
    ]
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

  private func addKernels(to table: inout TextTable, _ progress: inout ProgressLine) {
    let shape = [16 << 20]
    let wide = DenseTensor(fill: .random(seed: 1), shape: shape, dtype: .float32)
    let other = DenseTensor(fill: .random(seed: 2), shape: shape, dtype: .float32)
    var kernels: [(String, Int, () -> Void)] = [
      ("add f32", 12, { _ = wide.adding(other) }),
      ("multiply f32", 12, { _ = wide.multiplied(by: other) }),
    ]
    for dtype in [DType.float16, .bfloat16] {
      let narrow = wide.converted(to: dtype)
      kernels.append(("f32 to \(dtype.notation)", 6, { _ = wide.converted(to: dtype) }))
      kernels.append(("\(dtype.notation) to f32", 6, { _ = narrow.converted(to: .float32) }))
    }
    for dtype in [DType.float32, .float16, .bfloat16] {
      for count in [2, 4] {
        let parts = (0..<count).map {
          DenseTensor(fill: .random(seed: UInt64($0)), shape: shape, dtype: dtype)
        }
        let result = DenseTensor(shape: shape, dtype: dtype)
        kernels.append(
          (
            "sum of \(count) \(dtype.notation)", (count + 1) * dtype.byteCount,
            { fold(.sum, parts, into: result) }
          ))
      }
    }
    for (name, bytes, kernel) in kernels {
      progress.next(name)
      // As much memory traffic: half of it read, half written.
      let same = DenseTensor(
        fill: .random(seed: 3), shape: [shape[0] * bytes / 8], dtype: .float32)
      let target = DenseTensor(shape: same.shape, dtype: .float32)
      let (ours, memcpy) = alternating(kernel, { target.copy(from: same) })
      let moved = Double(shape[0] * bytes)
      table.add([
        .words(name), rate(moved / ours), rate(moved / memcpy), .number(memcpy / ours, digits: 2),
      ])
    }
  }

  private func rate(_ bytesPerSecond: Double) -> TextTable.Cell {
    .number(bytesPerSecond / 1e9, digits: 2)
  }
}
