import Sharding

extension Search {
  /// An assignment that could be the answer, and what it moves.
  struct Candidate {
    var assignment: Assignment
    /// The bytes of the reshards before the op: of its inputs.
    var before: Int
    /// After it: of the fold of partial outputs and of updated inputs that go back; backward, of the
    /// reshards to the outputs that are given.
    var after: Int
    /// Updated inputs that go back.
    var returns: Int
    /// Over how many ranks the op's tensors are spread.
    var spread: Int
    /// Its place in the order in which candidates are tried.
    var number: Int

    var bytes: Int { before.adding(after) }

    /// Fewest bytes first; among equals fewest returns, the widest spread, then what larger tensors ask.
    var rank: (Int, Int, Int, Int) { (bytes, returns, -spread, number) }
  }

  /// The best of all combinations of columns that keep those that are agreed; nil if none is legal.
  func cheapest(keeping agreed: [Column?], _ note: ((Candidate) -> Void)?) -> Candidate? {
    let options = options(keeping: agreed)
    if areFew(options) { return best(of: options, note) }
    let twins = twins(options)
    return combinations(options, twins) <= budget
      ? best(of: options, twins: twins, note) : descended(options, note)
  }

  /// Whether `cheapest` tries every combination.
  func triesAll(keeping agreed: [Column?]) -> Bool { areFew(options(keeping: agreed)) }

  private func options(keeping agreed: [Column?]) -> [[Column]] {
    agreed.indices.map { meshDim in agreed[meshDim].map { [$0] } ?? columns(for: meshDim) }
  }

  private func areFew(_ options: [[Column]]) -> Bool {
    combinations(options, options.map { _ in nil }) <= budget
  }

  /// Of each mesh dim the last one before it of which the same is asked, if there is one: they may be
  /// exchanged for each other, so that no combination is tried that differs from another in that only.
  private func twins(_ options: [[Column]]) -> [Int?] {
    options.indices.map { meshDim in
      options[..<meshDim].indices.last { other in
        mesh.shape[other] == mesh.shape[meshDim] && options[other] == options[meshDim]
          && given.map(\.tensor.attr).allSatisfy {
            $0.placements[other] == $0.placements[meshDim] && $0.pieces[other] == $0.pieces[meshDim]
          }
      }
    }
  }

  /// How many combinations there are, of twins one of those that differ by exchange.
  private func combinations(_ options: [[Column]], _ twins: [Int?]) -> Int {
    var lengths = [Int](repeating: 0, count: options.count)
    return options.indices.reduce(1) { product, meshDim in
      // The twins make a chain: the n-th multiplies the number of ascending choices by (k + n - 1) / n.
      lengths[meshDim] = (twins[meshDim].map { lengths[$0] } ?? 0) + 1
      let more = product.times(options[meshDim].count + lengths[meshDim] - 1)
      return more == .max ? .max : more / lengths[meshDim]
    }
  }

  /// How many candidates are weighed at the most: fewer of more tensors, and where sizes do not divide, so
  /// that a price takes a look at each rank.
  var budget: Int {
    let isEven = map.axes.allSatisfy { $0.kind == .whole || $0.size % mesh.count == 0 }
    let looks = isEven ? 1 : min(mesh.count, Price.walked)
    let tensors = max(given.count, 1)
    return min(Self.prices / tensors, Self.looks / (tensors * looks))
  }

  /// How many tensors are priced, over all candidates, and how many ranks are looked at for it, before the
  /// search no longer tries all combinations: of few tensors on meshes of up to four dims it does.
  private static let prices = 1 << 14
  private static let looks = 1 << 21

  /// All columns of a mesh dim: those asked for first, then none, then the other axes.
  private func columns(for meshDim: Int) -> [Column] {
    let asked = claims.columns[meshDim]
    // A mesh dim of which nobody asks anything stays free, unless others have to give way.
    if asked.isEmpty && claims.contradicted.isEmpty { return [.none] }
    let free = map.axes.indices.filter(isOffered).map(Column.axis)
    return asked + [.none] + free.filter { !asked.contains($0) }
  }

