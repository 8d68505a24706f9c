import Forecasts

/// Pieces of a program, one after the other, to be divided into the stages of a pipeline.
///
/// A step takes as long as one micro-batch through all stages, what crosses between them included, and for each further
/// micro-batch as long as the busiest stage (Zheng et al. 2022, Alpa, section 5.1); and once as long as the stage whose
/// optimiser takes longest. A stage takes the sum of its pieces.
package struct StageDivision {
  package let pieces: [StagePiece]
  /// By place between pieces, the beginning and the end among them: what a cut there costs.
  private let cutCosts: [Double]
  /// By stage: of how many micro-batches it keeps activations at once.
  private let kept: [Int]
  private let goal: SearchGoal
  /// What the busiest stage counts, and the one that takes longest once a step.
  private let weight: Double
  private let onceWeight: Double
  /// The bytes that a rank may hold.
  private let limit: Int
  /// By number of pieces: the sums over those before.
  private let seconds: [Double]
  private let once: [Double]
  private let held: [Int]
  private let keptBytes: [Int]

  /// - Parameters:
  ///   - crossings: by place between pieces, the beginning and the end among them.
  ///   - kept: by stage: of how many micro-batches it keeps activations at once.
  ///   - limit: the bytes that a rank may hold.
  package init(
    _ pieces: [StagePiece], _ crossings: [StageCrossing], kept: [Int], microbatches: Int,
    goal: SearchGoal, limit: Int
  ) {
    precondition(crossings.count == pieces.count + 1, "there is a crossing for each place")
    (self.pieces, self.kept, self.goal, self.limit) = (pieces, kept, goal, limit)
    let count = Double(microbatches)
    // What does not count decides among equals.
    switch goal {
    case .time:
      cutCosts = crossings.map { $0.seconds + 1e-18 * $0.bytes }
      weight = count - 1 + 1e-6
    case .bytes:
      cutCosts = crossings.map { count * $0.bytes + 1e-3 * $0.seconds }
      weight = 1e-3
    case .memory:
      cutCosts = crossings.map { 1e-3 * $0.seconds }
      weight = 1
    }
    func sums<Number: AdditiveArithmetic>(_ get: (StagePiece) -> Number) -> [Number] {
      pieces.reduce(into: [.zero]) { $0.append($0[$0.count - 1] + get($1)) }
    }
    onceWeight = goal == .time ? 1 : 1e-3
    (seconds, held, keptBytes) = (sums(\.seconds), sums(\.held), sums(\.kept))
    once = sums(\.once)
  }

  /// The bytes that a rank of a stage holds at its peak.
  package func bytes(_ stage: Int, _ own: Range<Int>) -> Int {
    held[own.upperBound] - held[own.lowerBound]
      + max(1, kept[stage]) * (keptBytes[own.upperBound] - keptBytes[own.lowerBound])
      + own.reduce(0) { max($0, pieces[$1].passing) }
  }

  /// What stages between these cuts cost; nil where one does not keep to the limit.
  ///
  /// - Parameter cuts: by stage but the first: the number of its first piece.
  package func cost(_ cuts: [Int]) -> Double? {
    var (sum, busiest, longest) = (0.0, 0.0, 0.0)
    for (stage, ends) in zip([0] + cuts, cuts + [pieces.count]).enumerated() {
      let own = ends.0..<ends.1
      guard let load = load(stage, own, bytes(stage, own)) else { return nil }
      busiest = max(busiest, load)
      longest = max(longest, once[own.upperBound] - once[own.lowerBound])
      if stage > 0 { sum += cutCosts[own.lowerBound] }
    }
    return sum + weight * busiest + onceWeight * longest
  }

  /// What counts of a stage where it is the busiest one; nil where it does not keep to the limit.
  private func load(_ stage: Int, _ own: Range<Int>, _ bytes: Int) -> Double? {
    guard bytes <= limit else { return nil }
    return goal == .memory ? Double(bytes) : seconds[own.upperBound] - seconds[own.lowerBound]
  }

  /// Stages that end before a place: the sum over their cuts, the busiest of them, and what the longest takes once.
  private struct Part {
    let sum: Double
    let busiest: Double
    let longest: Double
    /// The first piece of the last stage, and the part before that.
    let start: Int
    let before: Int
  }

  /// By stage but the first the number of its first piece, of the division that costs least; nil where there are fewer
  /// pieces than stages, or none keeps to the limit.
  ///
  /// Of as many stages that end at one place those parts are kept that no other one beats in all, the sum over the cuts,
  /// the busiest stage and the longest: what is behind adds to the sum, and may be busier or longer.
  ///
  /// - Complexity: O(stages x pieces² x parts).
  package func best() -> [Int]? {
    guard kept.count <= pieces.count, !kept.isEmpty else { return nil }
    // One part at each place leads to cuts that are near the best ones: what costs more goes.
    guard let near = cuts(keepingOne: true, atMost: .infinity), let most = cost(near) else {
      return nil
    }
    return cuts(keepingOne: false, atMost: most) ?? near
  }

  /// The best cuts, of those with one part at each place, or with all that are kept and may cost no more than `most`.
  private func cuts(keepingOne: Bool, atMost most: Double) -> [Int]? {
    let count = pieces.count
    let bound = most + 1e-12 * abs(most)
    var table: [[[Part]]] = []
    for stage in kept.indices {
      var row = [[Part]](repeating: [], count: count + 1)
      // Enough pieces are left for the stages behind.
      for end in (stage + 1)...(count - (kept.count - 1 - stage)) {
        var parts: [Part] = []
        var passing = 0
        for start in (stage == 0 ? 0..<end : stage..<end).reversed() {
          passing = max(passing, pieces[start].passing)
          let range = start..<end
          let bytes =
            held[end] - held[start] + max(1, kept[stage]) * (keptBytes[end] - keptBytes[start])
            + passing
          // A longer stage holds no less.
          guard let load = load(stage, range, bytes) else { break }
          let own = once[end] - once[start]
          if stage == 0 {
            if start == 0 {
              parts.append(Part(sum: 0, busiest: load, longest: own, start: 0, before: 0))
            }
            continue
          }
          for (before, part) in table[stage - 1][start].enumerated() {
            let next = Part(
              sum: part.sum + cutCosts[start], busiest: max(part.busiest, load),
              longest: max(part.longest, own), start: start, before: before)
            if cost(of: next) <= bound { parts.append(next) }
          }
        }
        row[end] =
          keepingOne
          ? parts.min { cost(of: $0) < cost(of: $1) }.map { [$0] } ?? [] : Self.unbeaten(parts)
      }
      table.append(row)
    }
    let last = table[kept.count - 1][count]
    guard
      var place = last.indices.min(by: { cost(of: last[$0]) < cost(of: last[$1]) })
    else { return nil }
    var cuts: [Int] = []
    var end = count
    for stage in kept.indices.dropFirst().reversed() {
      let part = table[stage][end][place]
      cuts.insert(part.start, at: 0)
      (end, place) = (part.start, part.before)
    }
    return cuts
  }

  private func cost(of part: Part) -> Double {
    part.sum + weight * part.busiest + onceWeight * part.longest
  }

  private static func unbeaten(_ parts: [Part]) -> [Part] {
    var kept: [Part] = []
    // Of those that are no busier: the least sums, by what the longest stage takes, ascending.
    var steps: [(longest: Double, sum: Double)] = []
    for part in parts.sorted(by: {
      ($0.busiest, $0.longest, $0.sum, $0.start) < ($1.busiest, $1.longest, $1.sum, $1.start)
    }) {
      let place = steps.partitioningIndex { $0.longest > part.longest }
      if place > 0, steps[place - 1].sum <= part.sum { continue }
      kept.append(part)
      // It beats those that are longer, and cost no less.
      var end = place
      while end < steps.count, steps[end].sum >= part.sum { end += 1 }
      steps.replaceSubrange(place..<end, with: [(part.longest, part.sum)])
    }
    return kept
  }
}

extension Array {
  /// The first place of which it holds; it holds of all behind it.
  fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
    var range = startIndex..<endIndex
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = holds(self[middle]) ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}
