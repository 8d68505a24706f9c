import Elements
import Sharding

// What is still to be moved, whatever comes next: how a search tells a dead end before it has gone there,
// and what to follow first.
extension SearchSpace {
  /// The one movement from a layout to the end; nil if it would fold wrongly.
  func directStep(_ layout: PlacementState, _ side: Int) -> CandidateStep? {
    if let known = directs[side][layout] { return known }
    let candidate =
      side == lastSide ? CandidateStep(meshShapes[side], layout, end) : crossingStep(layout, end)
    directs[side][layout] = .some(candidate)
    return candidate
  }

  /// The picoseconds of the direct exchange from a place to the end, which is one of the rests of a plan
  /// from there; 0 where it would fold wrongly, so that such a place is looked at early.
  func directTime(_ place: SearchState) -> Int {
    guard let candidate = directStep(place.layout, place.side) else { return 0 }
    return Cost.picoseconds(price(of: candidate, from: place.side, to: lastSide).seconds)
  }

  /// The fewest elements that any rest of a plan moves from a layout; 0 where that is not known.
  ///
  /// As `Transition.lowerBound`, for the plans that a search may find, in which partial mesh dims that
  /// stay do so throughout, and each in its coordinates is a task of its own; and in which every group
  /// of ranks that is to be partial has a rank that knows the value. Of an element's c contributions
  /// the first rank that knows the value received c - 1, or c if it needed none itself, and one of
  /// each other group the value.
  func remaining(_ layout: PlacementState, _ side: Int) -> Int {
    guard side == lastSide else { return 0 }
    if made.isEmpty, reduced.isEmpty { return directStep(layout, side)?.traffic.total ?? 0 }
    if let known = remainders[layout] { return known }
    let found = fewestTransfers(layout, side)
    remainders[layout] = found
    return found
  }

  private func fewestTransfers(_ layout: PlacementState, _ side: Int) -> Int {
    let (meshShape, waiting) = (meshShapes[side], pending(layout, side))
    if made.isEmpty, waiting.isEmpty { return directStep(layout, side)?.traffic.total ?? 0 }
    // What is partly made could be folded again, and who knows the value then is not known.
    guard isOnOneMesh, made.allSatisfy({ !layout.places[$0].isPartial || waiting.contains($0) }),
      reduced.allSatisfy({ !made.contains($0) || start.places[$0] != end.places[$0] })
    else { return 0 }
    let contributions = waiting.reduce(1) { $0 * meshShape.mesh[$1] }
    // Groups of ranks that must know the value, and how many of them know what any one knows.
    var (slices, groups, copies) = (1, 1, 1)
    for dim in meshShape.mesh.indices where !end.places[dim].isShard {
      if kept.contains(dim) {
        slices *= meshShape.mesh[dim]
      } else if end.places[dim].reduceOp?.hasIdentity != true {
        groups *= meshShape.mesh[dim]
        if !layout.places[dim].isShard { copies *= meshShape.mesh[dim] }
      }
    }
    let held = Overlap(meshShape, layout, end).total
    if contributions == 1 {
      return slices *| .difference((groups, meshShape.elements, 1), (copies, held))
    }
    return slices *| .difference((contributions + groups - 1, meshShape.elements, 1), (held, 1))
  }
}
