import Elements
import Files
import SPMDRules
import Sharding

extension RuleVector {
  /// Why the other system's answer is not sound where its data do not say so: nobody executed it.
  package func fault(_ inputs: [DimsMapping], _ outputs: [DimsMapping]) -> String? {
    switch call.op {
    case "conv2d", "conv3d", "conv2d_transpose", "depthwise_conv2d":
      let isSharded = (inputs + outputs).contains { $0.dimsMapping[2...].contains { !$0.isEmpty } }
      return isSharded ? "the other shards overlapping windows without a halo" : nil
    case "default_data_parallel", "default_":
      return cutsBatchesUnlike(inputs + outputs)
        ? "the other cuts first dims that do not correspond" : nil
    case "flash_attention":
      return inputs.prefix(2).map { $0.dimsMapping[2] }.allSatisfy { !$0.isEmpty }
        && sizes(of: 2, inputs.prefix(2)).count > 1
        ? "the other cuts the heads of q and k differently" : nil
    case "fused_gemm_epilogue": return contractsOtherDim ? Self.otherDim : nil
    case "moe_combine":
      return inputs[0].dimsMapping[0].isEmpty
        ? nil : "the other shards rows that an index of all rows names"
    case "scatter":
      return outputs[0].partial.keys.contains { inputs[0].partial[$0] == nil }
        ? "the other counts x on every rank" : nil
    default: return nil
    }
  }

  /// Whether the other system's rule swaps the last two dims of x where its op contracts the first.
  var contractsOtherDim: Bool {
    guard call.op == "fused_gemm_epilogue", case .bool(true) = call.attributes["trans_x"] else {
      return false
    }
    return call.inputs[0].elements[0].shape.count > 2
  }

  static let otherDim = "the other contracts another dim of x than its op"

  private var shapes: [[Int]] {
    (call.inputs + call.outputs).flatMap(\.elements).map(\.shape)
  }

  /// The parts, in ranks' order, into which a dim of these tensors is cut, each as a share of the whole.
  private func sizes(of dim: Int, _ mappings: some Collection<DimsMapping>) -> Set<[Double]> {
    Set(
      zip(mappings, shapes).map { mapping, shape in
        let pieces = mapping.dimsMapping[dim].reduce([shape[dim]]) { pieces, meshDim in
          pieces.flatMap { chunkSizes($0, over: mesh.shape[meshDim]) }
        }
        return pieces.map { Double($0) / Double(max(shape[dim], 1)) }
      })
  }

  private func cutsBatchesUnlike(_ mappings: [DimsMapping]) -> Bool {
    sizes(of: 0, mappings.filter { !$0.dimsMapping.isEmpty }).count > 1
  }
}
