import Elements
import Forecasts
import Programs
import Sharding

/// What is to be placed, and what counts.
package struct ShardTask {
  package var program: Program
  package var setup: StepSetup
  package var goal: SearchGoal
  /// The bytes that a rank may hold; nil for the device's memory.
  package var memoryLimit: Int?
  /// Completes a program whose values are annotated, and rewrites it as it will run.
  package var complete: (Program, ProcessMesh) throws -> CompletedProgram

  package init(
    _ program: Program, _ setup: StepSetup, goal: SearchGoal, memoryLimit: Int? = nil,
    complete: @escaping (Program, ProcessMesh) throws -> CompletedProgram
  ) {
    (self.program, self.setup, self.goal, self.memoryLimit) = (program, setup, goal, memoryLimit)
    self.complete = complete
  }
}

/// The placements that cost least, beside those of plans that people know, and why.
public struct ShardPlan: Hashable, Sendable, Codable {
  /// The name of the program.
  public let program: String
  /// The topology's name.
  public let topology: String
  /// The ranks of each mesh.
  public let ranks: Int
  /// What counts first.
  public let minimise: SearchGoal
  /// The bytes that a rank may hold.
  public let limitBytes: Int
  /// What the search found on the mesh of the chosen candidate.
  public let choice: PlacementChoice
  /// The name of the candidate that is chosen; its placements are those of `placements`.
  public let chosen: PlacementCandidate
  /// All that were weighed, the chosen one among them.
  public let candidates: [PlacementCandidate]
  /// The placements of the chosen one.
  public let placements: [PlacementChoice.Entry]
  /// Why it is chosen, and what limits it.
  public let reason: String
}

extension ShardPlan {
  /// Searches on each mesh, and weighs what is found against the plans that people know.
  ///
  /// - Throws: `TesseraError` where nothing keeps to the limit, or a pin cannot be.
  package init(_ task: ShardTask, on meshes: [ProcessMesh], _ prices: ProgramPrices) throws {
    let limit = task.memoryLimit ?? Int(prices.device.memory)
    var weighed: [Weighed] = []
    var failure: TesseraError?
    for mesh in meshes {
      for plan in KnownPlan.allCases {
        guard let placed = plan.applied(to: task.program, on: mesh) else { continue }
        let completed = try task.complete(placed, mesh)
        let forecast = try ProgramForecast(completed, task.setup, prices)
        weighed.append(
          Weighed(
            candidate: PlacementCandidate(
              plan.rawValue, mesh: mesh.words, forecast, limit: limit), completed: completed,
            choice: nil))
      }
      do {
        let (completed, forecast, choice) = try Self.searched(task, mesh, prices, limit)
        weighed.append(
          Weighed(
            candidate: PlacementCandidate(
              "search", mesh: mesh.words, forecast, limit: limit), completed: completed,
            choice: choice))
      } catch let error as TesseraError where error.kind == .data { failure = failure ?? error }
    }
    guard weighed.contains(where: { $0.choice != nil }) else {
      throw failure
        ?? TesseraError(.data, "program \(task.program.name): there is no mesh to search")
    }
    let fitting = weighed.filter(\.candidate.fits)
    guard
      let best = (fitting.isEmpty ? weighed : fitting).min(by: {
        Self.rank($0.candidate, task.goal) < Self.rank($1.candidate, task.goal)
      }),
      let choice = best.choice
        ?? weighed.first(where: { $0.choice != nil && $0.candidate.mesh == best.candidate.mesh })?
        .choice ?? weighed.compactMap(\.choice).first
    else { preconditionFailure("something was weighed") }
    program = task.program.name
    topology = prices.topology.name
    ranks = meshes.map(\.count).max() ?? 0
    minimise = task.goal
    limitBytes = limit
    self.choice = choice
    chosen = best.candidate
    candidates = weighed.map(\.candidate)
    placements = best.choice?.entries ?? best.completed.entries
    reason = Self.reason(best.candidate, weighed.map(\.candidate), task.goal, limit, choice)
  }

  /// A plan with its completed program.
  private struct Weighed {
    let candidate: PlacementCandidate
    let completed: CompletedProgram
    let choice: PlacementChoice?
  }

