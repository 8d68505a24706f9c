import Programs
import Resharding

extension CompletedStages {
  /// The programs of all stages as one, to look at: what crosses between them is a reshard. Its results are that of the
  /// last stage, and the gradients of parameters.
  package func joined(as name: String) -> CompletedProgram {
    let transfers = StageTransfers(self)
    let last = stages.count - 1
    let loss = stages[last].completed.program.results.prefix(1).map { (stage: last, id: $0) }
    return CompletedProgram(
      joining: programs, as: name, transfers.onward + transfers.back + transfers.copies,
      results: loss + transfers.gradients.map(\.from))
  }

  /// The gradients that the optimiser's step brings to where their parameters lie, with the names of the gradients.
  package var optimiserMoves: [(name: String, transition: Transition)] {
    StageTransfers(self).gradients.compactMap { transfer in
      let value = stages[transfer.from.stage].completed.program.values[transfer.from.id]
      return transition(of: transfer).map { (value.name, $0) }
    }
  }
}
