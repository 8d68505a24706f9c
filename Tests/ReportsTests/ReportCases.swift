import Autosharding
import CostModel
import Elements
import Forecasts
import Foundation
import Programs
import Reports
import Resharding
import Sharding

/// Reports of small programs.
enum ReportCases {
  static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized

  static func topology(_ name: String = "topology-dgx-a100") throws -> Topology {
    try Topology(contentsOf: package.appending(path: "Meshes/\(name).yaml").path)
  }

  /// A model of so many layers that are alike, on a mesh of dp x tp, with placements that make it move something.
  ///
  /// - Parameter names: what the layers are called.
  static func layers(_ count: Int, named names: String = "layers") throws -> Program {
    var lines = ["program stack(", "  x: f32[8,16]{S(0),R}"]
    for layer in 0..<count {
      lines[lines.count - 1] += ","
      lines.append("  parameter \(names).\(layer).up.weight: f32[16,64]{R,S(1)},")
      lines.append("  parameter \(names).\(layer).down.weight: f32[64,16]{R,S(0)}")
    }
    lines.append(") {")
    var value = "x"
    for layer in 0..<count {
      let scope = "\(names).\(layer)"
      lines += [
        "  \(scope).up.h = matmul(\(value), \(scope).up.weight)",
        "  \(scope).act = gelu(\(scope).up.h)",
        "  \(scope).down.y = matmul(\(scope).act, \(scope).down.weight)",
        "  \(scope).out = add(\(value), \(scope).down.y)",
      ]
      value = "\(scope).out"
    }
    lines += ["  loss = mean(\(value))", "  return loss", "}"]
    return try Program(parsing: lines.joined(separator: "\n"))
  }

  /// The report of a program, completed as it is annotated.
  ///
  /// - Parameter isSearched: whether other placements are weighed.
  static func contents(
    _ program: Program, on mesh: ProcessMesh, trains: Bool = false, isSearched: Bool = false,
    modules: [String: String] = [:]
  ) throws -> ReportContents {
    var setup = StepSetup()
    var program = program
    if trains {
      setup.optimiser = .adamw
      setup.trained = program.inputs.map { program.values[$0] }
        .filter { $0.role == .parameter }.map(\.name)
      program = try program.gradients(
        of: program.values[program.results[0]].name, withRespectTo: setup.trained)
    }
    let topology = try topology()
    let prices = try ProgramPrices(topology)
    func complete(_ program: Program, _ mesh: ProcessMesh) throws -> CompletedProgram {
      try Completion(on: [mesh])(program).applying()
    }
    let completed = try complete(program, mesh)
    let forecast = try ProgramForecast(completed, setup, prices)
    let search =
      isSearched
      ? try ShardPlan(
        ShardTask(program, setup, goal: .time, complete: complete), on: [mesh], prices) : nil
    return try ReportContents(
      completed, setup, forecast, on: topology,
      planner: Planner(Planning(costs: CostModel(topology))), search: search,
      noSearch: isSearched ? nil : "Nothing was searched.",
      given: PlacementCandidate("as given", mesh: mesh.words, forecast, limit: 1 << 30),
      modules: modules)
  }

  static func mesh(_ dp: Int = 2, _ tp: Int = 2) throws -> ProcessMesh {
    try ProcessMesh(shape: [dp, tp], axes: ["dp", "tp"])
  }
}
