import Sharding

extension Search {
  /// The best that is found from several starts by giving one mesh dim after another the column that
  /// moves the fewest bytes, the others as they are, until none is better.
  ///
  /// For meshes of so many dims that not every combination can be tried. What it finds is legal, and no
  /// change of one mesh dim makes it better; some other combination might. O(mesh dims x columns) prices
  /// in each round, and `budget` of them together.
  func descended(_ options: [[Column]], _ note: ((Candidate) -> Void)?) -> Candidate? {
    var budget = max(self.budget, options.reduce(0) { $0 + $1.count })
    var number = 0
    var best: Candidate?
    func weighed(_ columns: [Column]) -> Candidate? {
      (number, budget) = (number + 1, budget - 1)
      let assignment = claims.assignment(columns)
      guard map.isLegal(assignment, on: mesh) else { return nil }
      let found = candidate(assignment, number: number)
      note?(found)
      return found
    }
    for start in starts(options) {
      var columns = start
      var current = weighed(columns)
      var isBetter = true
      while isBetter, budget > 0 {
        isBetter = false
        for meshDim in options.indices where options[meshDim].count > 1 {
          for column in options[meshDim] where column != columns[meshDim] && budget > 0 {
            var changed = columns
            changed[meshDim] = column
            guard let found = weighed(changed),
              current.map({ found.rank < $0.rank }) ?? true
            else { continue }
            (columns, current, isBetter) = (changed, found, true)
          }
        }
      }
      if let current, best.map({ current.rank < $0.rank }) ?? true { best = current }
    }
    return best
  }

  /// What the largest tensors ask for; what each of a few of them asks for alone; and nothing.
  private func starts(_ options: [[Column]]) -> [[Column]] {
    let nothing = options.map { $0.count == 1 ? $0[0] : .none }
    let bySize = given.sorted {
      Price.volume($0.tensor.shape, $0.tensor.attr) > Price.volume($1.tensor.shape, $1.tensor.attr)
    }
    let alone = bySize.prefix(4).map { entry in
      let wishes = Claims(map, [entry], on: mesh).columns
      return options.indices.map { meshDim in
        wishes[meshDim].first { options[meshDim].contains($0) } ?? nothing[meshDim]
      }
    }
    return [nothing] + alone + [options.map { $0[0] }]
  }
}
