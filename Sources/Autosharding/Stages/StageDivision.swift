import Forecasts

/// Pieces of a program, one after the other, to be divided into the stages of a pipeline.
///
/// A step takes as long as one micro-batch through all stages, what crosses between them included, and for each further
/// micro-batch as long as the busiest stage (Zheng et al. 2022, Alpa, section 5.1). A stage takes the sum of its pieces.
package struct StageDivision {
  package let pieces: [StagePiece]
  /// By place between pieces, the beginning and the end among them: what a cut there costs.
  private let cutCosts: [Double]
  /// By stage: of how many micro-batches it keeps activations at once.
  private let kept: [Int]
  private let goal: SearchGoal
  /// What the busiest stage counts.
  private let weight: Double
  /// The bytes that a rank may hold.
  private let limit: Int
  /// By number of pieces: the sums over those before.
  private let seconds: [Double]
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
    (seconds, held, keptBytes) = (sums(\.seconds), sums(\.held), sums(\.kept))
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
    var (sum, busiest) = (0.0, 0.0)
    for (stage, ends) in zip([0] + cuts, cuts + [pieces.count]).enumerated() {
      let own = ends.0..<ends.1
      guard let load = load(stage, own, bytes(stage, own)) else { return nil }
      busiest = max(busiest, load)
      if stage > 0 { sum += cutCosts[own.lowerBound] }
    }
    return sum + weight * busiest
  }

  /// What counts of a stage where it is the busiest one; nil where it does not keep to the limit.
  private func load(_ stage: Int, _ own: Range<Int>, _ bytes: Int) -> Double? {
    guard bytes <= limit else { return nil }
    return goal == .memory ? Double(bytes) : seconds[own.upperBound] - seconds[own.lowerBound]
  }

  /// Stages that end before a place: the sum over their cuts, and the busiest of them.
  private struct Part {
    let sum: Double
    let busiest: Double
    /// The first piece of the last stage, and the part before that.
    let start: Int
    let before: Int
  }

  /// By stage but the first the number of its first piece, of the division that costs least; nil where there are fewer
  /// pieces than stages, or none keeps to the limit.
  ///
  /// Of as many stages that end at one place those parts are kept that no other one beats in both, the sum over the cuts
  /// and the busiest stage: what is behind adds to the sum, and may be busier.
  ///
  /// - Complexity: O(stages x pieces² x parts).
  package func best() -> [Int]? {
    let count = pieces.count
    guard kept.count <= count, !kept.isEmpty else { return nil }
    var table: [[[Part]]] = []
    for stage in kept.indices {
      var row = [[Part]](repeating: [], count: count + 1)
      // Enough pieces are left for the stages behind.
      for end in (stage + 1)...(count - (kept.count - 1 - stage)) {
        var parts: [Part] = []
        var passing = 0
        for start in (stage == 0 ? 0..<end : stage..<end).reversed() {
          passing = max(passing, pieces[start].passing)
          let own = start..<end
          let bytes =
            held[end] - held[start] + max(1, kept[stage]) * (keptBytes[end] - keptBytes[start])
            + passing
          // A longer stage holds no less.
          guard let load = load(stage, own, bytes) else { break }
          if stage == 0 {
            if start == 0 { parts.append(Part(sum: 0, busiest: load, start: 0, before: 0)) }
            continue
          }
          for (before, part) in table[stage - 1][start].enumerated() {
            parts.append(
              Part(
                sum: part.sum + cutCosts[start], busiest: max(part.busiest, load), start: start,
                before: before))
          }
        }
        row[end] = Self.unbeaten(parts)
      }
      table.append(row)
    }
    let last = table[kept.count - 1][count]
    guard
      var place = last.indices.min(by: {
        last[$0].sum + weight * last[$0].busiest < last[$1].sum + weight * last[$1].busiest
      })
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

  private static func unbeaten(_ parts: [Part]) -> [Part] {
    var kept: [Part] = []
    for part in parts.sorted(by: { ($0.busiest, $0.sum, $0.start) < ($1.busiest, $1.sum, $1.start) }
    )
    where kept.last.map({ part.sum < $0.sum }) ?? true {
      kept.append(part)
    }
    return kept
  }
}
