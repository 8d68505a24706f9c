extension String {
  /// The names that this one is likely meant for: those that it begins, and those that a few slips of the
  /// finger turn it into, a third of its letters at the most; the nearest first.
  ///
  /// A slip is a letter too many, one missing, another one, or two that changed places (Damerau 1964, in
  /// its restricted form).
  ///
  /// - Parameter prefix: what all names begin with, which tells nothing.
  package func nearest(among names: [String], ignoring prefix: String = "") -> [String] {
    func bare(_ name: String) -> [Character] {
      Array((name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name).lowercased())
    }
    let letters = bare(self)
    let ranked = names.compactMap { name -> (slips: Int, name: String)? in
      let other = bare(name)
      if letters.count > 2, other.starts(with: letters) { return (1, name) }
      let most = min(max(1, letters.count / 3), letters.count - 1)
      // A slip adds or takes one letter at the most.
      guard abs(letters.count - other.count) <= most else { return nil }
      let slips = letters.slips(to: other)
      return slips <= most ? (slips, name) : nil
    }
    return ranked.sorted { ($0.slips, $0.name) < ($1.slips, $1.name) }.map(\.name)
  }
}

extension [Character] {
  /// The least number of slips between two words, in O(letters of both).
  fileprivate func slips(to other: [Character]) -> Int {
    var (before, above) = ([Int](), Array<Int>(0...other.count))
    for (i, letter) in enumerated() {
      var row = [i + 1]
      for (j, wanted) in other.enumerated() {
        var least = Swift.min(above[j + 1] + 1, row[j] + 1, above[j] + (letter == wanted ? 0 : 1))
        if i > 0, j > 0, letter == other[j - 1], self[i - 1] == wanted {
          least = Swift.min(least, before[j - 1] + 1)
        }
        row.append(least)
      }
      (before, above) = (above, row)
    }
    return above[other.count]
  }
}