  /// The search counts no passing buffers: where those break the limit, it is asked to leave room for them, and in the
  /// end for the thriftiest placements that there are.
  private static func searched(
    _ task: ShardTask, _ mesh: ProcessMesh, _ prices: ProgramPrices, _ limit: Int
  ) throws -> (CompletedProgram, ProgramForecast, PlacementChoice) {
    func simulated(_ search: PlacementSearch, within room: Double) throws -> (
      CompletedProgram, ProgramForecast, PlacementChoice
    ) {
      let (choice, found) = try search.best(within: room)
      let completed = try task.complete(search.placed(choice), mesh)
      return (completed, try ProgramForecast(completed, task.setup, prices), found)
    }
    let search = try PlacementSearch(task.program, task.setup, prices, on: mesh, goal: task.goal)
    var last = try simulated(search, within: Double(limit))
    for _ in 0..<4 {
      let excess = last.1.peakBytesPerRank - limit
      if excess <= 0 { return last }
      guard
        let next = try? simulated(search, within: last.2.memoryBytes - Double(excess))
      else { break }
      last = next
    }
    if last.1.peakBytesPerRank <= limit { return last }
    let thrifty = try PlacementSearch(
      task.program, task.setup, prices, on: mesh, goal: .memory)
    let least = try simulated(thrifty, within: .infinity)
    return least.1.peakBytesPerRank < last.1.peakBytesPerRank ? least : last
  }

  private static func rank(_ candidate: PlacementCandidate, _ goal: SearchGoal) -> (
    Double, Double, Double
  ) {
    let (time, bytes, memory) = (
      candidate.stepSeconds, Double(candidate.receivedBytes), Double(candidate.peakBytesPerRank)
    )
    return switch goal {
    case .time: (time, memory, bytes)
    case .bytes: (bytes, time, memory)
    case .memory: (memory, time, bytes)
    }
  }

  /// Which bound binds, and by how much the choice beats the others.
  private static func reason(
    _ best: PlacementCandidate, _ all: [PlacementCandidate], _ goal: SearchGoal, _ limit: Int,
    _ choice: PlacementChoice
  ) -> String {
    let parts = [
      ("computing", best.seconds.computing),
      ("messages that nothing hides", best.seconds.exposedCommunication),
      ("the optimiser", best.seconds.optimiser), ("waiting for other stages", best.seconds.bubble),
    ]
    let most = parts.max { $0.1 < $1.1 } ?? parts[0]
    var words = [
      "\(Int((100 * most.1 / best.stepSeconds).rounded()))% of its step goes to \(most.0)"
    ]
    if !best.fits {
      words.insert(
        "nothing that was found fits \(ByteCount(limit)) a rank", at: 0)
    } else if choice.multiplier > 0
      || all.contains(where: { !$0.fits && rank($0, goal) < rank(best, goal) })
    {
      words.append("memory binds")
    } else {
      words.append("memory does not bind")
    }
    for other in all where other != best && other.mesh == best.mesh {
      if !other.fits, best.fits {
        words.append("\(other.name) does not fit")
      } else {
        let (own, its) = (rank(best, goal).0, rank(other, goal).0)
        if its > own {
          words.append(
            own > 0
              ? "\(other.name) takes \(twoDigits(its / own)) times as much"
              : "\(other.name) takes more")
        } else if its == own {
          words.append("\(other.name) takes as much")
        }
      }
    }
    return words.joined(separator: "; ")
  }
}

/// A factor to two digits behind the point.
private func twoDigits(_ factor: Double) -> String {
  let hundredths = Int((100 * min(factor, 1e12)).rounded())
  let rest = hundredths % 100
  return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
}

extension ProcessMesh {
  /// The mesh as `--mesh` takes it.
  package var words: String {
    "{" + zip(axes, shape).map { "\($0): \($1)" }.joined(separator: ", ") + "}"
  }
}

extension CompletedProgram {
  /// Where inputs and parameters lie, from which completion finds all else.
  fileprivate var entries: [PlacementChoice.Entry] {
    program.inputs.map {
      PlacementChoice.Entry(
        value: program.values[$0].name, placements: Annotation(attrs[$0]).description)
    }
  }
}
