import ArgumentParser
import Console
import Elements
import Foundation
import Pictures
import SPMDRules
import Tessera

extension KernelsBenchmark {
  /// The calls that are asked for, in the order of the schema.
  ///
  /// - Throws: `ValidationError` with the first name that is not of an op that has a kernel.
  static func cases(_ ops: String?, elements: Int) throws(ValidationError) -> [KernelCase] {
    let all = KernelCases(elements: elements).all
    guard let ops, ops != "all" else { return all }
    var names: Set<String> = []
    for word in ops.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard let schema = OpSchema.named(word), schema.kernel != nil else {
        throw ValidationError("--ops: ops that have a kernel are required, '\(word)' is given")
      }
      names.insert(all.contains { $0.op == word } ? word : schema.name)
    }
    return all.filter { names.contains($0.op) }
  }

  /// Times the ops, and adds their table.
  func measureOps(
    _ cases: [KernelCase], _ dtypes: [DType], _ report: inout BenchReport,
    _ progress: inout ProgressLine
  ) throws {
    var results: [KernelResult] = []
    for call in cases {
      for dtype in call.dtypes(among: dtypes) {
        progress.next("\(call.op) \(dtype.notation)")
        if let result = try KernelResult(call, dtype, repeats: repeats) { results.append(result) }
      }
    }
    report.add(
      "Kernels of ops, alone on one thread; rates are of read and written bytes.",
      Self.table(results))
    let encoder = JSONEncoder()
    report.parts["ops"] = try encoder.encode(results.map { KernelCall($0) })
    report.charts.append(("ops", Self.chart(results)))
  }

  private static func table(_ results: [KernelResult]) -> TextTable {
    var table = TextTable([
      "op", "operands", "type", "elements", .init("time", in: "µs"), .init("least", in: "µs"),
      .init("rate", in: "GB/s"), .init("speed", in: "GFLOP/s"),
    ])
    for result in results {
      table.add([
        .words(result.call.op), .words(result.call.words), .words(result.dtype.notation),
        .count(result.elements), .microseconds(result.time.median),
        .microseconds(result.time.least),
        result.rate.map { .number($0, digits: 2) } ?? .none,
        result.speed.map { .number($0, digits: 1) } ?? .none,
      ])
    }
    return table
  }

  private static func chart(_ results: [KernelResult]) -> SVG {
    BarChart(
      title: "Kernels of ops", quantity: .seconds, series: ["median", "least"],
      rows: results.map { result in
        .init(
          "\(result.call.op) \(result.dtype.notation) \(result.call.words)",
          [result.time.median, result.time.least])
      }
    ).svg
  }
}
