import SPMDRules
import Tensors

/// Adam, and AdamW with decoupled weight decay: `coeff`, unless `with_decay` is false.
extension Kernel {
  static let adam = adam(isDecoupled: false)
  static let adamw = adam(isDecoupled: true)

  private static func adam(isDecoupled: Bool) -> Kernel {
    Kernel(check: { call in
      guard !call.bool("amsgrad") || call.shapes[5] == call.shapes[0] else {
        throw TesseraError(
          .usage, "\(call.op): with amsgrad moment2_max is required, it is absent")
      }
    }) { call in
      if call.has(9), call.number(9) != 0 {
        return [0, 3, 4, 5, 6, 7, 8].filter(call.inputs.indices.contains).map(call.tensor)
      }
      let options = Adam(
        learningRate: call.number(2) * (isDecoupled ? call.double("lr_ratio") : 1),
        beta1: call.double("beta1"), beta2: call.double("beta2"), epsilon: call.double("epsilon"),
        weightDecay: isDecoupled && call.bool("with_decay") ? call.double("coeff") : 0,
        isDecoupled: isDecoupled)
      let largest = call.tensor(5)
      let next = options.updated(
        parameter: call.tracked(0, master: 8), gradient: call.tensor(1),
        moments: (call.tensor(3), call.tensor(4)), largest: call.bool("amsgrad") ? largest : nil,
        powers: (call.number(6), call.number(7)))
      // The powers are the caller's where they are global.
      func power(_ index: Int, _ beta: Double) -> DenseTensor {
        let power = call.tensor(index)
        return call.bool("use_global_beta_pow") ? power : power.elementwise(.scale(beta))
      }
      return call.outputs(
        next.parameter,
        [
          next.moments.first, next.moments.second, next.largest ?? largest,
          power(6, options.beta1), power(7, options.beta2),
        ], master: 8)
    }
  }
}
