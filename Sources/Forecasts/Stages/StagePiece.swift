import CostModel
import Elements
import Programs
import Resharding
import Sharding

/// What a piece of a program takes; pieces one after the other make a stage.
package struct StagePiece: Hashable, Sendable {
  /// Of a micro-batch: the forward and, where it trains, the backward.
  package var seconds: Double
  /// Once a step: its parameters' step of the optimiser, and what hangs on them alone.
  package var once: Double
  /// The bytes that a rank holds throughout: parameters, gradients and the optimiser's states.
  package var held: Int
  /// The bytes of the activations that it keeps of each micro-batch on its way.
  package var kept: Int
  /// The bytes that a pass takes beside these at its peak.
  package var passing: Int

  package init(
    seconds: Double, once: Double = 0, held: Int = 0, kept: Int = 0, passing: Int = 0
  ) {
    (self.seconds, self.once) = (seconds, once)
    (self.held, self.kept, self.passing) = (held, kept, passing)
  }
}

/// What crosses between two stages for a micro-batch, there and back.
package struct StageCrossing: Hashable, Sendable {
  package var seconds: Double
  /// What all ranks receive.
  package var bytes: Double

  package init(seconds: Double = 0, bytes: Double = 0) {
    (self.seconds, self.bytes) = (seconds, bytes)
  }
}

extension CompletedStages {
  /// What each stage takes by itself, as a piece of longer ones.
  ///
  /// - Throws: `TesseraError` where a reshard cannot be planned.
  package func pieces(_ setup: StepSetup, _ prices: ProgramPrices) throws(TesseraError)
    -> [StagePiece]
  {
    var pieces: [StagePiece] = []
    for place in stages.indices {
      let stage = try priced(place, setup, prices)
      let (held, kept) = (stage.held.total, stage.memory.kept)
      let update = try update(of: place, setup, prices)
      pieces.append(
        StagePiece(
          seconds: stage.seconds.forward + stage.seconds.backward,
          once: stage.fixedSeconds + update.seconds, held: held, kept: kept,
          passing: max(0, stage.memory.peak.total - held - kept)))
    }
    return pieces
  }

  /// A stage's passes.
  func priced(_ place: Int, _ setup: StepSetup, _ prices: ProgramPrices) throws(TesseraError)
    -> PricedStage
  {
    let bytes = trained(in: place).reduce(0) { $0 + stages[place].completed.bytes(ofInput: $1) }
    return try PricedStage(
      stages[place], prices, overlaps: setup.overlaps, splits: schedule.order == .zeroBubble,
      optimiser: bytes * setup.optimiser.states)
  }

  /// The optimiser's step of a stage's parameters, and what folds their norms.
  ///
  /// - Throws: `TesseraError` where a reshard cannot be planned.
  func update(of place: Int, _ setup: StepSetup, _ prices: ProgramPrices) throws(TesseraError) -> (
    seconds: Double, folds: [ReshardPrice]
  ) {
    var (seconds, folds): (Double, [ReshardPrice]) = (0, [])
    let completed = stages[place].completed
    for name in trained(in: place) {
      guard let attr = completed.attr(of: name) else { continue }
      seconds += setup.optimiser.seconds(
        of: completed.bytes(ofInput: name), on: attr.mesh, prices)
      let norms = try setup.optimiser.folds(of: attr, prices)
      folds += norms
      seconds += norms.reduce(0) { $0 + $1.seconds }
    }
    return (seconds, folds)
  }

  /// The names of the parameters that a stage trains and is the home of.
  func trained(in place: Int) -> [String] {
    stages[place].parameters.filter { staged.copies[$0] == nil }
  }

  /// By place between the stages, the beginning and the end among them: what crosses from one mesh to another if these
  /// stages are pieces, and the program is cut there.
  ///
  /// - Parameters:
  ///   - mesh: that of what comes before the place; all stages lie on it.
  ///   - next: that of what comes behind it.
  /// - Throws: `TesseraError` where a reshard cannot be planned.
  package func crossings(
    from mesh: ProcessMesh, to next: ProcessMesh, _ prices: ProgramPrices
  ) throws(TesseraError) -> [StageCrossing] {
    var crossings = [StageCrossing](repeating: StageCrossing(), count: stages.count + 1)
    for (maker, stage) in stages.enumerated() {
      for (name, id) in zip(stage.gives, stage.results.gives) {
        let takers = stages.indices.filter { staged.stages[$0].takes.contains(name) }
        var place = maker + 1
        for taker in takers {
          var crossing = StageCrossing()
          func add(_ value: ProgramValue, _ from: TensorDistAttr, _ to: TensorDistAttr)
            throws(TesseraError)
          {
            let price = try prices.planned(
              Transition(shape: value.shape, dtype: value.dtype, from: from, to: to))
            crossing.seconds += price.seconds
            crossing.bytes += Double(price.received)
          }
          let (completed, other) = (stage.completed, stages[taker].completed)
          guard let target = other.attr(of: name) else { continue }
          try add(completed.program.values[id], completed.attrs[id], try target.on(next))
          if let gradient = completed.attr(of: "grad.\(name)"),
            let index = stages[taker].takes.firstIndex(of: name)
          {
            let made = stages[taker].results.takes[index]
            try add(other.program.values[made], try other.attrs[made].on(next), gradient)
          }
          for cut in place...max(place, taker) {
            crossings[cut].seconds += crossing.seconds
            crossings[cut].bytes += crossing.bytes
          }
          place = taker + 1
        }
      }
    }
    return crossings
  }
}

extension TensorDistAttr {
  /// The same placements on another mesh of the same shape.
  fileprivate func on(_ mesh: ProcessMesh) throws(TesseraError) -> TensorDistAttr {
    try translated { try Annotation(self).on(mesh.name).attr(on: [mesh]) }
  }
}
