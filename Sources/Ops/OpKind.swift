/// What sort of function an op is.
public enum OpKind: String, CaseIterable, Codable, Hashable, Sendable {
  /// Each element of the result is of the elements at its place.
  case elementwise
  /// Elements go to other places, and nothing is computed.
  case movement
  /// Draws that follow from a seed and from the element's place in the whole tensor.
  case random
  /// Dims are folded away.
  case reduction
  /// Orders and extrema, with their places.
  case search
  /// Folds of all elements up to each.
  case cumulative
  /// Sums of products.
  case product
  case convolution
  case softmax
  case loss
  case normalization
  /// Elements or slices at the places that indices name.
  case lookUp = "look_up"
  /// Values written, or folded in, at the places that indices name.
  case scatter
  case attention
  /// Tokens sent to experts, and back.
  case routing
  /// Interpolated samples of images.
  case sampling
  /// One step of an optimizer.
  case optimizer
}

extension OpKind {
  /// Whether an element has the same bits on whichever rank it is computed, as long as nothing is folded:
  /// the op only moves elements, compares them, or computes each from those of its place.
  ///
  /// A product, a mean or a normalization adds numbers up, in an order that may depend on where a row lies
  /// in a rank's matrix: its results are equal within rounding.
  public var isExact: Bool {
    switch self {
    case .elementwise, .movement, .random, .search, .lookUp, .optimizer: true
    case .reduction, .cumulative, .product, .convolution, .softmax, .loss, .normalization, .scatter,
      .attention, .routing, .sampling:
      false
    }
  }

  /// A heading for the ops of this kind.
  package var title: String {
    switch self {
    case .elementwise: "Elementwise"
    case .movement: "Shapes and places"
    case .random: "Draws"
    case .reduction: "Reductions"
    case .search: "Searches and sorts"
    case .cumulative: "Running folds"
    case .product: "Products"
    case .convolution: "Convolutions"
    case .softmax: "Softmax"
    case .loss: "Losses"
    case .normalization: "Normalizations"
    case .lookUp: "Look-ups"
    case .scatter: "Writes at indices"
    case .attention: "Attention"
    case .routing: "Experts"
    case .sampling: "Vision"
    case .optimizer: "Optimizers"
    }
  }
}
