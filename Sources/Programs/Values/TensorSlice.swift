/// The indices that a subscript selects in one dim: `1..<4`, `2...`, `..<3`, `.all`, `5`, or
/// `.stride(from: 0, to: 8, by: 2)`.
///
/// Negative places count from the end; an index drops its dim. Ends beyond the dim mean its end, an
/// index beyond it is an error.
public enum TensorSlice: Hashable, Sendable {
  case index(Int)
  /// From the first place up to the second, which is excluded; nil means the end on that side.
  case range(Int?, Int?, by: Int)

  /// The whole extent of a dim.
  public static var all: TensorSlice { .range(nil, nil, by: 1) }

  /// Every `step`th index of a range; without bounds, of the whole extent.
  public static func stride(from: Int? = nil, to: Int? = nil, by step: Int) -> TensorSlice {
    .range(from, to, by: step)
  }
}

extension TensorSlice: ExpressibleByIntegerLiteral {
  /// One index, which removes the dim.
  public init(integerLiteral value: Int) { self = .index(value) }
}

extension TensorSlice {
  /// Swift reads `-2...` as minus `2...`: the places from the last but one on.
  public static prefix func - (slice: TensorSlice) -> TensorSlice {
    switch slice {
    case .index(let place): .index(-place)
    case .range(let lower, let upper, let step):
      .range(lower.map { -$0 }, lower == nil ? upper.map { -$0 } : upper, by: step)
    }
  }
}

// Ranges where a slice is wanted; everywhere else the standard library's own are meant.

/// The indices from `lower` up to, and without, `upper`.
@_disfavoredOverload
public func ..< (lower: Int, upper: Int) -> TensorSlice { .range(lower, upper, by: 1) }

/// The indices from `lower` to `upper`, both included; -1 is the last one.
@_disfavoredOverload
public func ... (lower: Int, upper: Int) -> TensorSlice {
  .range(lower, upper == -1 ? nil : upper + 1, by: 1)
}

/// The indices from `lower` to the end.
@_disfavoredOverload
public postfix func ... (lower: Int) -> TensorSlice { .range(lower, nil, by: 1) }

/// The indices before `upper`.
@_disfavoredOverload
public prefix func ..< (upper: Int) -> TensorSlice { .range(nil, upper, by: 1) }

/// The indices up to `upper`, which is included.
@_disfavoredOverload
public prefix func ... (upper: Int) -> TensorSlice {
  .range(nil, upper == -1 ? nil : upper + 1, by: 1)
}
