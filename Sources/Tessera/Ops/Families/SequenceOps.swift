import Ops
import SPMDRules
import Tensors

/// Ops of sequences that lie one behind the other. 16-bit floats are computed in float32, and rounded once.
extension Kernel {
  static let fusionGRU = single { call in
    let dtype = call.dtypes[0]
    let wide = dtype.statistics
    let x = call.tensor(0)
    let weight = call.tensor(2).converted(to: wide)
    let bias = call.inputs.count > 4 ? call.given(4) : nil
    let inputs = x.reshaped(to: [x.shape[0], weight.shape[0]]).converted(to: wide).linear(
      weight: weight, bias: bias?.converted(to: wide), then: nil)
    return call.states(
      of: inputs, weight: call.tensor(3).converted(to: wide),
      first: call.given(1)?.converted(to: wide)
    ).converted(to: dtype)
  }

  static let gru = single { call in
    let dtype = call.dtypes[0]
    let wide = dtype.statistics
    var x = call.tensor(0).converted(to: wide)
    if call.inputs.count > 3, let bias = call.given(3) { x = x.adding(bias.converted(to: wide)) }
    return call.states(
      of: x, weight: call.tensor(2).converted(to: wide), first: call.given(1)?.converted(to: wide)
    ).converted(to: dtype)
  }

  static let sequenceExpand = single { call in
    let x = call.tensor(0)
    let (rows, rest) = (x.shape[0], Array(x.shape[1...]))
    let lengths = call.ints("lengths")
    let width = rest.reduce(1, *)
    return x.reshaped(to: [rows, width]).repeated(lengths).reshaped(
      to: [lengths.reduce(0, +)] + rest)
  }

  static let sequenceConv = single { $0.contexts().matmul($0.tensor(1)) }

  static let fusionSeqConvEltAddRelu = Kernel { call in
    let contexts = call.contexts()
    return [
      contexts.linear(weight: call.tensor(1), bias: call.tensor(2), then: .relu), contexts,
    ]
  }

  static let fusionSeqExpandConcatFC = single { call in
    let (dtype, list) = (call.dtypes[0], call.list(0))
    let wide = dtype.statistics
    let bias = call.inputs.count > 2 ? call.given(2) : nil
    return list[0].converted(to: wide).linear(
      beside: list.dropFirst().map { $0.converted(to: wide) }, of: call.ints("lengths"),
      weight: call.tensor(1).converted(to: wide), bias: bias?.converted(to: wide),
      then: call.activation("fc_activation")
    ).converted(to: dtype)
  }
}

extension LocalCall {
  /// The states of the unit that the attributes describe.
  fileprivate func states(of inputs: DenseTensor, weight: DenseTensor, first: DenseTensor?)
    -> DenseTensor
  {
    let unit = GatedRecurrentUnit(
      activation: activation("activation"), gate: activation("gate_activation"),
      isReverse: bool("is_reverse"), keepsByUpdate: bool("origin_mode"))
    return unit.states(of: inputs, lengths: ints("lengths"), weight: weight, first: first)
  }

  /// The rows around each row.
  fileprivate func contexts() -> DenseTensor {
    tensor(0).contexts(
      of: ints("lengths"), count: int("context_length"),
      start: Swift.min(int("context_start"), tensor(0).shape[0]))
  }

  /// The function that an attribute names; nil is the identity.
  fileprivate func activation(_ name: String) -> UnaryOp? {
    switch string(name) {
    case "sigmoid": .sigmoid
    case "tanh": .tanh
    case "relu": .relu
    default: nil
    }
  }
}
