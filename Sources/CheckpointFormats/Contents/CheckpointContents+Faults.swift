import Elements
import Files

extension CheckpointContents {
  /// What is wrong with it, without a look at the data: files that are not there or have another length, boxes that
  /// overlap or leave holes. Empty where all is well.
  public func faults() -> [String] {
    var faults: [String] = []
    for file in files {
      do throws(FileError) {
        let found = try MappedFile(file.path).byteCount
        if found != file.byteCount {
          faults.append("\(file.path): must have \(file.byteCount) bytes, has \(found)")
        }
      } catch { faults.append("\(error)") }
    }
    for tensor in tensors {
      let boxes = tensor.boxes.map(\.box)
      // Most tensors are one box.
      if boxes.count == 1, boxes[0].sizes == tensor.shape, boxes[0].offsets.allSatisfy({ $0 == 0 })
      {
        continue
      }
      faults += Cover(shape: tensor.shape, boxes: boxes).faults()
        .map { "\(path): tensor '\(tensor.name)': \($0)" }
    }
    return faults
  }

  /// Throws what is wrong with it, all together.
  ///
  /// - Throws: `TesseraError.Kind.data`.
  public func requireSound() throws(TesseraError) { try require(faults()) }

  /// Throws `faults`, if there are any, in one message.
  package func require(_ faults: [String]) throws(TesseraError) {
    if !faults.isEmpty { throw TesseraError(.data, Self.report(faults)) }
  }

  /// Many faults in one line.
  package static func report(_ faults: [String]) -> String {
    let shown = faults.prefix(20).joined(separator: "; ")
    return faults.count > 20 ? "\(shown); and \(faults.count - 20) more" : shown
  }

  /// Reads all boxes that have a checksum, and compares.
  ///
  /// - Parameters:
  ///   - part: which of so many equal shares of the boxes is looked at, where several processes do it together.
  ///   - note: hears of the bytes as they are read.
  /// - Returns: what is wrong, and how many boxes have no checksum.
  public func checksumFaults(
    part: Int = 0, of parts: Int = 1, note: (Int) -> Void = { _ in }
  ) -> (faults: [String], unchecked: Int) {
    var mappings: [Int: MappedFile] = [:]
    var (faults, unchecked, number) = ([String](), 0, 0)
    for (index, file) in files.enumerated() where index % parts == part {
      if let fault = file.headerFault() { faults.append(fault) }
    }
    for tensor in tensors {
      for box in tensor.boxes where !box.box.isEmpty {
        defer { number += 1 }
        guard number % parts == part else { continue }
        guard let checksum = box.checksum else {
          unchecked += 1
          continue
        }
        do throws(FileError) {
          let file: MappedFile
          if let known = mappings[box.file] {
            file = known
          } else {
            file = try MappedFile(files[box.file].path)
            mappings[box.file] = file
          }
          try file.checkUnchanged()
          let end = box.start + box.box.count * tensor.dtype.byteCount
          guard end <= file.byteCount else { continue }
          let found = file.withBytes(box.start..<end) { CRC32C.checksum($0) }
          if found != checksum {
            faults.append(
              "\(file.path): tensor '\(tensor.name)', box \(box.box): the CRC-32C must be "
                + "\(hexadecimal(checksum)), it is \(hexadecimal(found))")
          }
          note(end - box.start)
        } catch { faults.append("\(error)") }
      }
    }
    return (faults, unchecked)
  }
}

extension CheckpointContents.File {
  /// What is wrong with the bytes before the data; nil where nothing is, or nobody says what they must be.
  fileprivate func headerFault() -> String? {
    guard let header else { return nil }
    do throws(FileError) {
      let file = try MappedFile(path)
      guard header.byteCount <= file.byteCount else { return nil }
      let found = file.withBytes(0..<header.byteCount) { CRC32C.checksum($0) }
      if found == header.checksum { return nil }
      return "\(path): the CRC-32C of its header must be \(hexadecimal(header.checksum)), it is "
        + hexadecimal(found)
    } catch { return "\(error)" }
  }
}

/// A checksum as people write it.
private func hexadecimal(_ checksum: UInt32) -> String {
  let digits = String(checksum, radix: 16)
  return String(repeating: "0", count: 8 - digits.count) + digits
}
