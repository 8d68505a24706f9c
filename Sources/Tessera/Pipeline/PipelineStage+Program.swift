import Programs
import Sharding

extension PipelineStage {
  /// The program as a stage: it takes what the stage before gives, and gives its first result.
  ///
  /// The program's values are told of by their names, as what a stage computes by itself is.
  ///
  /// - Parameters:
  ///   - program: compiled for the stage's mesh, with its weights bound.
  ///   - name: its input that comes from the stage before.
  ///   - watched: the names of its values that may be printed.
  ///   - others: what else a micro-batch gives it, by name; nothing where nothing is said.
  /// - Throws: `TesseraError.Kind.usage` where the program has no such input.
  public init(
    _ program: CompiledProgram, taking name: String, telling watched: Set<String> = [],
    others: @escaping (Microbatch) throws -> [String: DistTensor] = { _ in [:] }
  ) throws(TesseraError) {
    guard let attr = program.completed.attr(of: name),
      program.open.contains(where: { program.completed.program.values[$0].name == name })
    else {
      throw TesseraError(
        .usage, "program \(program.completed.program.name): '\(name)' is no input that is open")
    }
    self.init(input: attr) { input, microbatch in
      var given = try others(microbatch)
      given[name] = input
      return try program(given, watching: watched, observer: microbatch.observe)[0]
    }
  }
}
