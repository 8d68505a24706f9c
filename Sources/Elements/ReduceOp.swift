/// How the local values of a partial tensor make up the global one.
///
/// A fold goes over the local values in rank order. Each op but `avg` is a monoid, so that its
/// identity may stand anywhere in the fold:
///
/// | op | fold of a, b | identity |
/// |---|---|---|
/// | `sum` | a + b (integers wrap) | 0; of floats -0.0 |
/// | `avg` | sum with more digits, divided by the number of values; finite where they are | none |
/// | `max`, `min` | the larger, the smaller; NaN wins; of equals a | the dtype's lowest, highest (∓infinity) |
/// | `prod` | a * b (integers wrap) | 1 |
/// | `any` | a if a is not 0, else b; of zeros -0.0 if both are | 0; of floats -0.0 |
/// | `all` | 0 if either is 0, else b if a is 1, else a | 1 |
///
/// A NaN that comes out of a fold of several values is the dtype's canonical one: positive, quiet, and
/// without a payload. On `bool`, `any` and `max` are *or*, `all` and `min` are *and*. On numbers their truth (is it 0?) is the *or* and
/// the *and* of the values' truths, and they give back a value that was there, so that a replicated
/// tensor may become partial and come back unchanged.
public enum ReduceOp: String, CaseIterable, Codable, Hashable, Sendable {
  case sum, avg, max, min, prod, any, all
}

extension ReduceOp {
  /// Whether the fold of a value with itself is that value: then every rank of a group may keep it.
  public var isIdempotent: Bool {
    switch self {
    case .max, .min, .any, .all: true
    case .sum, .avg, .prod: false
    }
  }

  /// Whether a rank without the value can hold something that leaves the fold unchanged.
  /// `avg` divides by the group's size, so that every rank has to hold the value itself.
  public var hasIdentity: Bool { self != .avg }

  /// Whether folding over one mesh dim with `self` and over another with `other` gives the same
  /// value in either order.
  public func commutes(with other: ReduceOp) -> Bool {
    switch (self, other) {
    case (.sum, .sum), (.sum, .avg), (.avg, .sum), (.avg, .avg): true
    case (.max, .max), (.min, .min), (.prod, .prod): true
    default: false
    }
  }
}

extension ReduceOp: CustomStringConvertible {
  /// The name, as the notation and reports spell it.
  public var description: String { rawValue }
}

extension DType {
  /// Whether a tensor of this dtype can be partial with `op`: `bool` carries `any`, `all`, `max` and `min`
  /// only, integers no `avg`, and complex numbers have no order, hence no `max` and `min`.
  public func carries(_ op: ReduceOp) -> Bool {
    switch (kind, op) {
    case (.boolean, .any), (.boolean, .all), (.boolean, .max), (.boolean, .min): true
    case (.boolean, _): false
    case (.signedInteger, .avg), (.unsignedInteger, .avg): false
    case (.complex, .max), (.complex, .min): false
    default: true
    }
  }
}
