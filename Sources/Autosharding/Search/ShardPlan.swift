import Elements
import Forecasts
import Programs
import Sharding

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
  /// The stages of the chosen one; nil where it has none.
  public let pipeline: PipelineChoice?
  /// Why it is chosen, and what limits it.
  public let reason: String
}

extension ShardPlan {
  /// Searches on each mesh, and weighs what is found against the plans that people know. A mesh with a dim `pp` is cut
  /// along it into the stages of a pipeline; where there are several of these, known plans are weighed on the few on
  /// which the search finds the best plans.
  ///
  /// - Throws: `TesseraError` where nothing keeps to the limit, or a pin cannot be.
  package init(_ task: ShardTask, on meshes: [ProcessMesh], _ prices: ProgramPrices) throws {
    let limit = task.memoryLimit ?? Int(prices.device.memory)
    let weighings = try meshes.map { mesh throws(TesseraError) in
      try Weighing(task, mesh, limit: limit)
    }
    // Stages take long to weigh: known plans wait until it is known where they may be the best.
    let early = weighings.indices.filter { meshes.count == 1 || !weighings[$0].isPipeline }
    // Each has prices of its own. Searches, which take longest, come first.
    let first = sideBySide(weighings.count + early.count) { number in
      number < weighings.count
        ? [try weighings[number].searched(prices.fresh)]
        : try weighings[early[number - weighings.count]].known(prices.fresh)
    }
    var known = [[Weighed]](repeating: [], count: meshes.count)
    var found: [Weighed?] = []
    var failure: TesseraError?
    for result in first.prefix(weighings.count) {
      do { found += try result.get().map { $0 } } catch let error as TesseraError
        where error.kind == .data
      {
        found.append(nil)
        failure = failure ?? error
      }
    }
    for (place, result) in zip(early, first.dropFirst(weighings.count)) {
      known[place] = try result.get()
    }
    let late = Set(weighings.indices).subtracting(early)
      .compactMap { place in found[place].map { (place: place, found: $0.candidate) } }
      .sorted { $0.place < $1.place }
      .sorted { Self.isBetter($0.found, $1.found, task.goal) }.prefix(Self.mostStagedMeshes)
    let plans = sideBySide(late.count) { try weighings[late[$0].place].known(prices.fresh) }
    for (entry, result) in zip(late, plans) { known[entry.place] = try result.get() }
    // On each mesh what people know comes before what was found.
    let weighed = meshes.indices.flatMap { known[$0] + [found[$0]].compactMap { $0 } }
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
    placements = best.entries
    pipeline = best.pipeline
    reason = Self.reason(best.candidate, weighed.map(\.candidate), task.goal, limit, choice)
  }

  /// On how many meshes with stages known plans are weighed, where there are several.
  private static let mostStagedMeshes = 4

  /// Whether a candidate that fits is there and the other does not, or it costs less.
  static func isBetter(
    _ one: PlacementCandidate, _ other: PlacementCandidate, _ goal: SearchGoal
  ) -> Bool {
    one.fits == other.fits ? rank(one, goal) < rank(other, goal) : one.fits
  }

  /// The numbers by which candidates are compared, the most important one first.
  static func rank(_ candidate: PlacementCandidate, _ goal: SearchGoal) -> (
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
