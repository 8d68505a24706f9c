/// How tensors are printed; the defaults and their meaning are NumPy's.
public struct PrintOptions: Hashable, Sendable {
  /// The most digits after the point; fewer where fewer tell the value from its neighbours.
  public var precision: Int
  /// Tensors of more elements than this are summarised.
  public var threshold: Int
  /// How many elements a summary shows at each end of a dim; a number beyond every dim is taken for 2^60.
  public var edgeItems: Int
  /// Rows are wrapped to at most this many characters.
  public var lineWidth: Int

  /// The options of `numpy.set_printoptions`, with its defaults.
  public init(precision: Int = 8, threshold: Int = 1000, edgeItems: Int = 3, lineWidth: Int = 75) {
    precondition(
      precision >= 0 && threshold >= 0 && edgeItems >= 0, "negative print options")
    self.precision = precision
    self.threshold = threshold
    self.edgeItems = min(edgeItems, 1 << 60)
    self.lineWidth = lineWidth
  }
}
