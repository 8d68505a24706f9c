import Elements
import Sharding

/// A value that a program places, and that is not there once the program is completed and rewritten.
public struct LostPlacement: Hashable, Sendable {
  /// What became of it.
  public enum Fate: Hashable, Sendable {
    /// Nobody reads it, and it is no result: it is not computed.
    case unread
    /// A pass writes the program without it.
    case rewritten
  }

  /// The name of the value.
  public let value: String
  /// How the program says that it lies, in the notation.
  public let said: String
  /// What became of it.
  public let fate: Fate
}

extension CompletedProgram {
  /// The values that a program places, and that passes dropped, in the program's order. Inputs stay, read or not; and
  /// what passes keep lies as the program says.
  ///
  /// - Parameter source: the program that was completed, with what patterns place.
  public func lostPlacements(of source: Program) -> [LostPlacement] {
    let isLive = source.liveOps
    var lost: [LostPlacement] = []
    for (index, op) in source.ops.enumerated() {
      for id in op.outputs {
        let value = source.values[id]
        guard let annotation = value.annotation, program.value(named: value.name) == nil else {
          continue
        }
        lost.append(
          LostPlacement(
            value: value.name, said: annotation.description,
            fate: isLive[index] ? .rewritten : .unread))
      }
    }
    return lost
  }
}

extension LostPlacement: CustomStringConvertible {
  /// In one line, as a comment of a program's text tells it.
  public var description: String {
    switch fate {
    case .unread: "\(value): placed as {\(said)}, but nobody reads it: it is not computed"
    case .rewritten: "\(value): placed as {\(said)}, but a pass writes the program without it"
    }
  }
}
