import Elements
import Sharding
import Tensors

/// A `.safetensors` file with the weights of a `BertModel`, held against a config.
///
/// Names may have the prefix `bert.`, as in models that have a `BertModel` inside, and scales and shifts
/// of layer norms the older names `gamma` and `beta`. Tensors of no concern (a pooler, a head) are left.
struct BertCheckpoint {
  private let file: SafetensorsFile
  /// By a parameter's name: the tensor's name in the file.
  private let names: [String: String]

  /// Touches the header only.
  ///
  /// - Throws: `TesseraError.Kind.data` where the file is damaged, lacks a tensor that the config asks
  ///   for, has it in another shape or not of floating point, or has layers beyond the config's.
  init(_ path: String, for config: BertConfig) throws(TesseraError) {
    file = try translated { try SafetensorsFile(path) }
    let present = Set(file.names)
    let prefix = present.contains { $0.hasPrefix("bert.") } ? "bert." : ""
    let layer = "\(prefix)encoder.layer.\(config.layerCount)."
    if let beyond = file.names.first(where: { $0.hasPrefix(layer) }) {
      throw TesseraError(
        .data,
        "\(path): layers below \(config.layerCount) are required by the config "
          + "(num_hidden_layers), the file has '\(beyond)'")
    }
    var names: [String: String] = [:]
    let parameters =
      BertParameter.embeddings(config)
      + (0..<config.layerCount).flatMap { BertParameter.layer($0, config) }
    for parameter in parameters {
      let name = prefix + parameter.name
      let older = name.replacing("LayerNorm.weight", with: "LayerNorm.gamma")
        .replacing("LayerNorm.bias", with: "LayerNorm.beta")
      let own = present.contains(name) || !present.contains(older) ? name : older
      let info = try translated { [file] in try file.info(own) }
      guard info.shape == parameter.shape, info.dtype.kind == .floatingPoint else {
        throw TesseraError(
          .data,
          "\(path): tensor '\(own)' must be floating point of shape \(parameter.shape) by the "
            + "config, it is \(info.dtype)\(info.shape)")
      }
      names[parameter.name] = own
    }
    self.names = names
  }
}

extension BertCheckpoint {
  /// The parameter in float32, on the ranks of a stage. Each reads its own part of the file only.
  func tensor(_ parameter: BertParameter, on place: StagePlace, of cluster: Cluster)
    throws(TesseraError) -> DistTensor
  {
    guard let name = names[parameter.name] else {
      preconditionFailure("'\(parameter.name)' is none of the config's parameters")
    }
    return try DistTensor(
      shape: parameter.tensorShape, dtype: .float32,
      attr: place.weight(cutting: parameter.cutDim), on: cluster
    ) { box in
      let part = parameter.fileBox(box)
      return try file.box(name, offsets: part.offsets, sizes: part.sizes)
        .converted(to: .float32).reshaped(to: box.sizes)
    }
  }
}
