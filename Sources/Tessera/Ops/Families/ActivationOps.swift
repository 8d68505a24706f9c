import SPMDRules
import Tensors

/// The activations of one tensor.
let activationOps: [OpDefinition] = [
  unary("gelu") { .gelu(approximate: try $0.bool("approximate")) },
  unary("hardswish") { _ in .hardswish() },
  unary("logsigmoid") { _ in .logSigmoid },
  unary("mish") { _ in .mish },
  unary("relu") { _ in .relu },
  unary("relu6") { _ in .relu6 },
  unary("sigmoid") { _ in .sigmoid },
  unary("silu") { _ in .silu },
  unary("softsign") { _ in .softsign },
  unary("swish") { .swish(beta: try $0.double("beta")) },
  unary("tanh_shrink") { _ in .tanhShrink },

  unary("celu") { call in
    .celu(alpha: try call.number("alpha", "finite and not 0") { $0.isFinite && $0 != 0 })
  },
  unary("elu") { .elu(alpha: try $0.double("alpha")) },
  unary("leaky_relu") { .leakyRelu(slope: try $0.double("negative_slope")) },
  unary("selu") { call in
    .selu(
      scale: try call.number("scale", "finite and above 0") {
        $0.isFinite && $0 > 0
      },
      alpha: try call.number("alpha", "finite and not below 0") {
        $0.isFinite && $0 >= 0
      })
  },
  unary("softplus") { call in
    .softplus(
      beta: try call.double("beta"), threshold: try call.double("threshold"))
  },
  unary("stanh") { call in
    .stanh(a: try call.double("scale_a"), b: try call.double("scale_b"))
  },

  unary("hardshrink") { .hardshrink(threshold: try $0.double("threshold")) },
  unary("hardsigmoid") { call in
    .hardsigmoid(
      slope: try call.double("slope"), offset: try call.double("offset"))
  },
  unary("hardtanh") { call in
    .hardtanh(min: try call.double("t_min"), max: try call.double("t_max"))
  },
  unary("softshrink") { call in
    .softshrink(threshold: try call.number("threshold", "0 or more") { $0 >= 0 })
  },
  unary("thresholded_relu") { call in
    .thresholdedRelu(
      threshold: try call.double("threshold"), value: try call.double("value"))
  },
]
