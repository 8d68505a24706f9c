import ArgumentParser
import Elements
import Files
import Sharding

/// Where the tensor comes from: a file, a folder of shards, or a rule.
package struct InputOptions: ParsableArguments {

  package init() {}
  @Argument(
    help: ArgumentHelp(
      "A .npy, .npz or .safetensors file with the whole tensor, or a generated tensor: f32[6,10], or with its "
        + "placements f32[6,10]{S(0),R}.", valueName: "file-or-tensor"))
  package var tensorOrFile: String?

  @Option(help: "The tensor's name in a .safetensors file.")
  package var tensor: String?

  @Option(
    parsing: .unconditional,
    help: "The shape of a generated tensor, as 6,10; '[]' for a 0-D tensor.")
  package var shape: String?

  @Option(help: "The dtype of a generated tensor, as f32, float32 or bf16 (default: f32).")
  package var dtype: String?

  @Option(help: "The contents of a generated tensor: iota, random, ones or zeros.")
  package var fill: String?

  @Option(help: "The seed of --fill random.")
  package var seed: UInt64?

  @Option(
    name: .customLong("input-shards"),
    help: ArgumentHelp(
      "A folder with the shard of each source rank as rank<K>.npy: the way to give partial values.",
      valueName: "dir"))
  package var inputShards: String?

  package func validate() throws {
    let sources = [tensorOrFile, inputShards, shape].compactMap { $0 }.count
    guard sources == 1 || (tensorOrFile == nil && inputShards != nil) else {
      throw ValidationError(
        "one tensor is required: a FILE, a tensor as 'f32[6,10]', --input-shards or --shape; "
          + (sources == 0 ? "none is given" : "several are given"))
    }
    if let noted = try noted(), dtype != nil {
      throw ValidationError(
        "--dtype: the tensor says its dtype itself, \(noted.dtype.notation); both are given")
    }
    if file != nil || inputShards != nil, let other = fill ?? seed.map(String.init) {
      throw ValidationError("--fill and --seed go with --shape, not with a file ('\(other)')")
    }
    let format = file.flatMap(TensorFormats.format)
    if let format, format.isNamed, tensor == nil {
      throw ValidationError("\(file ?? ""): a \(format.suffix) file needs --tensor NAME")
    }
    if tensor != nil, format?.isNamed != true {
      let named = TensorFormats.all.filter { $0.isNamed }.map { $0.suffix }
      throw ValidationError("--tensor goes with a \(named.joined(separator: " or ")) file")
    }
    _ = try parsedDType()
    _ = try parsedFill()
  }

  package func parsedDType() throws -> DType? {
    if let noted = try noted() { return noted.dtype }
    return try dtype.map { try DType($0, of: "--dtype") }
  }

  /// A whole tensor as it was typed in the notation, its placements maybe left out.
  package struct Noted {
    package let dtype: DType
    package let shape: String
    package let placements: String?
  }

  /// The tensor where one is typed; nil of a file.
  package func noted() throws(ValidationError) -> Noted? {
    guard let match = tensorOrFile?.wholeMatch(of: /([A-Za-z][A-Za-z0-9]*)(\[[^\]]*\])(?:{(.*)})?/)
    else { return nil }
    return Noted(
      dtype: try DType(String(match.1), of: tensorOrFile ?? ""), shape: String(match.2),
      placements: match.3.map(String.init))
  }

  /// The file of the whole tensor; nil if none is named.
  package var file: String? {
    (try? noted()) == nil ? tensorOrFile : nil
  }

  /// The placements that a tensor in the notation says, or those of an option.
  ///
  /// - Throws: `TesseraError.Kind.usage` if both are given, or neither.
  package func placements(or given: String?, of option: String) throws -> String {
    let noted = try noted()?.placements
    if let noted, let given {
      throw TesseraError(
        .usage,
        "\(option): the tensor says its placements itself, '\(noted)'; '\(given)' is given too")
    }
    guard let placements = noted ?? given else {
      throw TesseraError(
        .usage,
        "\(option): the tensor's placements are required, here or as 'f32[6,10]{S(0),R}'; none are "
          + "given")
    }
    return placements
  }

  package func parsedFill() throws -> Fill {
    switch fill ?? "iota" {
    case "iota": return .iota
    case "ones": return .ones
    case "zeros": return .zeros
    case "random": return .random(seed: seed ?? 0)
    case let other:
      throw ValidationError("--fill: iota, random, ones or zeros is required, not '\(other)'")
    }
  }
}
