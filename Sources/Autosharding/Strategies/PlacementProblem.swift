import Elements
import Forecasts
import Ops
import Programs
import SPMDRules
import Sharding

/// The choice of placements in a program as a graph of costs.
///
/// A variable stands for each op (which of its strategies) and for each value that a caller gives, that is returned,
/// that is pinned, or that several ops read (where it lies); a value of one reader lies as its op makes it. A pair costs
/// what the reshard between its two placements does, as it is planned. A gradient goes to where its parameter lies.
final class PlacementProblem {
  /// What stands behind a variable.
  enum Source {
    case op(Int)
    case value(Program.ID)
  }

  let program: Program
  let prices: StrategyPrices
  private(set) var sources: [Source] = []
  /// By variable: for each choice of an op its strategy; of a value the number of its placement.
  private(set) var strategies: [[StrategyPrices.Strategy]] = []
  private(set) var domains: [[Int]] = []
  var valueNodes: [Program.ID: Int]
  var opNodes: [Int: Int] = [:]
  let makers: [Int?]
  private let readers: [[Int]]
  private let trained: [(parameter: Program.ID, gradient: Program.ID)]
  private let setup: StepSetup
  private let trainedParameters: Set<Program.ID>
  private let gradients: Set<Program.ID>
  /// By variable: the number of its choices' kind, equal for those that are alike.
  private(set) var kinds: [Int] = []
  private var domainKinds: [[Int]: Int] = [:]
  /// By value: whether the backward pass reads what the forward pass made.
  private let isKept: [Bool]
  var links: [Link] = []
  /// What moves cost with the weights that were last asked for.
  var lastMoves: (seconds: Double, bytes: Double, tables: [CostGraph.Table], numbers: [Int])?

  /// A pair of variables with a reshard between them.
  struct Link {
    /// The variable, and which of its results; nil of a value.
    let from: (node: Int, output: Int?)
    let to: (node: Int, input: Int?)
    let kind: Int
    /// Which part of it a micro-batch takes: all, or of what is moved once a step as many as there are micro-batches.
    let part: Double
  }

  /// Whether parameters are moved once a step to where micro-batches read them, as stages of a pipeline do.
  private let movesParametersOnce: Bool

  /// - Throws: `TesseraError` where a pin cannot be, or an op has no rule.
  init(
    _ program: Program, _ setup: StepSetup, _ prices: StrategyPrices,
    movesParametersOnce: Bool = false
  ) throws(TesseraError) {
    self.movesParametersOnce = movesParametersOnce
    self.program = program
    self.prices = prices
    self.setup = setup
    makers = program.makers
    readers = program.readers
    valueNodes = [:]
    var ids: [String: Program.ID] = [:]
    for id in program.inputs { ids[program.values[id].name] = id }
    trained = zip(setup.trained, program.results.dropFirst()).compactMap { name, gradient in
      ids[name].map { ($0, gradient) }
    }
    trainedParameters = Set(trained.map(\.parameter))
    gradients = Set(trained.map(\.gradient))
    isKept = program.keptForBackward
    try addOps()
    try addValues()
    try addLinks()
  }

  private func isConstant(_ id: Program.ID) -> Bool {
    guard let maker = makers[id] else { return false }
    if case .constant = program.ops[maker].action { return true }
    return false
  }

  private func addOps() throws(TesseraError) {
    for (index, op) in program.ops.enumerated() {
      guard case .op = op.action else { continue }
      let found = try prices.strategies(of: op, in: program)
      opNodes[index] = sources.count
      sources.append(.op(index))
      strategies.append(found.all)
      domains.append([])
      kinds.append(found.number)
    }
  }

