import Sharding
import Yams

extension TopologyReader {
  /// The key `device` of a topology.
  func device(_ node: Node) throws(ShardingError) -> Device {
    let label = "device"
    let keys = try yaml.entries(
      of: node, label, known: Device.fields.map(\.key) + ["stacks", "kernels", "source"])
    var device = Device.blank
    device.sources = try fill(&device, Device.fields, keys, node, label)
    device.kernels = try keys["kernels"].map { (node) throws(ShardingError) in
      try kernels(node, "\(label), kernels")
    }
    guard (keys["stacks"] == nil) != (keys["kernels"] == nil) else {
      throw yaml.failure(
        at: node,
        "\(label): one of the keys 'stacks' and 'kernels' is required, "
          + (keys["stacks"] == nil ? "both are missing" : "both are given"))
    }
    guard let stacks = keys["stacks"] else { return device }
    let kinds = SoftwareStack.Kind.allCases
    let entries = try yaml.entries(of: stacks, "\(label), stacks", known: kinds.map(\.rawValue))
    for kind in kinds {
      guard let node = entries[kind.rawValue] else { continue }
      device.stacks[kind] = try stack(node, "stack '\(kind.rawValue)'", device)
    }
    guard !device.stacks.isEmpty else {
      throw yaml.failure(at: stacks, "\(label), key 'stacks': at least one stack is required")
    }
    return device
  }

  private func stack(_ node: Node, _ label: String, _ device: Device) throws(ShardingError)
    -> SoftwareStack
  {
    let keys = try yaml.entries(
      of: node, label, known: ["attention"] + SoftwareStack.fields.map(\.key) + ["source"])
    var stack = SoftwareStack.blank
    stack.sources = try fill(&stack, SoftwareStack.fields, keys, node, label)
    let attention = try required("attention", of: keys, node, label)
    guard let kind = attention.scalar.flatMap({ SoftwareStack.Attention(rawValue: $0.string) })
    else {
      throw yaml.failure(
        at: attention,
        "\(label), key 'attention': 'flash' or 'unfused' is required, \(attention.found)")
    }
    stack.attention = kind
    guard (stack.productFP8 == nil) == (device.peakFP8 == nil) else {
      throw yaml.failure(
        at: node, "\(label): 'product-fp8' and the device's 'peak-fp8' are required together")
    }
    return stack
  }

  /// Sets the numbers of `fields`, and gives where they come from.
  func fill<Owner>(
    _ owner: inout Owner, _ fields: [DeviceField<Owner>], _ keys: [String: Node], _ node: Node,
    _ label: String
  ) throws(ShardingError) -> [String: String] {
    var numbers = Numbers(yaml: yaml, keys: keys, label: label)
    for field in fields {
      if field.isRequired { _ = try required(field.key, of: keys, node, label) }
      let value: Double? =
        switch field.kind {
        case .quantity(let quantity): try numbers.quantity(field.key, quantity)
        case .factor: try numbers.factor(field.key)
        case .part: try numbers.part(field.key)
        }
      if let value { field.set(&owner, value) }
    }
    return numbers.sources
  }
}
