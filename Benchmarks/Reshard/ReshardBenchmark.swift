import ArgumentParser
import Foundation
import Pictures
import Tessera

/// What reshards take, beside the same by MPI's own calls and beside plain copies.
struct ReshardBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reshard",
    abstract: "Time reshards beside raw MPI and memcpy, from 1 KiB to 256 MiB.",
    discussion: """
      Each case is measured in turn with its counterpart of raw MPI calls and a memcpy of the bytes
      received, in the same run; results are compared with each other after timing.

      Example, on two ranks: ./Launch/bench -np 2 reshard --json reshard.json
      """)

  @Flag(help: "All cases and sizes, float32 and bfloat16; otherwise a part that takes a minute.")
  var full = false

  @Option(help: ArgumentHelp("Only these cases, as S0->R,P->R.", valueName: "cases"))
  var cases: String?

  @Option(help: ArgumentHelp("Only these sizes of the global tensor, in bytes.", valueName: "list"))
  var sizes: String?

  @Option(
    help: ArgumentHelp(
      "Only these dtypes, as float32,bfloat16; all takes every one.", valueName: "list"))
  var dtypes: String?

  @Option(help: "How many dims the tensors have, 1 to 5.")
  var ndim = 2

  @Option(help: "How many times are taken of each; by default fewer of large tensors.")
  var repeats: Int?

  @Option(help: "By which ways: auto, shared, two-level or mpi; by default as the library does.")
  var exchange: String?

  @Option(help: ArgumentHelp("Write the results and the machine here.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write a table here.", valueName: "file"))
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Write charts here, one file for each case: its name goes before the suffix.",
      valueName: "file"))
  var svg: String?

  func validate() throws {
    guard (1...5).contains(ndim) else {
      throw ValidationError("--ndim: 1 to 5 dims are required, not \(ndim)")
    }
  }

  func run() throws {
    do { try measure() } catch { throw TesseraError(error) }
  }

  private func measure() throws {
    // Mistakes in the words come before the job starts: one rank then tells them.
    let exchange = try choice()
    let runs = try chosenDTypes.flatMap { dtype in
      try chosenCases.filter { $0.suits(dtype, ndim: ndim) }
        .flatMap { one in try chosenSizes.map { (one, dtype, $0) } }
    }
    let cluster = try Cluster.start(options: .init(exchange: exchange))
    let ranks = cluster.size
    guard ranks > 1 else {
      throw TesseraError(.environment, "bench reshard: at least 2 ranks are required (-np 2)")
    }
    var report = ReshardReport(machine: Machine(ranks: ranks))
    let speaks = cluster.rank == 0
    if speaks {
      print(report.machine.text)
      print(ReshardReport.legend + "\n\n" + ReshardReport.line(ReshardReport.header))
    }
    var progress = Progress(total: runs.count, isShown: speaks)
    for (one, dtype, size) in runs {
      progress.next("\(one.name) \(dtype) \(Quantity.bytes.text(Double(size)))")
      let transition = try one.transition(
        shape: shape(size / dtype.byteCount, ranks), dtype: dtype, ranks: ranks)
      let times = try ReshardMeasurement(
        one, transition, repeats: repeats ?? Self.repeats(size), batch: size < 1 << 18 ? 20 : 1,
        on: cluster)
      let result = ReshardResult(one, transition, ranks: ranks, times)
      report.results.append(result)
      progress.clear()
      if speaks { print(ReshardReport.line(ReshardReport.row(result))) }
    }
    if speaks { try write(report) }
  }

  private static func repeats(_ size: Int) -> Int {
    size < 1 << 18 ? 100 : size < 1 << 23 ? 60 : size < 1 << 26 ? 30 : 15
  }

  /// Two dims, near each other, both of which so many ranks divide, and further ones of 4; or one dim.
  private func shape(_ count: Int, _ ranks: Int) -> [Int] {
    guard ndim > 1 else { return [max(1, count / ranks) * ranks] }
    let inner = [Int](repeating: 4, count: ndim - 2)
    let outer = count / inner.reduce(1, *)
    var rows = ranks
    while rows * rows * 4 <= outer { rows *= 2 }
    return [rows, max(1, outer / rows / ranks) * ranks] + inner
  }
}

extension ReshardBenchmark {
  private func choice() throws -> ExchangeChoice? {
    guard let exchange else { return nil }
    guard let choice = ExchangeChoice(rawValue: exchange) else {
      throw TesseraError(
        .usage, "--exchange: \(ExchangeChoice.words) is required, not '\(exchange)'")
    }
    return choice
  }

  private var chosenCases: [ReshardCase] {
    get throws {
      guard let cases else { return full ? ReshardCase.full : ReshardCase.quick }
      return try cases.split(separator: ",").map { name in
        guard let one = ReshardCase.full.first(where: { $0.name == name }) else {
          let known = ReshardCase.full.map(\.name).joined(separator: ", ")
          throw TesseraError(.usage, "--cases: one of \(known) is required, not '\(name)'")
        }
        return one
      }
    }
  }

  private var chosenSizes: [Int] {
    get throws {
      if let sizes { return try sizes.split(separator: ",").map { try Self.size(String($0)) } }
      return full
        ? stride(from: 10, through: 28, by: 2).map { 1 << $0 }
        : [1 << 12, 1 << 16, 1 << 20, 1 << 26]
    }
  }

  private static func size(_ text: String) throws -> Int {
    guard let size = Int(text), size >= 64 else {
      throw TesseraError(.usage, "--sizes: at least 64 bytes are required, not '\(text)'")
    }
    return size
  }

  private var chosenDTypes: [DType] {
    get throws {
      guard let dtypes else { return full ? [.float32, .bfloat16] : [.float32] }
      if dtypes == "all" { return DType.allCases }
      return try dtypes.split(separator: ",").map { name in
        guard let dtype = DType(rawValue: String(name)) else {
          throw TesseraError(.usage, "--dtypes: a dtype is required, not '\(name)'")
        }
        return dtype
      }
    }
  }

  private func write(_ report: ReshardReport) throws {
    if let json { try NewFile.write(try report.json(), to: json) }
    if let csv { try NewFile.write(report.csv, to: csv) }
    guard let svg else { return }
    let url = URL(filePath: svg)
    for (name, text) in report.charts() {
      let part = name.replacing("->", with: "-to-").replacing(" ", with: "-").replacing(
        "@", with: "-")
      let file = url.deletingPathExtension().lastPathComponent + "-\(part).svg"
      try NewFile.write(text, to: url.deletingLastPathComponent().appending(path: file).path)
    }
  }
}
