import CostModel
import Elements
import Ops
import Programs
import Resharding
import Sharding

/// The optimiser's step behind the program: gradients go to where their parameters lie, and each parameter is read and
/// written with its states.
struct OptimiserStep {
  /// By gradient: what brings it to where its parameter lies.
  private(set) var moves: [Program.ID: ReshardPrice] = [:]
  /// What folds the squares of parameters that ranks have pieces of.
  private(set) var folds: [ReshardPrice] = []
  /// Of the busiest stage, its kernels and those folds.
  private(set) var seconds = 0.0
  /// Of the busiest stage, all moves one after the other.
  private(set) var movingSeconds = 0.0
  /// By stage: the bytes of the states on the busiest rank.
  private(set) var kept: [Int]

  init(_ program: PricedProgram, _ setup: StepSetup, _ prices: ProgramPrices)
    throws(TesseraError)
  {
    let source = program.completed.program
    kept = [Int](repeating: 0, count: program.meshes.count)
    var times = [Double](repeating: 0, count: program.meshes.count)
    var moving = times
    var ids: [String: Program.ID] = [:]
    for id in source.inputs { ids[source.values[id].name] = id }
    for (name, gradient) in zip(setup.trained, source.results.dropFirst()) {
      guard let id = ids[name] else { continue }
      let (value, stage) = (source.values[id], program.stages[id])
      let transition = Transition(
        shape: value.shape, dtype: source.values[gradient].dtype,
        from: program.completed.attrs[gradient], to: program.completed.attrs[id])
      if !transition.isIdentity {
        let price = try prices.reshard(transition)
        moves[gradient] = price
        moving[stage] += price.seconds
      }
      times[stage] += setup.optimiser.seconds(
        of: program.bytes[id], on: program.completed.attrs[id].mesh, prices)
      let own = try setup.optimiser.folds(of: program.completed.attrs[id], prices)
      folds += own
      times[stage] += own.reduce(0) { $0 + $1.seconds }
      kept[stage] += setup.optimiser.states * program.bytes[id]
    }
    seconds = times.max() ?? 0
    movingSeconds = moving.max() ?? 0
  }
}

extension OptimiserKind {
  /// The seconds of the step of a parameter of so many bytes on a rank of a mesh.
  func seconds(of bytes: Int, on mesh: ProcessMesh, _ prices: ProgramPrices) -> Double {
    var work = KernelWork(.memory, read: Double(passes) * Double(bytes))
    work.family = OpKind.optimizer.rawValue
    return prices.seconds(work, on: mesh)
  }

  /// What folds the norms of a parameter that lies so; nothing where every rank has all of it.
  func folds(of attr: TensorDistAttr, _ prices: ProgramPrices) throws(TesseraError)
    -> [ReshardPrice]
  {
    guard norms > 0 else { return [] }
    var sums = TensorDistAttr.replicated(on: attr.mesh)
    for (meshDim, placement) in attr.placements.enumerated() {
      if case .shard = placement { sums = sums.replacing(meshDim, with: .partial(.sum)) }
    }
    let transition = Transition(
      shape: [], dtype: .float64, from: sums, to: .replicated(on: attr.mesh))
    if transition.isIdentity { return [] }
    return Array(repeating: try prices.reshard(transition), count: norms)
  }
}
