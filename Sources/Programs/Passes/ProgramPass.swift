import Elements

/// A change of a completed program that keeps what it computes. To add one, write one file beside this, and name it in
/// `ProgramPasses.all`.
public protocol ProgramPass: Sendable {
  /// As `--passes` names it.
  static var name: String { get }
  /// What it does, in a line.
  static var summary: String { get }
  /// The program after it.
  static func apply(_ completed: CompletedProgram) throws(TesseraError) -> CompletedProgram
}

/// The passes, in the order in which they are applied.
public enum ProgramPasses {
  /// Every pass.
  public static let all: [any ProgramPass.Type] = [
    CommonSubexpressions.self, MergedReshards.self, LateReshards.self, NarrowCasts.self,
    BucketedReductions.self, DeadValues.self,
  ]

  /// The passes of these names, in the order of `all`.
  ///
  /// - Throws: `TesseraError.Kind.usage` where a name is none of theirs.
  public static func named(_ names: [String]) throws(TesseraError) -> [any ProgramPass.Type] {
    let known = all.map { $0.name }
    for name in names where !known.contains(name) {
      throw TesseraError(
        .usage, "--passes: '\(name)' is not a pass; they are \(known.joined(separator: ", "))")
    }
    return all.filter { names.contains($0.name) }
  }
}

extension CompletedProgram {
  /// The program after these passes, one after the other, until none of them changes anything.
  ///
  /// - Throws: `TesseraError` where an op does not take what a pass gives it.
  public func applying(_ passes: [any ProgramPass.Type] = ProgramPasses.all) throws(TesseraError)
    -> CompletedProgram
  {
    var current = self
    // How many passes in a row have changed nothing.
    var still = 0
    // Each round leaves fewer ops or fewer bytes; the bound is for what should go on forever.
    for _ in 0..<8 {
      for pass in passes {
        let before = current.program
        current = try pass.apply(current)
        still = current.program == before ? still + 1 : 0
        if still >= passes.count { return current }
      }
    }
    return current
  }
}
