import Elements
import Sharding
import Yams

extension TopologyReader {
  /// Kernels that were measured, by op and by kind.
  func kernels(_ node: Node, _ label: String) throws(ShardingError) -> MeasuredKernels {
    let keys = try yaml.entries(
      of: node, label, known: MeasuredKernels.fields.map(\.key) + ["kinds", "ops", "source"])
    var kernels = MeasuredKernels(cache: 1)
    kernels.sources = try fill(&kernels, MeasuredKernels.fields, keys, node, label)
    kernels.kinds = try rates(try required("kinds", of: keys, node, label), "\(label), kinds")
    if let ops = keys["ops"] { kernels.ops = try rates(ops, "\(label), ops") }
    return kernels
  }

  /// The rates of each name in a mapping, by dtype.
  private func rates(_ node: Node, _ label: String) throws(ShardingError)
    -> [String: [DType: KernelRate]]
  {
    var rates: [String: [DType: KernelRate]] = [:]
    guard let mapping = node.mapping else {
      throw yaml.failure(at: node, "\(label): a mapping by name is required, \(node.found)")
    }
    for (key, node) in mapping {
      let name = try text(key, "\(label), a key")
      let label = "\(label), '\(name)'"
      let entries = try yaml.entries(of: node, label, known: DType.allCases.map(\.notation))
      for dtype in DType.allCases {
        guard let node = entries[dtype.notation] else { continue }
        rates[name, default: [:]][dtype] = try rate(node, "\(label), '\(dtype.notation)'")
      }
    }
    return rates
  }

  private func rate(_ node: Node, _ label: String) throws(ShardingError) -> KernelRate {
    let keys = try yaml.entries(
      of: node, label, known: KernelRate.fields.map(\.key) + ["source"])
    var rate = KernelRate(call: 0)
    rate.sources = try fill(&rate, KernelRate.fields, keys, node, label)
    for (key, whole) in [("half-dim", "operations"), ("beyond", "bandwidth")]
    where keys[key] != nil && keys[whole] == nil {
      throw yaml.failure(
        at: node, "\(label): key '\(whole)' is required beside '\(key)', it is missing")
    }
    if let within = rate.bandwidth, let beyond = rate.beyond, beyond > within {
      throw yaml.failure(
        at: node,
        "\(label), key 'beyond': no quicker memory than within the cache is required, at most "
          + "\(Quantity.rate.text(within)), '\(Quantity.rate.text(beyond))' is given")
    }
    return rate
  }
}
