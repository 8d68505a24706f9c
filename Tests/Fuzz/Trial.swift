import Foundation
import Tessera

/// Inputs of one parser, one after the other in this process.
struct Trial {
  /// What one input may take.
  static let seconds: UInt32 = 20
  static let bytes = 1 << 30

  let parser: Parser
  let mutator: Mutator
  /// Where an input lies as a file, and the number of the one that is read.
  let input: URL
  let progress: URL

  /// Reads the mutants of these numbers. The process ends by a signal where one traps, or takes too long.
  ///
  /// - Returns: what is wrong with one that was neither read nor refused as it must be.
  func run(_ numbers: Range<Int>) throws -> String? {
    try Data().write(to: progress)
    let mark = try FileHandle(forWritingTo: progress)
    for number in numbers {
      try mark.seek(toOffset: 0)
      mark.write(Data((String(repeating: " ", count: 20) + "\(number)").utf8.suffix(20)))
      let bytes = mutator.mutant(number)
      try Data(bytes).write(to: input)
      alarm(Self.seconds)
      defer { alarm(0) }
      do { try parser.read(bytes, input.path) } catch {
        if TesseraError(error).kind == .software { return "\(type(of: error)): \(error)" }
      }
    }
    return nil
  }
}
