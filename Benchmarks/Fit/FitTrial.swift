import CostModel
import Elements
import PlanningCommands
import Resharding
import Sharding
import Tensors
import Tessera

/// One thing that `bench fit` measures: a step by one collective, or a rank's own copy or fold.
struct FitTrial {
  enum Kind {
    case step(Transition)
    /// Elements that are copied in one run.
    case copy(Int)
    /// The side of a square matrix of which a block of columns is packed.
    case pack(Int)
    /// Elements of each of two contributions.
    case fold(Int)
  }

  let kind: Kind
  /// The ranks that do it at the same time.
  let ranks: [Int]

  /// Everything that is measured with so many ranks, on tensors of up to so many bytes.
  static func all(ranks: Int, largest: Int) throws -> [FitTrial] {
    var trials: [FitTrial] = []
    let sides = stride(from: 4, through: 15, by: 1).map { 1 << $0 }.filter {
      4 * $0 * $0 <= largest
    }
    let counts = Set([2, 3, ranks / 2, ranks]).filter { $0 > 1 && $0 <= ranks }.sorted()
    for side in sides {
      for count in counts {
        let all = Array(0..<count)
        trials += try steps(on: try ProcessMesh(shape: [count]), side)
        // Of fewer bytes it is the call that takes the time, which a step's overhead has.
        if 4 * side * side >= min(1 << 16, largest / 2) {
          trials += [.copy(side * side), .pack(side), .fold(side * side)].map {
            FitTrial(kind: $0, ranks: all)
          }
        }
        // As on a mesh of several dims: all groups at once.
        if ranks / count > 1, ranks % count == 0 {
          trials += try steps(on: try ProcessMesh(shape: [ranks / count, count]), side)
        }
      }
    }
    return trials
  }

  /// Each collective along the last dim of the mesh, on a square tensor of float32.
  private static func steps(on mesh: ProcessMesh, _ side: Int) throws -> [FitTrial] {
    let prefix = mesh.ndim == 2 ? "R," : ""
    func trial(_ from: String, _ to: String, on target: ProcessMesh? = nil) throws -> FitTrial {
      let transition = Transition(
        shape: [side, side], dtype: .float32,
        from: try TensorDistAttr(parsing: prefix + from, on: [mesh]),
        to: try TensorDistAttr(parsing: prefix + to, on: [target ?? mesh]))
      return FitTrial(kind: .step(transition), ranks: transition.ranks)
    }
    var trials = try [
      ("S(0)", "R"), ("S(1)", "R"), ("S(0)", "S(1)"), ("S(1)", "S(0)"), ("P(sum)", "S(0)"),
      ("P(sum)", "S(1)"), ("P(sum)", "R"),
    ].map { try trial($0.0, $0.1) }
    guard mesh.ndim == 1 else { return trials }
    let root = ProcessMesh.single(0)
    trials.append(try trial("S(0)", "R", on: root))
    let whole = try TensorDistAttr(parsing: "R", on: [root])
    for to in ["S(0)", "R"] {
      let transition = Transition(
        shape: [side, side], dtype: .float32, from: whole,
        to: try TensorDistAttr(parsing: to, on: [mesh]))
      trials.append(FitTrial(kind: .step(transition), ranks: transition.ranks))
    }
    let half = mesh.count / 2
    let (first, second) = (Array(mesh.ranks[..<half]), Array(mesh.ranks[half..<(2 * half)]))
    let transition = Transition(
      shape: [side, side], dtype: .float32,
      from: try TensorDistAttr(
        mesh: ProcessMesh(shape: [half], ranks: first), placements: [.shard(0)]),
      to: try TensorDistAttr(
        mesh: ProcessMesh(shape: [half], ranks: second), placements: [.shard(0)]))
    trials.append(FitTrial(kind: .step(transition), ranks: transition.ranks))
    return trials
  }
}

extension FitTrial {
  /// Times the trial, on all ranks of the job together.
  ///
  /// - Returns: nothing where the trial is a plan of several steps.
  func sample(_ stopwatch: Stopwatch, repeats: Int) throws -> (sample: CostSample, times: [Double])?
  {
    var load = StepLoad(collective: .local, group: [ranks[0]], peers: 0, received: 0, sent: 0)
    switch kind {
    case .step(let transition):
      let plan = try Planner().plan(transition)
      guard plan.steps.count == 1, let step = plan.steps.first else { return nil }
      let times = try stopwatch.seconds(of: transition, repeats: repeats)
      load = step.enumeratedLoad(shape: transition.shape, dtype: transition.dtype)
      return (sample("\(step.function) \(step)", load, true), times)
    case .copy(let count):
      load.copied = 4 * count
      let times = try stopwatch.timed(on: ranks, repeats) {
        let source = DenseTensor(ones: [count], dtype: .float32)
        let target = DenseTensor(ones: [count], dtype: .float32)
        return { target.copy(from: source) }
      }
      return (sample("copy", load, false), times)
    case .pack(let side):
      load.packed = 2 * side * side
      let times = try stopwatch.timed(on: ranks, repeats) {
        let source = DenseTensor(ones: [side, side], dtype: .float32)
        let target = DenseTensor(ones: [side, side / 2], dtype: .float32)
        let block = source.slice(offsets: [0, side / 2], sizes: [side, side / 2])
        return { target.copy(from: block) }
      }
      return (sample("pack", load, false), times)
    case .fold(let count):
      load.folded = 8 * count
      let times = try stopwatch.timed(on: ranks, repeats) {
        let parts = (0..<2).map { _ in DenseTensor(ones: [count], dtype: .float32) }
        let target = DenseTensor(ones: [count], dtype: .float32)
        return { Tensors.fold(.sum, parts, into: target) }
      }
      return (sample("fold", load, false), times)
    }
  }

  private func sample(_ name: String, _ load: StepLoad, _ isStep: Bool) -> CostSample {
    CostSample(
      name: name, load: load, span: Topology.oneHost.span(of: load.group, among: ranks),
      seconds: 0, isStep: isStep)
  }
}

extension Stopwatch {
  /// The seconds of a rank's own work, done by all of `ranks` at once.
  fileprivate func timed(on ranks: [Int], _ repeats: Int, _ work: () -> () -> Void) throws
    -> [Double]
  {
    let clock = ContinuousClock()
    return try seconds(on: ranks, repeats: repeats, prepare: work) { work in
      let (whole, atto) = clock.measure(work).components
      return Double(whole) + Double(atto) * 1e-18
    }
  }
}
