import Elements
import Sharding
import Tensors
import Tessera

/// One or several `.safetensors` files with the weights of a `BertModel`, held against a config.
///
/// Names may have any prefix, as `bert.` in models that have a `BertModel` inside, and scales and shifts
/// of layer norms the older names `gamma` and `beta`. Tensors of no concern (a pooler, a head) are left.
/// What stands among the encoder's own tensors and is none of them (an adapter, a scale of quantised
/// weights, cross-attention) would change the result, and is refused.
struct BertCheckpoint {
  /// By a tensor's name: the file that has it.
  private let files: [String: SafetensorsFile]
  /// By a parameter's name: the tensor's name in the file.
  private let names: [String: String]
  /// Tensors among the encoder's own that it does not know, in the files' order.
  let unexpected: [String]

  /// Touches the headers only. The files bound the work: the first tensor that they lack ends it.
  ///
  /// - Parameter ignoringUnexpected: whether unknown tensors among the encoder's own are skipped.
  /// - Throws: `TesseraError.Kind.data` if a file is damaged, they lack a tensor that the config asks
  ///   for, have it twice, in another shape or not of floating point, have layers beyond the config's, or
  ///   unexpected tensors that are not to be ignored.
  init(
    _ paths: [String], for config: BertConfig, ignoringUnexpected: Bool = false
  ) throws(TesseraError) {
    let opened = try translated { try paths.map { try SafetensorsFile($0) } }
    var files: [String: SafetensorsFile] = [:]
    for file in opened {
      for name in file.names {
        if let other = files.updateValue(file, forKey: name) {
          throw TesseraError(
            .data, "\(file.path): tensor '\(name)' must be in one file, \(other.path) has it too")
        }
      }
    }
    let path = paths[0]
    let all = opened.flatMap(\.names)
    let first = BertParameter.embeddings(config)[0].name
    let prefix =
      all.first { $0.hasSuffix(".\(first)") }.map {
        String($0.dropLast(first.count))
      } ?? ""
    let layer = "\(prefix)encoder.layer.\(config.layerCount)."
    if let beyond = all.first(where: { $0.hasPrefix(layer) }) {
      throw TesseraError(
        .data,
        "\(path): layers below \(config.layerCount) are required by the config "
          + "(num_hidden_layers), the file has '\(beyond)'")
    }
    var names: [String: String] = [:]
    // Layer by layer, so that a config of very many layers costs no more than the file has.
    for group in -1..<config.layerCount {
      let parameters =
        group < 0 ? BertParameter.embeddings(config) : BertParameter.layer(group, config)
      for parameter in parameters {
        let name = prefix + parameter.name
        let older = name.replacing("LayerNorm.weight", with: "LayerNorm.gamma")
          .replacing("LayerNorm.bias", with: "LayerNorm.beta")
        let own = files[name] != nil || files[older] == nil ? name : older
        let file = files[own] ?? opened[0]
        let info = try translated { try file.info(own) }
        guard info.shape == parameter.shape, info.dtype.kind == .floatingPoint else {
          throw TesseraError(
            .data,
            "\(file.path): tensor '\(own)' must be floating point of shape \(parameter.shape) by the "
              + "config, it is \(info.dtype)\(info.shape)")
        }
        names[parameter.name] = own
      }
    }
    unexpected = Self.unexpected(in: all, besides: Set(names.values), prefix: prefix)
    if !ignoringUnexpected, let name = unexpected.first {
      let others = unexpected.count > 1 ? " and \(unexpected.count - 1) more" : ""
      throw TesseraError(
        .data,
        "\(path): the encoder must know every tensor among its own, it does not know '\(name)'"
          + "\(others): merge adapters and scales into the weights, or skip such tensors "
          + "(--ignore-unexpected, ignoringUnexpected)")
    }
    self.names = names
    self.files = files
  }

  /// Names of tensors that belong to the encoder by one of their parts, and are neither used nor the
  /// constants that older files keep.
  private static func unexpected(
    in present: [String], besides used: Set<String>, prefix: String
  ) -> [String] {
    let constants = ["position_ids", "token_type_ids"].map { "\(prefix)embeddings.\($0)" }
    return present.filter { name in
      guard !used.contains(name), !constants.contains(name) else { return false }
      return name.split(separator: ".").contains { part in
        ["embeddings", "encoder", "prefix_encoder"].contains(part) || part.hasPrefix("lora_")
          || part.hasPrefix("adapter")
      }
    }
  }
}

extension BertCheckpoint {
  /// The dtype that the parameter has in the file.
  func dtype(of parameter: BertParameter) throws(TesseraError) -> DType {
    let (name, file) = tensor(of: parameter)
    return try translated { try file.info(name).dtype }
  }

  private func tensor(of parameter: BertParameter) -> (name: String, file: SafetensorsFile) {
    guard let name = names[parameter.name], let file = files[name] else {
      preconditionFailure("'\(parameter.name)' is none of the config's parameters")
    }
    return (name, file)
  }

  /// The parameter in float32, on the ranks of a stage. Each reads its own part of the file only.
  func tensor(_ parameter: BertParameter, on place: StagePlace, of cluster: Cluster)
    throws(TesseraError) -> DistTensor
  {
    let (name, file) = tensor(of: parameter)
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
