extension ExportedNode {
  /// The operator without its namespace's path: `aten.add.Tensor`; of one that writes into its operand that of the one
  /// that does not.
  var operation: String {
    let name = target.hasPrefix("torch.ops.") ? String(target.dropFirst(10)) : target
    guard isInPlace else { return name }
    var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts[1].hasPrefix("__i") {
      parts[1].remove(at: parts[1].index(parts[1].startIndex, offsetBy: 2))
    } else {
      parts[1].removeLast()
    }
    return parts.joined(separator: ".")
  }

  /// Whether it writes into its first operand: `aten.add_.Tensor`.
  var isInPlace: Bool {
    guard target.hasPrefix("torch.ops.aten.") else { return false }
    let name = target.dropFirst("torch.ops.aten.".count).prefix { $0 != "." }
    // Beside `add_` there are `__iand__` and its like.
    return name.hasSuffix("_") && !name.hasSuffix("__")
      || ["and", "or", "xor", "lshift", "rshift"].contains { name == "__i\($0)__" }
  }

  /// The graph of a region that only sets how gradients or dtypes are handled; nil of other calls.
  var wrapped: ExportedGraph? {
    let regions = ["wrap_with_set_grad_enabled", "wrap_with_autocast"]
    guard regions.contains(where: { target == "torch.ops.higher_order.\($0)" }) else { return nil }
    for input in inputs {
      if case .graph(let graph) = input.value { return graph }
    }
    return nil
  }

  /// Whether it is a region of `no_grad()`.
  var endsGradients: Bool {
    guard target == "torch.ops.higher_order.wrap_with_set_grad_enabled" else { return false }
    if case .bool(false)? = inputs.first?.value { return true }
    return false
  }

  /// Whether it is a region in which operands are cast, or none of them; nil of other calls.
  var setsAutocast: Bool? {
    guard target == "torch.ops.higher_order.wrap_with_autocast" else { return nil }
    for input in inputs {
      if case .bool(let isEnabled) = input.value { return isEnabled }
    }
    return true
  }

  /// What the graph of a call is given behind it.
  var operands: [Input] { Array(inputs.drop { !$0.value.isGraph }.dropFirst()) }

  /// The running statistics that it moves, mean and variance: of a norm that takes those of its batch.
  var statistics: [String] {
    func given(_ name: String) -> ExportedArgument? { inputs.first { $0.name == name }?.value }
    guard case .bool(true)? = given(Compositions.statisticsFlags[operation] ?? "") else {
      return []
    }
    return ["running_mean", "running_var"].flatMap { given($0)?.tensorNames ?? [] }
  }

  /// The operator that a call runs in an order that a token keeps: `aten._linalg_check_errors.default`; nil of other calls.
  var ordered: String? {
    guard target == "torch.ops.higher_order.with_effects" else { return nil }
    for input in inputs {
      if case .text(let name) = input.value { return name.replacing("torch.ops.", with: "") }
    }
    return ""
  }

  /// Where it stands, for messages: `linear_3 (aten.linear.default of h.0.c_attn)`.
  var place: String {
    let module = origin.module.isEmpty ? "" : " of \(origin.module)"
    return "\(origin.node) (\(target.replacing("torch.ops.", with: ""))\(module))"
  }

  /// The modules of `KEY,PATH,CLASS;…`, from the outermost in.
  static func modules(_ text: String) -> [ImportedModel.Module] {
    text.split(separator: ";").compactMap { entry in
      let parts = entry.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard parts.count > 2 else { return nil }
      return ImportedModel.Module(key: parts[0], path: parts[1], className: parts[2])
    }
  }

  /// Where it comes from in the user's code.
  var origin: ImportedModel.Origin {
    // KEY,PATH,CLASS of each module, from the outermost in.
    let innermost = metadata?.modules?.split(separator: ";").last ?? ""
    let parts = innermost.split(separator: ",", omittingEmptySubsequences: false)
    // PyTorch's own layers stand innermost; the user's line is wanted, where there is one.
    let frames = metadata?.trace?.split(separator: "\n").filter { $0.contains("File \"") } ?? []
    let line = frames.last { !$0.contains("torch/") } ?? frames.last
    return ImportedModel.Origin(
      node: outputs.first?.tensorNames.first ?? target, target: target,
      module: parts.count > 1 ? String(parts[1]) : "",
      moduleClass: parts.count > 2 ? String(parts[2]) : "",
      line: line.map { Self.trimmed($0) })
  }

  /// `File "model.py", line 12, in forward` without the folders of the machine that exported it.
  private static func trimmed(_ line: Substring) -> String {
    let words = line.drop { $0 == " " }
    guard let start = words.firstIndex(of: "\""),
      let end = words[words.index(after: start)...].firstIndex(of: "\"")
    else { return String(words) }
    let file = words[words.index(after: start)..<end].split(separator: "/").last ?? ""
    return "\(file)\(words[words.index(after: end)...])"
  }
}

extension ExportedArgument {
  /// The names of the tensors that it is.
  var tensorNames: [String] {
    switch self {
    case .tensor(let name): [name]
    case .tensors(let names): names
    case .optionalTensors(let names): names.compactMap(\.self)
    default: []
    }
  }

  var isGraph: Bool { if case .graph = self { true } else { false } }
}
