/// Values that depend only on an element's place in the global tensor, so that any box of it can be
/// made alone, and a tensor is the same however it is cut.
///
/// The place is the row-major index of the element in the global tensor.
public enum Fill: Hashable, Sendable {
  case zeros
  case ones
  /// The index: converted to floats, wrapped to integers; `bool` is whether it is odd.
  case iota
  /// Philox 4x32-10 (Salmon et al. 2011) at the index, keyed by the seed: floats, and both parts of
  /// complex numbers, are uniform in [0, 1); signed integers in -100 ..< 100, unsigned ones in
  /// 0 ..< 200; `bool` is a fair coin.
  case random(seed: UInt64)
}
