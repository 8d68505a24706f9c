import Elements
import Programs

/// Regions of `torch.autocast`, whose graph has the calls as they are written: what PyTorch casts shows in the dtypes of
/// results alone.
extension GraphImporter {
  /// What is multiplied in the narrow dtype.
  private static let products: Set<String> = [
    "linear", "matmul", "mm", "bmm", "mv", "dot", "addmm", "addmv", "addbmm", "baddbmm", "einsum",
    "conv1d", "conv2d", "conv3d", "convolution", "conv_transpose1d", "conv_transpose2d",
    "conv_transpose3d", "scaled_dot_product_attention",
    "_scaled_dot_product_flash_attention_for_cpu",
    "chain_matmul", "linalg_multi_dot", "linalg_vecdot",
  ]
  private static let casts: Set<String> = ["to", "_to_copy", "type_as"]

  /// What a call in such a region is given: operands of products in the narrow dtype of their result, and narrow operands of
  /// a function that gives float32 in that.
  func autocast(
    _ arguments: [String: ImportedArgument], of node: ExportedNode, _ graph: ExportedGraph
  ) throws -> [String: ImportedArgument] {
    let call = String(node.operation.split(separator: ".").dropFirst().first ?? "")
    guard isAutocast, !node.isInPlace, !Self.casts.contains(call),
      let name = node.outputs.lazy.flatMap(\.tensorNames).first,
      let wanted = graph.tensors[name].flatMap({ DType(pytorch: $0.code) })
    else { return arguments }
    let operands = arguments.values.flatMap(\.operands).map(\.dtype).filter(Self.isCast)
    let changes =
      wanted == .float32
      ? !operands.isEmpty && !operands.contains(.float32)
      : Self.isCast(wanted) && Self.products.contains(call) && operands.contains { $0 != wanted }
    guard changes else { return arguments }
    var changed = arguments
    // In the order of the file, so that all ranks record one program.
    for input in node.inputs {
      changed[input.name] = try arguments[input.name]?.mapOperands {
        Self.isCast($0.dtype) ? try $0.cast(wanted) : $0
      }
    }
    return changed
  }

  /// Autocast leaves all other dtypes as they are.
  private static func isCast(_ dtype: DType) -> Bool {
    [.float32, .bfloat16, .float16].contains(dtype)
  }
}

extension ImportedArgument {
  fileprivate var operands: [Value] {
    switch self {
    case .tensor(let value): [value]
    case .tensors(let values): values.compactMap { $0 }
    default: []
    }
  }

  fileprivate func mapOperands(_ body: (Value) throws -> Value) rethrows -> ImportedArgument {
    switch self {
    case .tensor(let value): .tensor(try body(value))
    case .tensors(let values): .tensors(try values.map { try $0.map(body) })
    default: self
    }
  }
}
