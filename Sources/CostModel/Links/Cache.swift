/// A memory that is quicker than what lies beyond it, as a rank's step sees it.
///
/// Rates of a topology are those of bytes in the innermost cache. A step that touches more than a
/// cache holds finds less and less of it there, and nothing from twice as much on: what is streamed
/// through a cache that is too small drives out what would be read again. The link between ranks that
/// share a memory is such bytes too.
///
/// Source: the shape of STREAM's (McCalpin 1995) and lmbench's (McVoy and Staelin 1996) curves of
/// bandwidth over size.
public struct Cache: Hashable, Sendable, Codable {
  /// The bytes that are read and written in a step and still found here: by one rank, or, where it is
  /// shared, by all ranks of an innermost domain together.
  public var bytes: Double
  /// How many times as long as in the innermost cache a byte takes beyond this one; at least what is
  /// so of the smaller caches, and 1.
  public var beyond: Double
  /// Whether the ranks of an innermost domain share it, as processors' last level is.
  public var isShared: Bool

  /// A cache of `bytes` bytes, beyond which reading and writing takes `beyond` times as long.
  ///
  /// - Parameter isShared: whether the ranks of an innermost domain share it.
  public init(bytes: Double, beyond: Double, isShared: Bool = false) {
    self.bytes = bytes
    self.beyond = beyond
    self.isShared = isShared
  }
}

extension [Cache] {
  /// How many times as long as in the innermost cache a byte takes, in a step in which each of `ranks`
  /// of a domain touches so many.
  ///
  /// Never less for more bytes, so that no step gets cheaper by moving more. O(caches).
  func slowing(_ touched: Double, ranks: Double) -> Double {
    var (slowing, within) = (1.0, 1.0)
    for cache in self {
      let filling = touched * (cache.isShared ? ranks : 1) / cache.bytes
      slowing += (cache.beyond - within) * Swift.min(1, Swift.max(0, filling - 1))
      within = cache.beyond
    }
    return slowing
  }
}
