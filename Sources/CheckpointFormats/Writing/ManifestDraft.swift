import Elements
import Files
import Sharding

/// A manifest that is to be written: what `TesseraManifest` reads.
package struct ManifestDraft {
  /// A tensor with its placements, and the number of its mesh; both are for people.
  package struct Entry {
    package let tensor: CheckpointTensor
    package let placements: String?
    package let mesh: Int?

    package init(_ tensor: CheckpointTensor, placements: String? = nil, mesh: Int? = nil) {
      (self.tensor, self.placements, self.mesh) = (tensor, placements, mesh)
    }
  }

  package private(set) var files: [(name: String, byteCount: Int, header: [UInt8])] = []
  package var scalars: [String: CheckpointScalar] = [:]
  package var meshes: [String] = []
  package var entries: [Entry] = []

  package init() {}

  /// Adds a file.
  ///
  /// - Parameter header: its bytes before the data.
  package mutating func add(file name: String, byteCount: Int, header: [UInt8]) {
    files.append((name, byteCount, header))
  }

  /// The file: a line for each tensor.
  package var bytes: [UInt8] {
    var text = "{\"format\":\"tessera-checkpoint\",\"version\":1,\n\"files\":["
    text += files.map { file in
      let checksum = unsafe CRC32C.checksum(file.header.span.bytes)
      return "{\"name\":\(file.name.jsonQuoted),\"bytes\":\(file.byteCount)"
        + ",\"header_bytes\":\(file.header.count),\"header_crc32c\":\(checksum)}"
    }.joined(separator: ",\n")
    text += "],\n\"scalars\":{"
    text += scalars.sorted { $0.key < $1.key }
      .map { "\($0.key.jsonQuoted):\($0.value.json)" }.joined(separator: ",\n")
    text += "},\n\"meshes\":[\(meshes.map(\.jsonQuoted).joined(separator: ","))],\n\"tensors\":{"
    for (number, entry) in entries.enumerated() {
      text += number > 0 ? ",\n" : "\n"
      let tensor = entry.tensor
      text += "\(tensor.name.jsonQuoted):{\"dtype\":\"\(tensor.dtype.safetensors)\",\"shape\":"
      text += list(tensor.shape)
      if let placements = entry.placements { text += ",\"placements\":\(placements.jsonQuoted)" }
      if let mesh = entry.mesh { text += ",\"mesh\":\(mesh)" }
      text += ",\"boxes\":["
      for (number, box) in tensor.boxes.enumerated() {
        if number > 0 { text += "," }
        text += "{\"file\":\(box.file),\"start\":\(box.start),\"crc32c\":\(box.checksum ?? 0)"
        text += ",\"offsets\":\(list(box.box.offsets)),\"sizes\":\(list(box.box.sizes))}"
      }
      text += "]}"
    }
    text += "}"
    let body = Array(text.utf8)
    return body + Array(TesseraManifest.ending(of: body[...]).utf8)
  }

  private func list(_ numbers: [Int]) -> String {
    "[\(numbers.map(String.init).joined(separator: ","))]"
  }
}

extension CheckpointScalar {
  fileprivate var json: String {
    switch self {
    case .int(let value): "{\"int\":\(value)}"
    // Bits, for not every number has a text in JSON; the text is for people.
    case .float(let value):
      "{\"float\":\"\(String(value.bitPattern, radix: 16))\",\"about\":\("\(value)".jsonQuoted)}"
    case .string(let value): "{\"string\":\(value.jsonQuoted)}"
    case .bool(let value): "{\"bool\":\(value)}"
    }
  }
}
