/// A file format that people give in the place of the one that is read, recognised by its first bytes.
///
/// Sources: the signatures in NumPy's format document, PKWARE's APPNOTE (zip), Python's `pickletools`, the
/// HDF5 file format specification (III.A), NetCDF's "classic format", RFC 1952 (gzip), RFC 8878 (Zstandard),
/// the specifications of Git LFS pointers, GGUF, Parquet and Arrow, and MATLAB's "MAT-File Format".
public enum KnownFormat: String, Hashable, Sendable, CaseIterable {
  case npy, safetensors
  case npz, torchArchive, zip, pickle
  case safetensorsIndex, json, yaml, html, gitLFSPointer
  case hdf5, netCDF, gguf, parquet, arrow, matlab, gzip, zstandard
}

extension KnownFormat {
  /// How many bytes of a file are looked at: the keys of an index may stand in any order.
  static let prefixLength = 1 << 16

  /// The format of a file that begins with `bytes`; nil if none is recognised.
  init?(prefix bytes: [UInt8]) {
    func starts(_ signature: [UInt8]) -> Bool { bytes.starts(with: signature) }
    if let (_, format) = Self.signatures.first(where: { starts($0.0) }) {
      self = format
    } else if starts(Array("PK\u{3}\u{4}".utf8)) {
      self = Self.archive(bytes)
    } else if bytes.count > 1, bytes[0] == 0x80, (2...5).contains(bytes[1]) {
      self = .pickle
    } else if bytes.count > 8, bytes[8] == UInt8(ascii: "{"), bytes[4..<8].allSatisfy({ $0 == 0 }) {
      self = .safetensors
    } else if let format = Self.text(bytes) {
      self = format
    } else {
      return nil
    }
  }

  private static let signatures: [([UInt8], KnownFormat)] = [
    (NpyHeader.magic, .npy),
    ([0x89] + Array("HDF\r\n\u{1a}\n".utf8), .hdf5),
    (Array("CDF\u{1}".utf8), .netCDF), (Array("CDF\u{2}".utf8), .netCDF),
    (Array("CDF\u{5}".utf8), .netCDF),
    (Array("GGUF".utf8), .gguf), (Array("PAR1".utf8), .parquet), (Array("ARROW1".utf8), .arrow),
    (Array("MATLAB 5.0 MAT-file".utf8), .matlab),
    ([0x1f, 0x8b], .gzip), ([0x28, 0xb5, 0x2f, 0xfd], .zstandard),
  ]

  /// What a zip archive is, by the name of its first file.
  private static func archive(_ bytes: [UInt8]) -> KnownFormat {
    guard bytes.count >= 30 else { return .zip }
    let length = Int(bytes[26]) | Int(bytes[27]) << 8
    let name = String(decoding: bytes[30...].prefix(length), as: UTF8.self)
    if name.hasSuffix(".npy") { return .npz }
    let isTorch = ["data.pkl", ".format_version", "archive_format"].contains { name.hasSuffix($0) }
    return isTorch ? .torchArchive : .zip
  }

  private static func text(_ bytes: [UInt8]) -> KnownFormat? {
    let text = String(decoding: bytes, as: UTF8.self)
    let start = text.drop(while: \.isWhitespace).prefix(64).lowercased()
    if start.hasPrefix("version https://git-lfs.github.com/") { return .gitLFSPointer }
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") { return .html }
    if start.hasPrefix("meshes:") || start.hasPrefix("topology:") { return .yaml }
    guard start.hasPrefix("{") else { return nil }
    return text.contains("\"weight_map\"") ? .safetensorsIndex : .json
  }
}

extension KnownFormat: CustomStringConvertible {
  /// What the file is, and what to give in its place.
  public var description: String {
    switch self {
    case .npy: "an .npy file"
    case .safetensors: "a .safetensors file"
    case .npz: "an .npz archive: unzip it and give one of its .npy files"
    case .torchArchive:
      "a checkpoint of torch.save (a zip archive with a pickle): save the tensors as .safetensors"
    case .zip: "a zip archive: unpack it and give one of its files"
    case .pickle:
      "a Python pickle, such as older checkpoints of torch.save: save the tensors as .safetensors"
    case .safetensorsIndex:
      "the index of a checkpoint in several .safetensors files: give the file that has the tensors, "
        + "or merge the files into one"
    case .json: "JSON text"
    case .yaml: "a mesh or topology file"
    case .html: "an HTML page, as a failed download leaves it: download the file again"
    case .gitLFSPointer: "a Git LFS pointer without the data: fetch them with 'git lfs pull'"
    case .hdf5: "an HDF5 file (or netCDF 4): save the array as .npy"
    case .netCDF: "a netCDF file: save the array as .npy"
    case .gguf: "a GGUF file: save the tensors as .safetensors"
    case .parquet: "a Parquet file: save the array as .npy"
    case .arrow: "an Arrow file: save the array as .npy"
    case .matlab: "a MATLAB file: save the array as .npy"
    case .gzip: "compressed by gzip: decompress it"
    case .zstandard: "compressed by Zstandard: decompress it"
    }
  }
}
