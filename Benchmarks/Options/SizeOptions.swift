import ArgumentParser
import Console
import Elements

/// Of which sizes tensors are measured.
struct SizeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only these sizes of the whole tensor, as 16MiB or 4KiB,1MiB.", valueName: "sizes"))
  var size: String?

  @Option(help: ArgumentHelp("The first size of a range, as 8 or 1KiB.", valueName: "size"))
  var from: ByteCount?

  @Option(help: ArgumentHelp("The largest size of a range.", valueName: "size"))
  var to: ByteCount?

  @Option(help: "The factor between two sizes of a range (default: 2).")
  var factor: Int?

  func validate() throws {
    let range: [(String, Bool)] = [
      ("--from", from != nil), ("--to", to != nil), ("--factor", factor != nil),
    ]
    if size != nil, let other = range.first(where: \.1) {
      throw ValidationError("\(other.0): it goes with a range of sizes, not with --size")
    }
    if let factor, factor < 2 {
      throw ValidationError("--factor: at least 2 is required, not \(factor)")
    }
    if let from, from.bytes < 1 {
      throw ValidationError("--from: at least 1 byte is required, not 0")
    }
    if let from, let to, to.bytes < from.bytes {
      throw ValidationError("--to: at least --from, \(from), is required, not \(to)")
    }
    _ = try listed()
  }

  private func listed() throws(ValidationError) -> [Int]? {
    guard let size else { return nil }
    var sizes: [Int] = []
    for word in size.split(separator: ",", omittingEmptySubsequences: false) {
      guard let found = ByteCount(parsing: word), found.bytes > 0 else {
        throw ValidationError("--size: sizes as 64MiB are required, not '\(word)'")
      }
      sizes.append(found.bytes)
    }
    return sizes
  }

  /// The sizes in bytes, ascending in a range.
  ///
  /// - Parameter standard: those where nothing is asked for.
  func sizes(or standard: [Int]) throws -> [Int] {
    if let listed = try listed() { return listed }
    guard from != nil || to != nil || factor != nil else { return standard }
    let last = to?.bytes ?? max(from?.bytes ?? 0, 64 << 20)
    let first = from?.bytes ?? min(last, 1 << 10)
    return Array(
      sequence(first: first) { size in
        let (next, isTooLarge) = size.multipliedReportingOverflow(by: factor ?? 2)
        return isTooLarge || next > last ? nil : next
      })
  }
}

/// Of which dtypes tensors are measured.
struct DTypeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only these dtypes, as bf16 or f32,bfloat16; all takes every one (default: f32).",
      valueName: "dtypes"))
  var dtype: String?

  func validate() throws { _ = try dtypes(or: []) }

  func dtypes(or standard: [DType]) throws(ValidationError) -> [DType] {
    guard let dtype else { return standard }
    if dtype == "all" { return DType.allCases }
    var found: [DType] = []
    for word in dtype.split(separator: ",", omittingEmptySubsequences: false) {
      found.append(try DType(String(word), of: "--dtype"))
    }
    return found
  }
}

/// Where results go, and how much is said.
struct BenchOptions: ParsableArguments {
  @OptionGroup var told: ReportOptions
  @OptionGroup var detail: DetailOptions
  @OptionGroup var table: TableOptions

  @Option(
    help: ArgumentHelp(
      "Draw charts into this file; several charts get a file each, with their names before the suffix.",
      valueName: "file.svg"))
  var svg: String?
}
