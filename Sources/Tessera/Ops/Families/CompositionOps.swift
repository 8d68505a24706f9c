import Tensors

/// Elementwise functions of several tensors.
extension Kernel {
  static let `where` = single { call in
    let dtype = call.dtypes[0]
    return .where(
      call.tensor(0), call.tensor(1).converted(to: dtype), call.tensor(2).converted(to: dtype))
  }

  /// From the end that is nearer, so that weight 1 gives y; of 16-bit floats in float32.
  static let lerp = single { call in
    let dtype = call.dtypes[0]
    let operands = (0..<3).map { call.tensor($0).converted(to: dtype) }
    return operands[0].lerp(operands[1], weight: operands[2])
  }

  static let addN = single { call in
    .sum(of: call.list(0).map { $0.converted(to: call.dtypes[0]) })
  }

  static let labelSmooth = single { call in
    call.tensor(0).labelSmoothed(
      epsilon: call.double("epsilon"), prior: call.optional(1), classes: call.part(0).shape.last)
  }

  static let swiglu = single { call in
    let x = call.tensor(0).converted(to: call.dtypes[0])
    // A y of shape [0] beside such an x is there, and empty.
    let isEmpty = call.inputs.count > 1 && call.part(0).shape == [0]
    return isEmpty ? x : x.swiglu(gate: call.optional(1)?.converted(to: call.dtypes[0]))
  }
}