  private func addValues() throws(TesseraError) {
    let returned = Set(program.results)
    let given = Set(program.inputs)
    for (id, value) in program.values.enumerated() where !isConstant(id) {
      let isReshard = makers[id].map { opNodes[$0] == nil } ?? false
      guard
        given.contains(id) || returned.contains(id) || readers[id].count != 1 || isReshard
          || value.annotation != nil
          || program.ops[readers[id][0]].operands.count(where: { $0 == id }) > 1
          || opNodes[readers[id][0]] == nil
      else { continue }
      var domain = Set<Int>()
      if let attr = try value.attr(on: [prices.mesh]) {
        domain = [prices.number(attr)]
      } else {
        if let maker = makers[id], let node = opNodes[maker] {
          let place = program.ops[maker].outputs.firstIndex(of: id) ?? 0
          domain.formUnion(strategies[node].map { $0.outputs[place] })
        }
        for reader in readers[id] {
          guard let node = opNodes[reader] else { continue }
          for (place, operand) in program.ops[reader].operands.enumerated() where operand == id {
            domain.formUnion(strategies[node].map { $0.inputs[place] })
          }
        }
        if given.contains(id) { domain = domain.filter { !prices.attrs[$0].isPartial } }
        domain.insert(prices.number(.replicated(on: prices.mesh)))
      }
      let sorted = domain.sorted()
      let known = domainKinds[sorted] ?? -1 - domainKinds.count
      domainKinds[sorted] = known
      valueNodes[id] = sources.count
      sources.append(.value(id))
      strategies.append([])
      domains.append(sorted)
      kinds.append(known)
    }
  }

  private func addLinks() throws(TesseraError) {
    let once = 1 / Double(setup.microbatches)
    for (index, op) in program.ops.enumerated() {
      let node = opNodes[index]
      for (place, id) in op.operands.enumerated() where !isConstant(id) {
        let kind = prices.kind(program.values[id])
        let target: (node: Int, input: Int?)
        if let node {
          target = (node, place)
        } else if let reshard = valueNodes[op.outputs[0]] {
          target = (reshard, nil)
        } else {
          continue
        }
        if let value = valueNodes[id] {
          let isOnce = movesParametersOnce && program.values[id].role == .parameter
          links.append(
            Link(from: (value, nil), to: target, kind: kind, part: isOnce ? once : 1))
        } else if let maker = makers[id], let source = opNodes[maker] {
          let output = program.ops[maker].outputs.firstIndex(of: id) ?? 0
          links.append(Link(from: (source, output), to: target, kind: kind, part: 1))
        }
      }
      guard let node else { continue }
      for (place, id) in op.outputs.enumerated() {
        guard let value = valueNodes[id] else { continue }
        links.append(
          Link(
            from: (node, place), to: (value, nil), kind: prices.kind(program.values[id]), part: 1))
      }
    }
    for (parameter, gradient) in trained {
      guard let from = valueNodes[gradient], let to = valueNodes[parameter], from != to else {
        continue
      }
      links.append(
        Link(
          from: (from, nil), to: (to, nil), kind: prices.kind(program.values[gradient]), part: once)
      )
    }
  }

  /// What is counted of a choice.
  struct Weights: Hashable {
    var seconds = 0.0
    var bytes = 0.0
    var memory = 0.0
  }

  /// The bytes that a choice holds at the peak, about: parameters with gradients and states, and what the forward pass
  /// keeps for the backward one.
  private func memory(_ id: Program.ID, _ attr: Int) -> Double {
    let bytes = prices.bytes(prices.kind(program.values[id]), attr)
    switch program.values[id].role {
    case .parameter:
      return bytes * (trainedParameters.contains(id) ? 1 + Double(setup.optimiser.states) : 1)
    case .input: return bytes
    case .made:
      return gradients.contains(id) || isKept[id] ? bytes : 0
    }
  }

  /// The memory of all choices, as the search counts it.
  func memory(of choice: [Int]) -> Double {
    zip(memories, choice).reduce(0) { $0 + $1.0[$1.1] }
  }

  /// By variable and choice: the bytes that it holds.
  private(set) lazy var memories = sources.indices.map(memory(node:))

  private func memory(node: Int) -> [Double] {
    switch sources[node] {
    case .value(let id): return domains[node].map { memory(id, $0) }
    case .op(let index):
      return strategies[node].map { strategy in
        zip(program.ops[index].outputs, strategy.outputs).reduce(0) { sum, entry in
          valueNodes[entry.0] == nil ? sum + memory(entry.0, entry.1) : sum
        }
      }
    }
  }
}
