import Elements
import Sharding
import Tensors
import Tessera

/// A `.safetensors` file with the weights of a `BertModel`, held against a config.
///
/// Names may have any prefix, as `bert.` in models that have a `BertModel` inside, and scales and shifts
/// of layer norms the older names `gamma` and `beta`. Tensors of no concern (a pooler, a head) are left.
/// What stands among the encoder's own tensors and is none of them (an adapter, a scale of quantised
/// weights, cross-attention) would change the result, and is refused.
struct BertCheckpoint {
  private let file: SafetensorsFile
  /// By a parameter's name: the tensor's name in the file.
  private let names: [String: String]
  /// Tensors among the encoder's own that it does not know, in the file's order.
  let unexpected: [String]

  /// Touches the header only. The file bounds the work: the first tensor that it lacks ends it.
  ///
  /// - Parameter ignoringUnexpected: whether unknown tensors among the encoder's own are skipped.
  /// - Throws: `TesseraError.Kind.data` if the file is damaged, lacks a tensor that the config asks
  ///   for, has it in another shape or not of floating point, has layers beyond the config's, or has
  ///   unexpected tensors that are not to be ignored.
  init(
    _ path: String, for config: BertConfig, ignoringUnexpected: Bool = false
  ) throws(TesseraError) {
    file = try translated { try SafetensorsFile(path) }
    let present = Set(file.names)
    let first = BertParameter.embeddings(config)[0].name
    let prefix =
      file.names.first { $0.hasSuffix(".\(first)") }.map {
        String($0.dropLast(first.count))
      } ?? ""
    let layer = "\(prefix)encoder.layer.\(config.layerCount)."
    if let beyond = file.names.first(where: { $0.hasPrefix(layer) }) {
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
    }
    unexpected = Self.unexpected(in: file.names, besides: Set(names.values), prefix: prefix)
    if !ignoringUnexpected, let name = unexpected.first {
      let others = unexpected.count > 1 ? " and \(unexpected.count - 1) more" : ""
      throw TesseraError(
        .data,
        "\(path): the encoder must know every tensor among its own, it does not know '\(name)'"
          + "\(others): merge adapters and scales into the weights, or skip such tensors "
          + "(--ignore-unexpected, ignoringUnexpected)")
    }
    self.names = names
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
    let name = name(of: parameter)
    return try translated { try file.info(name).dtype }
  }

  private func name(of parameter: BertParameter) -> String {
    guard let name = names[parameter.name] else {
      preconditionFailure("'\(parameter.name)' is none of the config's parameters")
    }
    return name
  }

  /// The parameter in float32, on the ranks of a stage. Each reads its own part of the file only.
  func tensor(_ parameter: BertParameter, on place: StagePlace, of cluster: Cluster)
    throws(TesseraError) -> DistTensor
  {
    let name = name(of: parameter)
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
