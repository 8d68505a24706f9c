import Elements
import Forecasts
import Programs
import Resharding
import Sharding

/// The search for the placements of a program on a mesh that cost least.
final class PlacementSearch {
  let goal: SearchGoal
  private let problem: PlacementProblem
  /// For each price of a byte that was tried: a lower bound of the cost of any placements, with what they hold at that price.
  var bounds: [(multiplier: Double, cost: Double)] = []

  /// - Throws: `TesseraError` where a pin cannot be, or an op has no rule.
  init(
    _ program: Program, _ setup: StepSetup, _ prices: ProgramPrices, on mesh: ProcessMesh,
    goal: SearchGoal, movesParametersOnce: Bool = false
  ) throws(TesseraError) {
    self.goal = goal
    problem = try PlacementProblem(
      program, setup, StrategyPrices(prices, on: mesh), movesParametersOnce: movesParametersOnce)
  }

  /// What counts first, and what decides among equals.
  private var weights: PlacementProblem.Weights {
    switch goal {
    case .time: PlacementProblem.Weights(seconds: 1, bytes: 1e-18, memory: 1e-18)
    case .bytes: PlacementProblem.Weights(seconds: 1e-3, bytes: 1, memory: 1e-9)
    case .memory: PlacementProblem.Weights(seconds: 1e-3, bytes: 1e-9, memory: 1)
    }
  }

  /// The placements that cost least where a byte of memory has the price `multiplier`.
  ///
  /// - Throws: `TesseraError` where a reshard cannot be planned.
  func corner(at multiplier: Double) throws(TesseraError) -> Corner {
    var priced = weights
    priced.memory += multiplier
    let solution = try problem.graph(priced).solved()
    bounds.append((multiplier, solution.lowerBound))
    let held = problem.memory(of: solution.choice)
    let parts = try problem.parts(of: solution.choice)
    let cost =
      weights.seconds * parts.seconds + weights.bytes * parts.bytes + weights.memory * held
    return Corner(choice: solution.choice, cost: cost, held: held, multiplier: multiplier)
  }

  /// What the search knows of a corner, with by how much it may be above the best placements that hold no more than
  /// `limit` bytes, or than it does itself.
  func found(_ corner: Corner, within limit: Double, binds: Bool) throws(TesseraError)
    -> PlacementChoice
  {
    let room = max(limit, corner.held)
    let bound = bounds.reduce(-Double.infinity) { bound, known in
      // A limit may be infinite.
      max(bound, known.multiplier == 0 ? known.cost : known.cost - known.multiplier * room)
    }
    let words = problem.prices.attrs.map { Annotation($0).description }
    let entries = zip(problem.program.values, problem.placements(corner.choice)).compactMap {
      value, number in
      number.map { PlacementChoice.Entry(value: value.name, placements: words[$0]) }
    }
    let parts = try problem.parts(of: corner.choice)
    let certified = CostSolution(
      choice: corner.choice, cost: corner.cost, lowerBound: min(bound, corner.cost))
    return PlacementChoice(
      entries: entries, seconds: parts.seconds, receivedBytes: parts.bytes,
      memoryBytes: corner.held, gap: certified.gap, multiplier: binds ? corner.multiplier : 0,
      variables: problem.sources.count, pairs: problem.pairs)
  }

  /// How many variables are chosen.
  var variables: Int { problem.sources.count }

  /// The program with a choice as its annotations.
  func placed(_ choice: [Int]) -> Program {
    var program = problem.program
    let annotations = problem.prices.attrs.map { Annotation($0) }
    for (id, number) in problem.placements(choice).enumerated() {
      if let number { program.values[id].annotation = annotations[number] }
    }
    return program
  }
}
