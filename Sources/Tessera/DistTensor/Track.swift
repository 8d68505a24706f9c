import Programs

/// What a tape knows a tensor by.
enum Track {
  /// A tensor that somebody has tracked: the object is what tells it from others.
  case leaf(Leaf)
  /// A tensor that an op made while a tape recorded it.
  case made(Tape, Program.ID)

  /// A tensor that gradients may be by, wherever it is used.
  final class Leaf {
    let name: String?

    init(_ name: String?) { self.name = name }
  }
}
