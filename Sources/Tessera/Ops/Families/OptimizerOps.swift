import SPMDRules
import Tensors

/// One step of an optimizer. The outputs are what was updated, in the inputs' order and dtypes.
///
/// Where there is a master parameter, it is the one that is updated, and the parameter follows it.
extension Kernel {
  static let sgd = Kernel { call in
    let next = SGD(learningRate: call.number(1))
      .updated(parameter: call.tracked(0, master: 3), gradient: call.tensor(2))
    return call.outputs(next.parameter, master: 3)
  }

  static let momentum = Kernel { call in
    let decays = call.string("regularization_method") == "l2_decay"
    let options = SGD(
      learningRate: call.number(3), momentum: call.double("mu"),
      weightDecay: decays ? call.double("regularization_coeff") : 0,
      isNesterov: call.bool("use_nesterov"))
    let parameter = call.tracked(0, master: 4)
    var gradient = call.tensor(1)
    let rescale = call.double("rescale_grad")
    if rescale != 1 {
      gradient = gradient.converted(to: parameter.dtype == .float64 ? .float64 : .float32)
        .elementwise(.scale(rescale))
    }
    let velocity = call.tensor(2)
    let next = options.updated(parameter: parameter, gradient: gradient, velocity: velocity)
    return call.outputs(next.parameter, [next.velocity ?? velocity], master: 4)
  }

  static let adagrad = Kernel { call in
    let next = Adagrad(learningRate: call.number(3), epsilon: call.double("epsilon"))
      .updated(
        parameter: call.tracked(0, master: 4), gradient: call.tensor(1), sum: call.tensor(2),
        step: 1)
    return call.outputs(next.parameter, [next.sum], master: 4)
  }

  /// They are divided whatever was found: a rank sees its own shards only.
  static let checkFiniteAndUnscale = Kernel { call in
    let result = DenseTensor.unscaling(call.list(0), by: call.tensor(1))
    return result.tensors + [result.foundInfinite.reshaped(to: [1])]
  }
}

extension LocalCall {
  /// The parameter that is updated: the master where there is one.
  func tracked(_ parameter: Int, master: Int) -> DenseTensor {
    optional(master) ?? tensor(parameter)
  }

  /// The parameter and its state, then the master where one is given, be it the absent one.
  func outputs(
    _ parameter: DenseTensor, _ state: [DenseTensor] = [], master: Int
  ) -> [DenseTensor] {
    var outputs = [parameter.converted(to: tensor(0).dtype)] + state
    if master < inputs.count { outputs.append(has(master) ? parameter : tensor(master)) }
    return outputs
  }
}
