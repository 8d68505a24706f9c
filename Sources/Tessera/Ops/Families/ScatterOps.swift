import Tensors

/// Copies with values written, or folded in, at indices, which are int32 or int64.
///
/// Values have x's dtype. An index that is not there is an error of the data; negative ones count from the
/// end, but where `wraps` is false. Bool values can be written, not folded.
extension Kernel {
  static let putAlongAxis = single { call in
    let (x, index) = (call.tensor(0), call.tensor(1))
    let dim = call.dim("axis", of: x.ndim)
    try call.require(index, of: x.shape[dim], wraps: call.bool("wraps"))
    let reduce = call.string("reduce")
    guard let rule = ScatterRule(rawValue: reduce == "multiply" ? "mul" : reduce) else {
      preconditionFailure("\(call.op): the rule took '\(reduce)'")
    }
    return x.putAlongAxis(
      index, call.tensor(2), axis: dim, rule: rule,
      includesSelf: call.bool("include_self"), broadcasts: false)
  }

  static let scatter = single { call in
    let (x, index, updates) = (call.tensor(0), call.tensor(1), call.tensor(2))
    try call.require(index, of: x.shape[0])
    return x.scatter(
      index.ndim == 0 ? index.unsqueezed(0) : index,
      index.ndim == 0 ? updates.unsqueezed(0) : updates,
      overwrites: call.bool("overwrite"))
  }

  static let scatterNdAdd = single { call in
    try call.requirePlaces(call.tensor(1))
    return call.tensor(0).scatterNDAdd(call.tensor(1), call.tensor(2))
  }

  /// The indices are a list: one for each of x's first dims, then the value.
  static let indexPut = single { call in
    let x = call.tensor(0)
    for (dim, index) in call.list(1).enumerated() { try call.require(index, of: x.shape[dim]) }
    return x.indexPut(call.list(1), call.tensor(2), accumulates: call.bool("accumulate"))
  }
}
