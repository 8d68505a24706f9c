import Elements
import Ops

/// Which way an op is called, where that has rates of its own on processors: `add:spread` adds an operand to each row. A
/// device's kernels have such names beside those of ops.
enum OpVariant: String {
  /// Of functions of elements: an operand is repeated along a dim of the result.
  case spread
  /// Of functions of elements: an operand is one number.
  case scalar
  /// Of products: the rows of the right operand are its columns in memory.
  case turned
  /// Of convolutions: the filter is larger than the result, as in gradients by filters.
  case wide
  /// Of what goes along rows: of less than two vectors each, and of less than a few.
  case short, narrow
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
      let repeated = inputs.filter { $0.count < result.count }
      return repeated.isEmpty ? nil : repeated.contains { $0.count > 1 } ? .spread : .scalar
    case .product:
      return attributes["trans_y"] == .bool(true) ? .turned : nil
    case .convolution:
      return inputs[1].area > result.area ? .wide : nil
    case .reduction:
      guard case .ints(let axes) = attributes["axis"], axes.count == 1, result.count > 1 else {
        return nil
      }
      let isLast = axes[0] == -1 || axes[0] == inputs[0].shape.count - 1
      return isLast ? rows(inputs[0]) : nil
    case .softmax, .loss, .normalization: return rows(inputs[0])
    case .attention:
      return attributes["causal"] == .bool(true) ? .causal : nil
    default: return nil
    }
  }

  /// The beginning and the end of a row take as long, however long it is.
  private static func rows(_ tensor: LocalTensor) -> OpVariant? {
    guard let length = tensor.sizes.last else { return nil }
    return length <= 24 ? .short : length <= 192 ? .narrow : nil
  }
}

extension LocalTensor {
  /// The places of an image.
  fileprivate var area: Double { sizes.dropFirst(2).reduce(1) { $0 * Double($1) } }
}
