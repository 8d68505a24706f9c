extension ProcessMesh {
  /// The mesh of a shape given in a few characters: `2x4` or `2,4`, and with the names of the axes
  /// `{dp:2, tp:4}`. Its ranks are 0, 1, 2, …; `{}` is the mesh of rank 0 without dims.
  ///
  /// - Throws: `ShardingError.notation` with the column of what is neither; `ShardingError.mesh` where
  ///   such a mesh cannot be.
  public init(parsing text: String, name: String? = nil) throws(ShardingError) {
    var scanner = NotationScanner(text)
    var axes: [String]?
    var shape: [Int] = []
    if scanner.skip("{") {
      axes = []
      if !scanner.skip("}") {
        repeat {
          let axis = scanner.word(allowing: Self.nameMarks)
          guard !axis.isEmpty else { throw scanner.unexpected("the name of an axis") }
          axes?.append(axis)
          try scanner.require(":")
          shape.append(try scanner.number("the length of axis '\(axis)'"))
        } while scanner.skip(",")
        try scanner.require("}", or: "','")
      }
      try scanner.requireEnd()
    } else {
      let meaning = "the length of a mesh dim"
      guard scanner.peek() != nil else { throw scanner.unexpected("\(meaning) or '{'") }
      shape.append(try scanner.number(meaning))
      let separator: Character = scanner.peek() == "x" ? "x" : ","
      while scanner.skip(separator) { shape.append(try scanner.number(meaning)) }
      try scanner.requireEnd(or: shape.count == 1 ? "'x', ','" : "'\(separator)'")
    }
    try self.init(shape: shape, axes: axes, name: name)
  }
}
