import Elements
import Sharding

/// A program in stages, each a program of its own for a mesh of its own: what a pipeline runs.
///
/// A stage takes the inputs that it reads, its parameters, and what stages before it made; it gives what later stages
/// take. What hangs on inputs and constants alone, or on parameters alone, is computed by each stage that reads it: only
/// activations cross. A parameter that several stages read is at home in the first; the others have copies of it under
/// names of their own, whose gradients are to be summed with its own.
public struct StagedProgram: Hashable, Sendable {
  /// One stage.
  public struct Stage: Hashable, Sendable {
    /// What it computes: its results are what it gives, of the last stage the loss, then what it writes.
    public package(set) var program: Program
    /// The mesh that it lies on.
    public let mesh: ProcessMesh
    /// Values that stages before it make, which it takes as inputs of these names.
    public internal(set) var takes: [String] = []
    /// Values that it makes for later stages.
    public internal(set) var gives: [String] = []
    /// Buffers whose new contents it makes, in the order of its last results.
    public internal(set) var writes: [String] = []
  }

  /// In order; the last one makes the first result of the program.
  public package(set) var stages: [Stage]
  /// The number of meshes that the stages lie on in turn.
  public let lanes: Int
  /// By the name of a copy: the parameter that it is of.
  public internal(set) var copies: [String: String] = [:]

  /// The stage that makes a value of this name for others.
  public func maker(of name: String) -> Int? { stages.firstIndex { $0.gives.contains(name) } }
}

extension Program {
  /// The program as one stage, of what its first result hangs on.
  ///
  /// - Parameter updates: by the name of a parameter that is a buffer: the value that it holds afterwards.
  public func staged(on mesh: ProcessMesh, updates: [String: String] = [:]) -> StagedProgram {
    StagedProgram(
      stages: [
        StagedProgram.Stage(
          program: ofLoss(updates), mesh: mesh, writes: updates.keys.sorted())
      ], lanes: 1)
  }

  /// The ops that the first result hangs on. Inputs stay.
  package var ofLoss: Program { ofLoss([:]) }

  /// The ops that the first result hangs on, and those that make what buffers hold afterwards: further results, in the
  /// order of the buffers' names.
  private func ofLoss(_ updates: [String: String]) -> Program {
    var program = self
    program.results = [results[0]]
    for (buffer, name) in updates.sorted(by: { $0.key < $1.key }) {
      guard let id = value(named: name) else { preconditionFailure("'\(buffer)' holds a value") }
      program.results.append(id)
    }
    return program.withoutDeadOps
  }

  /// The program in stages that the cuts name, in their order.
  ///
  /// A cut that names a module has the ops that read its parameters in its stage; one that names a value has the op that
  /// makes it there. Every op is in the latest stage that any of its operands is of. Where nothing is cut, there are as
  /// many stages as meshes, `turns` times, which take about equally long.
  ///
  /// A buffer that is written lies in the stage that makes its new contents, and so do the ops that read it, or in later
  /// ones.
  ///
  /// - Parameters:
  ///   - cuts: what lies on which mesh.
  ///   - meshes: those of the stages.
  ///   - turns: how many stages each mesh has; without cuts.
  ///   - updates: by the name of a parameter that is a buffer: the value that it holds afterwards.
  /// - Throws: `TesseraError` where a cut names nothing, the meshes do not take turns, or a stage has nothing to do.
  public func staged(
    by cuts: StageCuts, on meshes: [ProcessMesh], turns: Int = 1, updates: [String: String] = [:]
  ) throws(TesseraError) -> StagedProgram {
    let program = ofLoss(updates)
    var order = Array(repeating: meshes, count: turns).flatMap { $0 }
    var hints = StageHints(values: program.values.count)
    if !cuts.isEmpty { (order, hints) = try cuts.hints(on: program, meshes) }
    try hints.annotate(from: program, order)
    if hints.isEmpty { hints = try program.balanced(in: order.count) }
    var lanes: [ProcessMesh] = []
    for mesh in order where !lanes.contains(mesh) { lanes.append(mesh) }
    for (place, mesh) in order.enumerated() where lanes[place % lanes.count] != mesh {
      throw TesseraError(
        .usage,
        "stages: they must lie on the meshes in turn, as they do first; stage \(place) lies on "
          + "'\(mesh.name ?? "")', not on '\(lanes[place % lanes.count].name ?? "")'")
    }
    return try StageCutting(program, hints, writes: updates.keys.sorted())
      .staged(on: order, lanes: lanes.count)
  }
}

/// In which stage a value is to be at the earliest.
struct StageHints {
  /// By value; 0 where nothing is said.
  var stages: [Int]
  /// Whether nothing is said at all.
  private(set) var isEmpty = true

  init(values: Int) { stages = [Int](repeating: 0, count: values) }

  mutating func say(_ id: Program.ID, _ stage: Int) {
    stages[id] = max(stages[id], stage)
    isEmpty = false
  }

  /// Takes what the program itself says of meshes.
  mutating func annotate(from program: Program, _ order: [ProcessMesh]) throws(TesseraError) {
    for (id, value) in program.values.enumerated() {
      guard let name = value.annotation?.meshName else { continue }
      guard let stage = order.firstIndex(where: { $0.name == name }) else {
        throw TesseraError(
          .usage, "value '\(value.name)': it lies on mesh '\(name)', on which there is no stage")
      }
      // What a caller gives is read where it is needed.
      if value.role != .input, stage > 0 { say(id, stage) }
    }
  }
}

extension StageCuts {
  /// The meshes of the stages in order, and what is in which; what is named one after the other on one mesh is one stage.
  fileprivate func hints(on program: Program, _ meshes: [ProcessMesh]) throws(TesseraError) -> (
    order: [ProcessMesh], hints: StageHints
  ) {
    var order: [ProcessMesh] = []
    var hints = StageHints(values: program.values.count)
    for entry in entries {
      guard let mesh = meshes.first(where: { $0.name == entry.mesh }) else {
        let known = meshes.compactMap(\.name).joined(separator: ", ")
        throw TesseraError(
          .usage, "--stage: mesh '\(entry.mesh)' is not known, known are \(known)")
      }
      if order.last != mesh { order.append(mesh) }
      var named = program.inputs.filter {
        program.values[$0].role == .parameter && Self.matches(program.values[$0].name, entry)
      }
      if named.isEmpty, entry.numbers == nil, let id = program.value(named: entry.path),
        program.values[id].role == .made
      {
        named = [id]
      }
      guard !named.isEmpty else {
        throw TesseraError(
          .usage,
          "--stage \(entry.word): program \(program.name) has no parameter of it, and no op makes it"
        )
      }
      for id in named { hints.say(id, order.count - 1) }
    }
    return (order, hints)
  }
}
