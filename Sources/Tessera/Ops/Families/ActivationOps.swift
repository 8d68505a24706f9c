import SPMDRules
import Tensors

/// The activations of one tensor. Defaults are PyTorch's, and Paddle's for `stanh`.
let activationOps: [OpDefinition] = [
  unary("gelu") { .gelu(approximate: try $0.bool("approximate", or: false)) },
  unary("hardswish") { _ in .hardswish() },
  unary("logsigmoid") { _ in .logSigmoid },
  unary("mish") { _ in .mish },
  unary("relu") { _ in .relu },
  unary("relu6") { _ in .relu6 },
  unary("sigmoid") { _ in .sigmoid },
  unary("silu") { _ in .silu },
  unary("softsign") { _ in .softsign },
  unary("swish") { .swish(beta: try $0.double("beta", or: 1)) },
  unary("tanh_shrink") { _ in .tanhShrink },

  unary("celu") { call in
    .celu(alpha: try call.number("alpha", or: 1, "finite and not 0") { $0.isFinite && $0 != 0 })
  },
  unary("elu") { .elu(alpha: try $0.double("alpha", or: 1)) },
  unary("leaky_relu") { call in
    let name = call.attributes["negative_slope"] == nil ? "alpha" : "negative_slope"
    return .leakyRelu(slope: try call.double(name, or: 0.01))
  },
  unary("selu") { call in
    .selu(
      scale: try call.number("scale", or: 1.0507009873554805, "finite and above 0") {
        $0.isFinite && $0 > 0
      },
      alpha: try call.number("alpha", or: 1.6732632423543772, "finite and not below 0") {
        $0.isFinite && $0 >= 0
      })
  },
  unary("softplus") { call in
    .softplus(
      beta: try call.double("beta", or: 1), threshold: try call.double("threshold", or: 20))
  },
  unary("stanh") { call in
    .stanh(a: try call.double("scale_a", or: 0.67), b: try call.double("scale_b", or: 1.7159))
  },

  unary("hardshrink") { .hardshrink(threshold: try $0.double("threshold", or: 0.5)) },
  unary("hardsigmoid") { call in
    .hardsigmoid(
      slope: try call.double("slope", or: 1 / 6), offset: try call.double("offset", or: 0.5))
  },
  unary("hardtanh") { call in
    .hardtanh(min: try call.double("t_min", or: -1), max: try call.double("t_max", or: 1))
  },
  unary("softshrink") { call in
    .softshrink(threshold: try call.number("threshold", or: 0.5, "0 or more") { $0 >= 0 })
  },
  unary("thresholded_relu") { call in
    .thresholdedRelu(
      threshold: try call.double("threshold", or: 1), value: try call.double("value", or: 0))
  },
]
