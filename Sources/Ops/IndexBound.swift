/// That an input of an op holds indices, and into what.
public struct IndexBound: Hashable, Sendable {
  /// What an index counts.
  public enum Extent: Hashable, Sendable {
    /// The places of a dim of the input at `input`.
    case dim(Int, of: Int)
    /// The places of the dim that an attribute names, of the input at `input`.
    case axis(String, of: Int)
    /// A row of indices names a place in as many first dims of the input as it is long.
    case leadingDims(of: Int)
    /// The k-th tensor of a list names places of dim k of the input.
    case eachDim(of: Int)
    /// The rows of a table [rows, features] or [1, rows, 1, features].
    case rows(of: Int)
    /// The k-th tensor of a list names rows of the k-th table of another.
    case tables(of: Int)
    /// As many as an attribute says.
    case attribute(String)
  }

  /// Which input holds indices.
  public let input: Int
  /// How many places there are to index.
  public let extent: Extent
  /// The bool attribute with which the input holds no indices; nil if it always does.
  public let unless: String?

  @inline(never)
  package init(_ input: Int, _ extent: Extent, unless: String? = nil) {
    (self.input, self.extent, self.unless) = (input, extent, unless)
  }
}

extension OpSchema {
  /// One more than the highest index that a tensor of the input at `place` may hold; nil if it holds no
  /// indices, or the call does not say.
  ///
  /// - Parameters:
  ///   - place: the input's, in call order.
  ///   - element: which tensor of the input's list; 0 of one tensor.
  ///   - shapes: those of the inputs' tensors, by input.
  ///   - attributes: as they are given, or checked.
  public func indexLimit(
    _ place: Int, element: Int = 0, shapes: [[[Int]]], _ attributes: [String: AttributeValue]
  ) -> Int? {
    guard let bound = indices.first(where: { $0.input == place }) else { return nil }
    let checked = (try? checked(attributes, of: name, complete: false)) ?? attributes
    if let unless = bound.unless, checked[unless] == .bool(true) { return nil }
    func dim(_ dim: Int, _ input: Int) -> Int? {
      guard shapes.indices.contains(input), let shape = shapes[input].first else { return nil }
      let place = dim < 0 ? dim + shape.count : dim
      return shape.indices.contains(place) ? shape[place] : nil
    }
    switch bound.extent {
    case .dim(let number, let input): return dim(number, input)
    case .axis(let name, let input):
      guard case .int(let axis) = checked[name] else { return nil }
      return dim(axis, input)
    case .leadingDims(let input):
      guard shapes.indices.contains(input), let table = shapes[input].first,
        shapes.indices.contains(place), let own = shapes[place].first
      else { return nil }
      return table.prefix(max(0, own.last ?? 0)).min()
    case .eachDim(let input): return dim(element, input)
    case .rows(let input):
      guard shapes.indices.contains(input), let table = shapes[input].first else { return nil }
      return table.count == 4 ? table[1] : table.first
    case .tables(let input):
      guard shapes.indices.contains(input), shapes[input].indices.contains(element) else {
        return nil
      }
      return shapes[input][element].first
    case .attribute(let name):
      guard case .int(let count) = checked[name] else { return nil }
      return count
    }
  }
}
