import Foundation

/// Reductions over dims.
extension GradientTable {
  mutating func addReductions() {
    self["sum"] = .single { try $0.spread($0.gradient()) }
    self["mean"] = .single { try $0.spread($0.gradient().times(1 / Double($0.reducedCount))) }
    self["mean_all"] = .single { try $0.gradient().times(1 / Double($0.x.size)) }
    add("max", "min", rule: .single { try $0.extremum() })
    self["prod"] = .single { try $0.product() }
    self["reduce_base"] = .single { call in
      switch call.optionalInt("reduce_type") {
      case 0: try call.spread(call.gradient())
      case 1, 2: try call.extremum()
      case 3: try call.product()
      default: try call.spread(call.gradient().times(1 / Double(call.reducedCount)))
      }
    }
    self["logsumexp"] = .single { call in
      let share = try (call.x - call.spread(call.out)).exp()
      return try call.spread(call.gradient()) * share
    }
    self["squared_l2_norm"] = .single { try $0.spread($0.gradient()) * $0.x.times(2) }
    self["frobenius_norm"] = .single { try $0.norm(2) }
    self["p_norm"] = .single { try $0.norm($0.double("porder")) }
  }
}

extension GradientCall {
  /// The dims that are reduced.
  private var dims: [Int] {
    let all = Array(x.shape.indices)
    if op == "p_norm" { return bool("asvector") ? all : [(int("axis") + x.ndim) % max(1, x.ndim)] }
    let given = ints("axis")
    if given.isEmpty || op == "logsumexp" && bool("reduce_all") { return all }
    return given.map { $0 < 0 ? $0 + x.ndim : $0 }
  }

  /// How many elements make one.
  fileprivate var reducedCount: Int { dims.reduce(1) { $0 * x.shape[$1] } }

  /// What belongs to a result, with the reduced dims as dims of size 1.
  private func kept(_ value: Value) throws -> Value {
    var shape = x.shape
    for dim in dims { shape[dim] = 1 }
    return try value.viewed(as: shape)
  }

  /// What belongs to a result, for each element that it is made of.
  fileprivate func spread(_ value: Value) throws -> Value {
    let kept = value.shape.isEmpty ? value : try kept(value)
    return kept.shape == x.shape ? kept : try kept.expand(x.shape)
  }

  /// Equal elements share it. So do NaNs where all elements are folded, as in PyTorch's `max()`; along dims a NaN makes it
  /// NaN for each, as in `amax(dim)`.
  fileprivate func extremum() throws -> Value {
    var isEqual = try x .== kept(out)
    if ints("axis").isEmpty, x.dtype.isFloating { isEqual = try isEqual .| x.isnan() }
    let isIt = try isEqual.cast(x.dtype)
    return try isIt * (kept(gradient()) / isIt.summed(dims, keepDims: true))
  }

  /// Exact also where elements are 0: the product of the others.
  fileprivate func product() throws -> Value {
    let isZero = try x .== 0
    let others = try x.filled(with: 1).where(isZero, otherwise: x)
    let zeros = try isZero.cast(x.dtype).summed(dims, keepDims: true)
    let product =
      dims.isEmpty
      ? others : try others.op("prod", ["axis": .ints(dims), "keep_dim": .bool(true)])
    return try kept(gradient()) * others.productSlope(isZero, zeros: zeros, product: product)
  }

  /// At 0 it is 0, as in PyTorch.
  fileprivate func norm(_ order: Double) throws -> Value {
    let gradient = try kept(gradient())
    let norm = try kept(out)
    switch order {
    case 0: return try x.filled(with: 0)
    case 1: return try gradient * x.sign()
    case 2: return try (gradient * (x / norm)).zeroed(where: norm .== 0)
    case .infinity, -.infinity:
      let isIt = try (x.abs() .== norm).cast(x.dtype)
      let share = try gradient / isIt.summed(dims, keepDims: true)
      return try (isIt * x.sign() * share).kept(where: isIt .!= 0)
    default:
      let slope = try (x.abs() / norm).pow(factor: order - 1)
      return try (gradient * x.sign() * slope).zeroed(where: x .== 0)
    }
  }
}

extension Value {
  /// The product of all elements but each one. This holds the elements with 1 in the place of zeros.
  ///
  /// - Parameters:
  ///   - isZero: which ones are 0.
  ///   - zeros: how many of a product are.
  ///   - product: of those that are not.
  func productSlope(_ isZero: Value, zeros: Value, product: Value) throws -> Value {
    let ofZero = try product.kept(where: zeros .== 1)
    let ofOthers = try (product / self).kept(where: zeros .== 0)
    return try ofZero.where(isZero, otherwise: ofOthers)
  }
}
