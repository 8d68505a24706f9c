/// The least cost over the memory that a rank holds: a polygon, whose corners are the placements that cost least where a
/// byte of memory has some price.
extension PlacementSearch {
  /// Placements that cost least where a byte of memory has some price.
  struct Corner {
    let choice: [Int]
    /// The cost, in the unit of what is minimised: seconds, bytes that all ranks receive, or bytes a rank holds.
    let cost: Double
    /// The bytes that a rank holds, as the search counts them.
    let held: Double
    /// The price of a byte that a rank holds, in the unit of the cost.
    let multiplier: Double
  }

  /// The corners, those that hold most first.
  ///
  /// They begin with the placements that cost least and with the thriftiest; then, between two of them, the one
  /// that costs less than both at the price at which the two cost the same.
  ///
  /// - Parameters:
  ///   - everywhere: whether all corners are looked for, whatever fits, so that a larger limit has the same choice as a
  ///     smaller one; else those on both sides of the limit, and only one where the placements that cost least fit.
  ///   - solves: how many prices are tried at the most.
  ///   - fits: whether a corner keeps to the limit. A corner for which it throws is left out; for the first one, this throws.
  func corners(
    everywhere: Bool, atMost solves: Int, fits: (Corner) throws -> Bool
  ) throws -> [Corner] {
    let free = try corner(at: 0)
    let freeFits = try fits(free)
    guard everywhere || !freeFits else { return [free] }
    let least = try thriftiest(beside: free)
    guard least.held < free.held, (try? fits(least)) != nil else { return [free] }
    var found = [free, least]
    var sides = [(free, least)]
    var place = 0
    while place < min(sides.count, solves) {
      let (one, other) = sides[place]
      place += 1
      guard let next = try corner(between: one, other), let nextFits = try? fits(next) else {
        continue
      }
      found.append(next)
      if everywhere || nextFits { sides.append((one, next)) }
      if everywhere || !nextFits { sides.append((next, other)) }
    }
    return found.sorted { $0.held > $1.held }
  }

  /// The placements that hold least, and of those the ones that cost least.
  private func thriftiest(beside free: Corner) throws -> Corner {
    // A byte counts more than all else, which still decides among equals. Bytes are received by many ranks.
    let price = goal == .bytes ? 1e9 : 1e9 * max(1e-30, abs(free.cost)) / max(1, free.held)
    let least = try corner(at: price)
    // This price makes the bound too coarse to be of use.
    bounds.removeLast()
    guard least.held < free.held else { return least }
    // The cost of each byte that these placements save.
    return Corner(
      choice: least.choice, cost: least.cost, held: least.held,
      multiplier: max(0, least.cost - free.cost) / (free.held - least.held))
  }

  /// What costs less than two corners where these cost the same; nil where nothing does.
  private func corner(between one: Corner, _ other: Corner) throws -> Corner? {
    guard one.held > other.held, other.cost > one.cost else { return nil }
    let price = (other.cost - one.cost) / (one.held - other.held)
    let next = try corner(at: price)
    let known = one.cost + price * one.held
    return next.held < one.held && next.held > other.held
      && next.cost + price * next.held < known - 1e-9 * abs(known) ? next : nil
  }
}
