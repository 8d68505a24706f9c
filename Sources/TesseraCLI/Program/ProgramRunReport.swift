import Elements
import PlanningCommands
import Programs
import Tessera

/// What a run of a program did: the fields that `--json` prints.
struct ProgramRunReport: Encodable {
  let program: String
  let meshes: [String]
  let results: [String: String]
  let reshards: Int
  let received: Int
  private(set) var verified: Bool?
  /// How it was verified.
  var equality: Equality? { didSet { verified = equality.map { _ in true } } }
  var printed: [String] = []
  var layouts: [String] = []
  /// What the program places and passes dropped, a line each; nil where that is nothing.
  var notes: [String]?
  /// The most that the busiest rank holds at once, as it is foretold.
  var peakBytes = 0
  /// The most that tensors of a process took at once: of the busiest rank, or of all ranks of a virtual cluster.
  var measuredPeakBytes = 0
  /// The most that a kernel took for itself.
  var kernelBytes = 0
  /// The times of repeated runs, if asked for.
  var times: RunTimes?
  private let isVirtual: Bool
  private let lines: [String]
  private let table: String?
  private let totals: String

  enum CodingKeys: String, CodingKey {
    case program, meshes, results, reshards, received, verified, equality, printed, layouts, notes
    case times
    case peakBytes = "peak_bytes"
    case measuredPeakBytes = "measured_peak_bytes"
    case kernelBytes = "kernel_bytes"
  }

  /// - Parameter tabled: whether the text has every op.
  init(
    _ compiled: CompiledProgram, _ outputs: [DistTensor], _ trace: Trace, tabled: Bool
  ) {
    let completed = compiled.completed
    isVirtual = compiled.cluster.isVirtual
    let names = completed.program.results.prefix(outputs.count)
      .map { completed.program.values[$0].name }
    program = completed.program.name
    meshes = completed.meshes.map { "\($0)" }
    results = Dictionary(
      zip(names, outputs.map(\.description)), uniquingKeysWith: { first, _ in first })
    reshards = completed.reshards.count
    received = trace.totals.reduce(0) { $0 + $1.bytes }
    lines = zip(names, outputs).map { "\($0)  \($1)" }
    let sums = trace.totals.map { "\($0.collective): \($0.count), \(ByteCount($0.bytes))" }
    totals = "moved by all ranks: " + (sums.isEmpty ? "nothing" : sums.joined(separator: "; "))
    table = tabled ? trace.description : nil
  }

  func text(detailed: Bool) -> String {
    var text = table.map { [$0] } ?? lines + [totals]
    if detailed { text = meshes.map { "mesh \($0)" } + text + [memory] }
    if let times { text.append(times.text) }
    text += notes ?? []
    if let equality { text.append(equality.text) }
    return text.joined(separator: "\n")
  }

  private var memory: String {
    let measured =
      "\(ByteCount(measuredPeakBytes)) \(isVirtual ? "by all ranks together " : "")measured"
    return
      "held at once by the busiest rank: \(ByteCount(peakBytes)) foretold, \(measured); "
      + "a kernel takes up to \(ByteCount(kernelBytes)) beside"
  }

  /// What is asked for beside the report; nil where nothing is.
  var rest: String? {
    let parts = layouts + printed
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }

  func json() throws -> String { try prettyJSON() }
}
