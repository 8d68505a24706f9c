import Elements
import Forecasts
import Programs
import Resharding
import Sharding

/// The search for the placements of a program on a mesh that cost least.
final class PlacementSearch {
  let goal: SearchGoal
  private let problem: PlacementProblem
  /// What was found before.
  private var solutions: [PlacementProblem.Weights: CostSolution] = [:]

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

  /// The best placements that hold no more than `limit` bytes a rank, as the search counts them.
  ///
  /// A byte of memory gets a price, the multiplier, which is raised until the limit is kept. Then it is the one at which
  /// the best placements so far that keep to the limit, and the best that do not, would cost the same, until nothing
  /// costs less there. Each price gives placements, and a lower bound of what any placements within the limit cost.
  ///
  /// - Throws: `TesseraError` where nothing keeps to the limit.
  func best(within limit: Double) throws(TesseraError) -> (choice: [Int], found: PlacementChoice) {
    var weights = weights
    let base = weights.memory
    let free = try solved(weights)
    let memory = problem.memory(of: free.choice)
    guard memory > limit else { return (free.choice, found(free, free.lowerBound, 0)) }
    var bound = free.lowerBound
    var above = (multiplier: 0.0, cost: free.cost, held: memory)
    var below: (multiplier: Double, cost: Double, held: Double)?
    var best: (solution: CostSolution, cost: Double, multiplier: Double)?
    /// Whether something costs less, at the multiplier, than what was found at others.
    func attempt(_ multiplier: Double) throws(TesseraError) -> Bool {
      weights.memory = base + multiplier
      let solution = try solved(weights)
      let held = problem.memory(of: solution.choice)
      bound = max(bound, solution.lowerBound - multiplier * limit)
      let cost = solution.cost - multiplier * held
      let known = [above, below].compactMap { $0.map { $0.cost + multiplier * $0.held } }.min()
      if held <= limit {
        below = (multiplier, cost, held)
        if best.map({ cost < $0.cost }) ?? true { best = (solution, cost, multiplier) }
      } else {
        above = (multiplier, cost, held)
      }
      return known.map { solution.cost < $0 - 1e-9 * abs($0) } ?? true
    }
    var high = max(1e-30, abs(free.cost)) / max(1, memory)
    for _ in 0..<24 where below == nil {
      _ = try attempt(high)
      high *= 4
    }
    guard best != nil else {
      weights = PlacementProblem.Weights(seconds: 0, bytes: 0, memory: 1)
      let least = try solved(weights).lowerBound
      throw TesseraError(
        .data,
        "--memory-limit: the thriftiest placements of program \(problem.program.name) hold "
          + "\(ByteCount(Int(least))) a rank, the limit is \(ByteCount(Int(max(0, limit))))")
    }
    for _ in 0..<12 {
      guard let known = below, let best, best.cost - bound > 1e-3 * abs(best.cost) else { break }
      let equal = (known.cost - above.cost) / (above.held - known.held)
      let isBetween = equal > above.multiplier && equal < known.multiplier
      let next = isBetween ? equal : (above.multiplier + known.multiplier) / 2
      guard try attempt(next) else { break }
    }
    guard let best else { preconditionFailure("a multiplier kept to the limit") }
    let solution = CostSolution(
      choice: best.solution.choice, cost: best.cost, lowerBound: min(bound, best.cost))
    return (best.solution.choice, found(solution, solution.lowerBound, best.multiplier))
  }

  private func solved(_ weights: PlacementProblem.Weights) throws(TesseraError) -> CostSolution {
    if let known = solutions[weights] { return known }
    let solution = try problem.graph(weights).solved()
    solutions[weights] = solution
    return solution
  }

  private func found(_ solution: CostSolution, _ bound: Double, _ multiplier: Double)
    -> PlacementChoice
  {
    let words = problem.prices.attrs.map { Annotation($0).description }
    let entries = zip(problem.program.values, problem.placements(solution.choice)).compactMap {
      value, number in
      number.map { PlacementChoice.Entry(value: value.name, placements: words[$0]) }
    }
    let parts = (try? problem.parts(of: solution.choice)) ?? (0, 0)
    return PlacementChoice(
      entries: entries, seconds: parts.0, receivedBytes: parts.1,
      memoryBytes: problem.memory(of: solution.choice), gap: solution.gap, multiplier: multiplier,
      variables: problem.sources.count, pairs: problem.pairs)
  }

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
