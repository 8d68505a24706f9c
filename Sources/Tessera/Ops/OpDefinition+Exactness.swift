extension OpDefinition {
  /// Whether the op only moves elements, compares them, or computes each from those of its place: then
  /// an element has the same bits on whichever rank it is computed, as long as nothing is folded.
  ///
  /// A product, a mean or a normalisation adds numbers up, in an order that may depend on where a row
  /// lies in a rank's matrix: its results are equal within rounding.
  public var isExact: Bool { Self.exact.contains(name) }

  private static let exact = Set(
    [
      binaryOps, unaryOps, activationOps, compositionOps, randomOps, optimizerOps, searchOps,
      viewOps,
      sliceOps, rearrangingOps, lookUpOps, rotaryOps,
    ].joined().map(\.name))
}
