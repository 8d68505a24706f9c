import Elements
import Ops

/// Which of an op's kernels computes a call, where they have rates of their own on processors: `add:spread` of operands
/// that are spread over the result. A device's kernels have such names beside those of ops.
enum OpVariant: String {
  /// Of functions of elements: an operand has fewer dims or fewer elements than the result.
  case spread
  /// Of products: the rows of the right operand are its columns in memory.
  case turned
  /// Of convolutions: the filter is larger than the result, as in gradients by filters.
  case wide
  /// Of reductions: each row is folded by itself.
  case rows
  /// Of attention: each token sees those before it.
  case causal
  /// Of `gelu`: by tanh.
  case approximate

  /// The name of a call's kernel: that of its op, or with that of its variant.
  static func name(
    of schema: OpSchema, _ attributes: [String: AttributeValue], inputs: [LocalTensor],
    outputs: [LocalTensor]
  ) -> String {
    // What a conversion takes depends on what it gives.
    if schema.name == "cast", let result = outputs.first {
      return "cast:\(result.dtype.notation)"
    }
    let variant = variant(of: schema, attributes, inputs, outputs)
    return variant.map { "\(schema.name):\($0.rawValue)" } ?? schema.name
  }

  /// The name of the op of a kernel.
  static func op(of kernel: String) -> String {
    kernel.firstIndex(of: ":").map { String(kernel[..<$0]) } ?? kernel
  }

  private static func variant(
    of schema: OpSchema, _ attributes: [String: AttributeValue], _ inputs: [LocalTensor],
    _ outputs: [LocalTensor]
  ) -> OpVariant? {
    guard let result = outputs.first else { return nil }
    switch schema.kind {
    case .elementwise:
      let approximation = attributes["approximate"]
      if approximation == .bool(true) || approximation == .string("tanh") { return .approximate }
      return inputs.contains { $0.count < result.count } ? .spread : nil
    case .product:
      return attributes["trans_y"] == .bool(true) ? .turned : nil
    case .convolution:
      return inputs[1].area > result.area ? .wide : nil
    case .reduction:
      guard case .ints(let axes) = attributes["axis"], axes.count == 1, result.count > 1 else {
        return nil
      }
      return axes[0] == -1 || axes[0] == inputs[0].shape.count - 1 ? .rows : nil
    case .attention:
      return attributes["causal"] == .bool(true) ? .causal : nil
    default: return nil
    }
  }
}

extension LocalTensor {
  /// The places of an image.
  fileprivate var area: Double { sizes.dropFirst(2).reduce(1) { $0 * Double($1) } }
}
