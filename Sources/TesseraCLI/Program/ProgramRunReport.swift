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
  private let lines: [String]
  private let table: String?
  private let totals: String

  enum CodingKeys: String, CodingKey {
    case program, meshes, results, reshards, received, verified, equality, printed, layouts
  }

  /// - Parameter tabled: whether the text has every op.
  init(
    _ completed: CompletedProgram, _ outputs: [DistTensor], _ trace: Trace, tabled: Bool
  ) {
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
    if detailed { text = meshes.map { "mesh \($0)" } + text }
    if let equality { text.append(equality.text) }
    return text.joined(separator: "\n")
  }

  /// What is asked for beside the report; nil where nothing is.
  var rest: String? {
    let parts = layouts + printed
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }

  func json() throws -> String { try prettyJSON() }
}
