import SPMDRules
import Tensors

/// Extrema and orders along an axis. Indices are `int64`; NaN counts as the largest in orders, and
/// comes before all in extrema.
extension Kernel {
  static let argmax = extremum(isMax: true)
  static let argmin = extremum(isMax: false)

  /// The sorted rows, and their indices. Always stable.
  static let argsort = Kernel { call in
    let x = call.tensor(0)
    let sorted = x.sorted(
      axis: try call.reader.dim(of: x.ndim).first ?? 0, descending: call.bool("descending"))
    return [sorted.values, sorted.indices]
  }

  /// The values, and their indices; always sorted.
  static let topk = Kernel { call in
    let x = call.tensor(0)
    let top = x.top(
      call.int("k"), axis: try call.reader.dim(of: x.ndim).first ?? 0,
      largest: call.bool("largest"))
    return [top.values, top.indices]
  }

  /// `float32`, as Paddle has it.
  static let oneHot = single { call in
    let indices = call.tensor(0).converted(to: .int64)
    let classes = call.outputShapes[0].last ?? 0
    if let found = indices.firstIndex(outside: 0..<classes) {
      let place = zip(found.place, call.part(0).box.offsets).map { $0 + $1 }
      throw TesseraError(
        .data,
        "\(call.op): input 0 must hold classes in 0..<\(classes), at \(place) it holds "
          + "\(found.index)")
    }
    let box = call.outputs[0]
    return indices.oneHot(classes: box.sizes.last ?? 0, firstClass: box.offsets.last ?? 0)
  }

  private static func extremum(isMax: Bool) -> Kernel {
    Kernel(check: { call in
      let shape = call.shapes[0]
      let axis = try call.reader.extremumAxis(of: shape.count)
      let found = axis.map { dim in shape.indices.filter { $0 != dim }.map { shape[$0] } } ?? []
      guard !shape.contains(0) || found.contains(0) else {
        throw TesseraError(
          .data,
          "\(call.op): what is searched must have an element, the input has the shape \(shape)")
      }
    }) { call in
      let x = call.tensor(0)
      let axis = try call.reader.extremumAxis(of: x.ndim)
      let keeps = call.bool("keepdims")
      return [
        isMax ? x.argMax(axis: axis, keepDims: keeps) : x.argMin(axis: axis, keepDims: keeps)
      ]
    }
  }
}

extension RuleCall {
  /// Nil where all elements are searched.
  fileprivate func extremumAxis(of ndim: Int) throws(RuleError) -> Int? {
    try bool("flatten") ? nil : dim(of: ndim).first
  }
}
