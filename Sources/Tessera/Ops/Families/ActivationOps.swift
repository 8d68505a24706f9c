import SPMDRules
import Tensors

/// The activations of one tensor.
extension Kernel {
  static let gelu = unary { .gelu(approximate: try $0.bool("approximate")) }
  static let hardswish = elementwise(.hardswish())
  static let logsigmoid = elementwise(.logSigmoid)
  static let mish = elementwise(.mish)
  static let relu = elementwise(.relu)
  static let relu6 = elementwise(.relu6)
  static let sigmoid = elementwise(.sigmoid)
  static let silu = elementwise(.silu)
  static let softsign = elementwise(.softsign)
  static let swish = unary { .swish(beta: try $0.double("beta")) }
  static let tanhShrink = elementwise(.tanhShrink)

  static let celu = unary { call in
    .celu(alpha: try call.number("alpha", "finite and not 0") { $0.isFinite && $0 != 0 })
  }
  static let elu = unary { .elu(alpha: try $0.double("alpha")) }
  static let leakyRelu = unary { .leakyRelu(slope: try $0.double("negative_slope")) }
  static let selu = unary { call in
    .selu(
      scale: try call.number("scale", "finite and above 0") {
        $0.isFinite && $0 > 0
      },
      alpha: try call.number("alpha", "finite and not below 0") {
        $0.isFinite && $0 >= 0
      })
  }
  static let softplus = unary { call in
    .softplus(
      beta: try call.double("beta"), threshold: try call.double("threshold"))
  }
  static let stanh = unary { call in
    .stanh(a: try call.double("scale_a"), b: try call.double("scale_b"))
  }

  static let hardshrink = unary { .hardshrink(threshold: try $0.double("threshold")) }
  static let hardsigmoid = unary { call in
    .hardsigmoid(
      slope: try call.double("slope"), offset: try call.double("offset"))
  }
  static let hardtanh = unary { call in
    .hardtanh(min: try call.double("t_min"), max: try call.double("t_max"))
  }
  static let softshrink = unary { call in
    .softshrink(threshold: try call.number("threshold", "0 or more") { $0 >= 0 })
  }
  static let thresholdedRelu = unary { call in
    .thresholdedRelu(
      threshold: try call.double("threshold"), value: try call.double("value"))
  }
}
