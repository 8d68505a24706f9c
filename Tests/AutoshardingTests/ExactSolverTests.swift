import Autosharding
import Elements
import Foundation
import Testing

/// An integer program of the same costs, as others pose the problem: a variable of 0 or 1 for each choice, and for each
/// pair of choices of each pair of variables. `cbc` solves it; the digits are those of our model, at the choices that
/// it makes.
@Suite(.enabled(if: ExactSolver.path != nil, "cbc is not installed"))
struct ExactSolverTests {
  @Test(arguments: 0..<8)
  func `an exact solver finds the same least cost`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: 7000 + seed)
    let graph = CostGraph.random(
      nodes: 24, choices: 2...6, chords: Int.random(in: 0...16, using: &generator),
      using: &generator, largest: 400)
    let choice = try ExactSolver.choice(of: graph)
    #expect(graph.cost(of: choice) == graph.solved().cost, "seed \(seed)")
  }
}

/// `cbc`, where it is on the path.
enum ExactSolver {
  static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    .split(separator: ":").map { "\($0)/cbc" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  struct Failure: Error { let output: String }

  /// The choices of least cost.
  static func choice(of graph: CostGraph) throws -> [Int] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "cbc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (model, solution) = (folder.appending(path: "m.lp"), folder.appending(path: "s.txt"))
    try text(of: graph).write(to: model, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: path ?? "cbc")
    process.arguments = [model.path, "solve", "solution", solution.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let told = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = try String(contentsOf: solution, encoding: .utf8).split(separator: "\n")
    guard lines.first?.hasPrefix("Optimal") == true else { throw Failure(output: told) }
    var choice = [Int](repeating: 0, count: graph.nodes.count)
    for line in lines.dropFirst() {
      let words = line.split(separator: " ")
      guard words.count >= 3, words[1].hasPrefix("x"), Double(words[2]) ?? 0 > 0.5 else { continue }
      let parts = words[1].dropFirst().split(separator: "_").compactMap { Int($0) }
      choice[parts[0]] = parts[1]
    }
    return choice
  }

  private static func text(of graph: CostGraph) -> String {
    var (goal, rules): ([String], [String]) = ([], [])
    var names: [String] = []
    for node in graph.nodes.indices {
      let own = (0..<graph.choices(node)).map { "x\(node)_\($0)" }
      names += own
      goal += zip(own, graph.unaries[graph.nodes[node]]).map { "\($1) \($0)" }
      rules.append("\(own.joined(separator: " + ")) = 1")
    }
    for (number, edge) in graph.edges.enumerated() {
      let table = graph.tables[edge.table]
      for row in 0..<table.rows {
        let cells = (0..<table.columns).map { "e\(number)_\(row)_\($0)" }
        goal += cells.enumerated().map { "\(table[row, $0.offset]) \($0.element)" }
        rules.append("\(cells.joined(separator: " + ")) - x\(edge.first)_\(row) = 0")
      }
      for column in 0..<table.columns {
        let cells = (0..<table.rows).map { "e\(number)_\($0)_\(column)" }
        rules.append("\(cells.joined(separator: " + ")) - x\(edge.second)_\(column) = 0")
      }
    }
    return """
      Minimize
       cost: \(goal.joined(separator: "\n + "))
      Subject To
      \(rules.enumerated().map { " r\($0.offset): \($0.element)" }.joined(separator: "\n"))
      Binaries
      \(names.map { " \($0)" }.joined(separator: "\n"))
      End

      """
  }
}