  /// Whether a mesh dim may be given the axis unasked.
  ///
  /// Forward not one that only outputs have: replicated they cost no more, and suit every consumer.
  private func isOffered(_ axis: Int) -> Bool {
    guard map.axes[axis].kind != .whole, map.base(of: axis) == axis else { return false }
    let isBackward = given.first.map { $0.index >= map.inputs.count } ?? false
    return isBackward || map.inputs.contains { $0.contains { $0.contains(axis) } }
      || map.windows.contains { $0.base == axis }
  }

  /// Tries all combinations, those of the last mesh dim first; twins in ascending order only.
  private func best(
    of options: [[Column]], twins: [Int?]? = nil, _ note: ((Candidate) -> Void)?
  ) -> Candidate? {
    var choice = [Int](repeating: 0, count: options.count)
    var best: Candidate?
    var number = 0
    while true {
      let assignment = claims.assignment(zip(options, choice).map { $0[$1] })
      if map.isLegal(assignment, on: mesh) {
        let limit = note == nil ? best?.bytes ?? .max : .max
        let found = candidate(assignment, number: number, atMost: limit)
        note?(found)
        if best.map({ found.rank < $0.rank }) ?? true { best = found }
      }
      number += 1
      guard let next = options.indices.last(where: { choice[$0] + 1 < options[$0].count }) else {
        return best
      }
      choice[next] += 1
      for later in choice.indices[(next + 1)...] {
        choice[later] = twins?[later].map { choice[$0] } ?? 0
      }
    }
  }

  /// What an assignment moves; where it is more than `limit`, some number beyond it.
  func candidate(_ assignment: Assignment, number: Int, atMost limit: Int = .max) -> Candidate {
    let isForward = given.first.map { $0.index < map.inputs.count } ?? false
    let (back, returns) = returned(assignment)
    var found = Candidate(
      assignment: assignment, before: 0, after: back, returns: returns,
      spread: spread(assignment), number: number)
    for (index, tensor) in given where !map.shapeOnly.contains(index) {
      guard found.bytes <= limit else { return found }
      let wanted = map.attr(of: index, assignment, on: mesh)
      if isForward {
        let moved = Price.reshard(tensor.shape, from: tensor.attr, to: wanted)
        found.before = found.before.adding(moved.times(tensor.byteCount))
      } else if !keeps(tensor, wanted) {
        let moved = Price.reshard(tensor.shape, from: wanted, to: tensor.attr)
        found.after = found.after.adding(moved.times(tensor.byteCount))
      }
    }
    guard isForward else { return found }
    for (number, dims) in map.outputs.enumerated() {
      let attr = map.attr(of: map.inputs.count + number, assignment, on: mesh)
      guard attr.isPartial else { continue }
      found.after = found.after.adding(
        Price.reduction(map.shape(dims), attr).times(outputByteCount))
    }
    return found
  }

  /// What an element of an output counts, of whose dtype rules know nothing: as the widest real or
  /// complex input's, else as the widest input's.
  private var outputByteCount: Int {
    let inexact = given.map(\.tensor).filter {
      [.floatingPoint, .complex].contains(($0.dtype ?? .float32).kind)
    }
    return (inexact.isEmpty ? given.map(\.tensor) : inexact).map(\.byteCount).max() ?? 1
  }

  /// What it takes to bring updated tensors back to where they lay, and how many have to go.
  private func returned(_ assignment: Assignment) -> (bytes: Int, count: Int) {
    var (bytes, count) = (0, 0)
    for (output, input) in map.updates {
      for (index, tensor) in given where index == input {
        let attr = map.attr(of: map.inputs.count + output, assignment, on: mesh)
        let moved = Price.reshard(tensor.shape, from: attr, to: tensor.attr)
        bytes = bytes.adding(moved.times(tensor.byteCount))
        count += attr == tensor.attr ? 0 : 1
      }
    }
    return (bytes, count)
  }

  private func spread(_ assignment: Assignment) -> Int {
    assignment.columns.enumerated().reduce(1) { spread, entry in
      if case .axis = entry.element { spread * mesh.shape[entry.offset] } else { spread }
    }
  }
}
