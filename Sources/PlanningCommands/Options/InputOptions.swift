import ArgumentParser
import Elements
import Files
import Sharding

/// Where the tensor comes from: a file, a folder of shards, or a rule.
package struct InputOptions: ParsableArguments {

  package init() {}
  @Argument(help: "A .npy or .safetensors file with the whole tensor.")
  package var file: String?

  @Option(help: "The tensor's name in a .safetensors file.")
  package var tensor: String?

  @Option(
    parsing: .unconditional,
    help: "The shape of a tensor made by --fill, as 6,10; '[]' for one of 0 dims.")
  package var shape: String?

  @Option(help: "The dtype of a tensor made by --fill (float32 where nothing is said).")
  package var dtype: String?

  @Option(help: "What a made tensor holds: iota, random, ones or zeros.")
  package var fill: String?

  @Option(help: "The seed of --fill random.")
  package var seed: UInt64?

  @Option(
    name: .customLong("input-shards"),
    help: ArgumentHelp(
      "A folder with each source rank's shard as rank<K>.npy: the way to give partial values.",
      valueName: "dir"))
  package var inputShards: String?

  package func validate() throws {
    let sources = [file, inputShards, shape].compactMap { $0 }.count
    guard sources == 1 || (file == nil && inputShards != nil) else {
      throw ValidationError(
        "one tensor is required: a FILE, --input-shards or --shape; "
          + (sources == 0 ? "none is given" : "several are given"))
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
    guard let dtype else { return nil }
    guard let parsed = DType(name: dtype) else {
      throw ValidationError(
        "--dtype: one of \(DType.allCases.map(\.rawValue).joined(separator: ", ")) is required, "
          + "not '\(dtype)'")
    }
    return parsed
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
