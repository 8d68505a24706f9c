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
    let unit = GatedRecurrentUnit(
      activation: call.activation("activation"), gate: call.activation("gate_activation"),
      isReverse: call.bool("is_reverse"), keepsByUpdate: call.bool("origin_mode"))
    return unit.states(
      of: inputs, lengths: call.ints("lengths"), weight: call.tensor(3).converted(to: wide),
      first: call.given(1)?.converted(to: wide)
    ).converted(to: dtype)
  }

  static let fusionSeqConvEltAddRelu = Kernel { call in
    let contexts = call.tensor(0).contexts(
      of: call.ints("lengths"), count: call.int("context_length"),
      start: Swift.min(call.int("context_start"), call.tensor(0).shape[0]))
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
