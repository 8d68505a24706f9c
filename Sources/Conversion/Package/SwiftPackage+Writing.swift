import Elements
import Files
import Foundation
import Programs

extension SwiftPackage {
  /// The file of the weights, within the package.
  package static let weightsFile = "weights.safetensors"

  /// Writes the package into a folder, which is made; files of the same names are replaced.
  ///
  /// - Throws: `TesseraError.Kind.data` where a file cannot be written.
  package func write(to folder: String) throws(TesseraError) {
    for (path, text) in texts {
      let place = "\(folder)/\(path)"
      let parent = place.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/")
      do {
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      } catch {
        throw TesseraError(.data, "\(parent): a folder is required, it cannot be made")
      }
      try translated { try NewFile.write(text, to: place) }
    }
    try translated { try writeWeights(to: "\(folder)/\(Self.weightsFile)") }
  }

  /// A tensor of the file of weights.
  private struct Part {
    let draft: SafetensorsHeader.Draft
    /// Nil of numbers of the code.
    let stored: StoredTensor?
    let numbers: [Double]
  }

  private func writeWeights(to path: String) throws(FileError) {
    var parts: [Part] = []
    for id in model.program.inputs {
      let value = model.program.values[id]
      guard let stored = model.weights[value.name] else { continue }
      parts.append(
        Part(
          draft: .init(name: value.name, dtype: value.dtype, shape: stored.shape), stored: stored,
          numbers: []))
    }
    for (name, id) in numbers {
      let value = model.program.values[id]
      guard case .constant(let numbers)? = model.program.maker(of: id)?.action else { continue }
      parts.append(
        Part(
          draft: .init(name: name, dtype: value.dtype, shape: value.shape), stored: nil,
          numbers: numbers))
    }
    let tied = model.aliases.filter { model.weights[$0.value] != nil }
    let header = SafetensorsHeader.encoded(
      parts.map(\.draft),
      metadata: ["format": "pt"].merging(
        tied.map { ("tied:" + $0.key, $0.value) }, uniquingKeysWith: { $1 }))
    try FileError.naming(path) { () throws(FileError.Problem) in
      try NewFile.write(to: path) { (file) throws(FileError.Problem) in
        try unsafe file.append(header.bytes.span.bytes)
        for index in header.order {
          let part = parts[index]
          if let stored = part.stored, stored.dtype == part.draft.dtype {
            try stored.appendBytes(to: file)
          } else if let stored = part.stored {
            try stored.appendNumbers(as: part.draft.dtype, to: file)
          } else {
            try unsafe file.append(part.draft.dtype.bytes(of: part.numbers).span.bytes)
          }
        }
      }
    }
  }
}

extension Program {
  fileprivate func maker(of id: ID) -> ProgramOp? { ops.first { $0.outputs.contains(id) } }
}

extension StoredTensor {
  /// Writes the elements in row-major order: at once where they lie so, else row by row.
  fileprivate func appendBytes(to file: NewFile) throws(FileError.Problem) {
    guard byteCount > 0 else { return }
    if strides == Self.denseStrides(shape) {
      return try mapping.withBytes(start..<start + byteCount) { (bytes) throws(FileError.Problem) in
        try file.append(bytes)
      }
    }
    let size = dtype.byteCount
    let (width, step) = (shape.last ?? 1, strides.last ?? 1)
    var index = [Int](repeating: 0, count: max(0, shape.count - 1))
    var row = [UInt8](repeating: 0, count: width * size)
    while true {
      let first = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
      mapping.withBytes(start + first * size..<start + (first + (width - 1) * step + 1) * size) {
        bytes in
        for column in 0..<width {
          for byte in 0..<size {
            row[column * size + byte] = unsafe bytes.unsafeLoad(
              fromByteOffset: column * step * size + byte, as: UInt8.self)
          }
        }
      }
      try unsafe file.append(row.span.bytes)
      var dim = index.count - 1
      while dim >= 0 {
        index[dim] += 1
        if index[dim] < shape[dim] { break }
        index[dim] = 0
        dim -= 1
      }
      if dim < 0 { return }
    }
  }
}

extension StoredTensor {
  /// Appends the elements, cast and in row-major order, one index of the first dim at a time.
  fileprivate func appendNumbers(as target: DType, to file: NewFile) throws(FileError.Problem) {
    for index in 0..<(shape.first ?? 1) {
      let part = StoredTensor(
        name: nil, dtype: dtype, shape: Array(shape.dropFirst()),
        strides: Array(strides.dropFirst()), mapping: mapping,
        start: start + index * (strides.first ?? 0) * dtype.byteCount)
      let numbers: [Double]?
      do throws(FileError) { numbers = try part.numbers() } catch { throw error.problem }
      try unsafe file.append(target.bytes(of: numbers ?? []).span.bytes)
    }
  }
}

extension DType {
  /// The bytes of numbers, each rounded to the nearest number of this dtype.
  fileprivate func bytes(of numbers: [Double]) -> [UInt8] {
    numbers.flatMap { number in
      let word: UInt64 =
        switch self {
        case .float64: number.bitPattern
        case .float32: UInt64(Float(number).bitPattern)
        case .bfloat16: UInt64(BFloat16(Float(number)).bitPattern)
        case .float16: UInt64(Float16(number).bitPattern)
        case .bool: number == 0 ? 0 : 1
        case .uint64: UInt64(number)
        default: UInt64(bitPattern: Int64(number))
        }
      return (0..<byteCount).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
  }
}
