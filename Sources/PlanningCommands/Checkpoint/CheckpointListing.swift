import CheckpointFormats
import Elements
import Files
import Sharding

/// What a checkpoint holds, as text and as JSON. Both are made in one pass, for checkpoints have 100,000 tensors.
enum CheckpointListing {
  /// A line for each tensor; with its boxes, if `detailed`.
  static func text(_ contents: CheckpointContents, detailed: Bool) -> String {
    let types = contents.tensors.map(\.type)
    let width = contents.tensors.reduce(4) { max($0, $1.name.utf8.count) }
    let typeWidth = types.reduce(5) { max($0, $1.utf8.count) }
    var text = ""
    text.reserveCapacity((width + typeWidth + 16) * contents.tensors.count)
    func add(_ word: String, _ width: Int, isNumber: Bool = false) {
      if !isNumber { text += word }
      for _ in 0..<max(0, width - word.utf8.count) { text += " " }
      if isNumber { text += word }
    }
    add("name", width)
    add("  shape", typeWidth + 2)
    text += "  boxes  saved as\n"
    for (tensor, type) in zip(contents.tensors, types) {
      add(tensor.name.isPlain ? tensor.name : tensor.name.onOneLine, width)
      text += "  "
      add(type, typeWidth)
      add("\(tensor.boxes.count)", 7, isNumber: true)
      if let lay = tensor.lay {
        text += "  "
        text += lay.isPlain ? lay : lay.onOneLine
      }
      text += "\n"
      guard detailed else { continue }
      for box in tensor.boxes {
        let end = box.start + box.box.count * tensor.dtype.byteCount
        text += "  \(box.box)  \(contents.files[box.file].name) \(box.start)..<\(end)\n"
      }
    }
    for (name, value) in contents.scalars.sorted(by: { $0.key < $1.key }) {
      text += "\(name) = \(value)".onOneLine + "\n"
    }
    for line in contents.unread { text += "not read: \(line.onOneLine)\n" }
    text += "\(count(contents.tensors.count, "tensor")), \(ByteCount(contents.byteCount))"
    return text + ", in \(count(contents.files.count, "file")) (\(contents.format))"
  }

  private static func count(_ number: Int, _ word: String) -> String {
    "\(number) \(word)\(number == 1 ? "" : "s")"
  }

  static func json(_ contents: CheckpointContents) -> String {
    let files = contents.files.map {
      "    {\"bytes\": \($0.byteCount), \"name\": \($0.name.jsonQuoted)}"
    }
    let scalars = contents.scalars.sorted { $0.key < $1.key }
      .map { "    \($0.key.jsonQuoted): \($0.value.json)" }
    var text = "{\n  \"bytes\": \(contents.byteCount),\n  \"files\": ["
    text += list(files, closing: "]")
    text += ",\n  \"format\": \(contents.format.jsonQuoted),\n  \"path\": "
    text += contents.path.jsonQuoted
    text += ",\n  \"scalars\": {" + list(scalars, closing: "}")
    text += ",\n  \"tensors\": ["
    text.reserveCapacity(text.utf8.count + 200 * contents.tensors.count)
    for (number, tensor) in contents.tensors.enumerated() {
      text += number > 0 ? ",\n" : "\n"
      add(tensor, to: &text)
    }
    text += contents.tensors.isEmpty ? "]" : "\n  ]"
    text += ",\n  \"unread\": ["
    text += list(contents.unread.map { "    \($0.jsonQuoted)" }, closing: "]")
    return text + "\n}"
  }

  private static func list(_ lines: [String], closing: String) -> String {
    lines.isEmpty ? closing : "\n\(lines.joined(separator: ",\n"))\n  \(closing)"
  }

  private static func add(_ tensor: CheckpointTensor, to text: inout String) {
    func add(_ numbers: [Int]) {
      text += "["
      for (place, number) in numbers.enumerated() {
        if place > 0 { text += ", " }
        text += String(number)
      }
      text += "]"
    }
    func add(_ word: String) { text += word.isPlainInJSON ? "\"\(word)\"" : word.jsonQuoted }
    text += "    {\"boxes\": ["
    for (number, box) in tensor.boxes.enumerated() {
      text += number > 0 ? ", {" : "{"
      if let checksum = box.checksum {
        text += "\"crc32c\": "
        text += String(checksum)
        text += ", "
      }
      text += "\"file\": "
      text += String(box.file)
      text += ", \"offsets\": "
      add(box.box.offsets)
      text += ", \"sizes\": "
      add(box.box.sizes)
      text += ", \"start\": "
      text += String(box.start)
      text += "}"
    }
    text += "], \"dtype\": "
    add(tensor.dtype.notation)
    text += ", \"name\": "
    add(tensor.name)
    if let lay = tensor.lay {
      text += ", \"saved_as\": "
      add(lay)
    }
    text += ", \"shape\": "
    add(tensor.shape)
    text += "}"
  }
}

extension CheckpointScalar {
  /// As JSON; a number that has no text there is a text.
  fileprivate var json: String {
    switch self {
    case .int(let value): "\(value)"
    case .float(let value): value.isFinite ? "\(value)" : "\(value)".jsonQuoted
    case .string(let value): value.jsonQuoted
    case .bool(let value): "\(value)"
    }
  }
}

extension String {
  /// Whether every character is a printable one of ASCII.
  fileprivate var isPlain: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f } }

  /// Whether JSON writes every character as it is.
  fileprivate var isPlainInJSON: Bool {
    isPlain && utf8.allSatisfy { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  }
}
