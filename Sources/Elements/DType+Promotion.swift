extension DType {
  /// The dtype of an op on operands of the two dtypes; nil if there is none.
  ///
  /// Inside a kind this is the array API standard's table: the narrowest dtype that holds both. What
  /// the standard leaves open is as PyTorch has it: a dtype of a lower kind (bool, integer, floating
  /// point, complex) takes the other's, and `float16` with `bfloat16` gives `float32`. `uint64` with
  /// a signed integer, and `float64` with `complex64`, have no dtype that holds both: nil.
  ///
  /// Source: Python array API standard 2024.12, "Type promotion rules".
  public func promoted(with other: DType) -> DType? {
    if self == other { return self }
    let (low, high) = rank <= other.rank ? (self, other) : (other, self)
    guard low.rank == high.rank else {
      return (low, high) == (.float64, .complex64) ? nil : high
    }
    if low.kind == .floatingPoint {
      return low.byteCount == high.byteCount
        ? .float32 : low.byteCount < high.byteCount ? high : low
    }
    if low.kind == high.kind { return low.byteCount < high.byteCount ? high : low }
    let (signed, unsigned) = low.kind == .signedInteger ? (low, high) : (high, low)
    if signed.byteCount > unsigned.byteCount { return signed }
    switch unsigned {
    case .uint8: return .int16
    case .uint16: return .int32
    case .uint32: return .int64
    default: return nil
    }
  }

  /// The dtype of an op on a tensor of this dtype and a scalar of `kind`, which has no width: the
  /// tensor's, unless the scalar's kind is higher; then `int64`, `float32` or `complex64`.
  public func promoted(withScalar kind: Kind) -> DType? {
    switch kind {
    case .boolean: self
    case .signedInteger, .unsignedInteger: self == .bool ? .int64 : self
    case .floatingPoint: rank < DType.float32.rank ? .float32 : self
    case .complex: promoted(with: .complex64)
    }
  }

  /// The dtype that holds all of `dtypes`, of which there must be one at least; nil if none does.
  public static func promoted(_ dtypes: [DType]) -> DType? {
    precondition(!dtypes.isEmpty, "the promotion of no dtypes")
    return dtypes.dropFirst().reduce(dtypes[0]) { $0?.promoted(with: $1) }
  }

  /// Kinds in the order of promotion; signed and unsigned integers are one.
  private var rank: Int {
    switch kind {
    case .boolean: 0
    case .signedInteger, .unsignedInteger: 1
    case .floatingPoint: 2
    case .complex: 3
    }
  }
}

extension DType {
  /// Whether the dtype is one of the eight integers.
  public var isInteger: Bool { kind == .signedInteger || kind == .unsignedInteger }

  /// Whether the dtype is a floating-point or complex one.
  public var isFloating: Bool { kind == .floatingPoint || kind == .complex }

  /// What functions of real numbers compute in: the dtype itself, or `float32` for bool and integers.
  public var floating: DType { isFloating ? self : .float32 }
}
