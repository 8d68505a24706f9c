import Files

/// One message of Protocol Buffers' wire format: a range of a mapped file, read field by field.
///
/// Nothing is copied, and nothing is believed that the range has no bytes for.
struct ProtobufMessage {
  /// What a field holds.
  enum Payload {
    case varint(UInt64)
    /// Four bytes, or eight, as they lie in the file.
    case fixed(Range<Int>)
    /// A message, a text, raw bytes or packed numbers.
    case bytes(Range<Int>)
  }

  /// A field: its number in the message's definition, and what it holds.
  struct Field {
    let number: Int
    let payload: Payload
  }

  let file: MappedFile
  /// What it is, for messages: `graph`, `node`.
  let kind: String
  private var place: Int
  private let end: Int

  init(_ file: MappedFile, _ range: Range<Int>, _ kind: String) {
    (self.file, self.kind) = (file, kind)
    (place, end) = (range.lowerBound, range.upperBound)
  }

  func fault(_ reason: String) -> FileError.Problem {
    .onnx(reason: "\(kind): \(reason) at byte \(place)")
  }

  /// The next field; nil at the end.
  mutating func next() throws(FileError.Problem) -> Field? {
    guard place < end else { return nil }
    let tag = try varint()
    guard tag >> 3 > 0, tag >> 3 <= 0x1FFF_FFFF else {
      throw fault("a field of number \(tag >> 3)")
    }
    let number = Int(tag >> 3)
    switch tag & 7 {
    case 0: return Field(number: number, payload: .varint(try varint()))
    case 1: return Field(number: number, payload: .fixed(try range(8)))
    case 2:
      let count = try varint()
      guard count <= UInt64(end - place) else {
        throw fault("field \(number) of \(count) bytes, where \(end - place) are left")
      }
      return Field(number: number, payload: .bytes(try range(Int(count))))
    case 5: return Field(number: number, payload: .fixed(try range(4)))
    case let kind: throw fault("field \(number) of the wire type \(kind), which is not read")
    }
  }

  private mutating func range(_ count: Int) throws(FileError.Problem) -> Range<Int> {
    guard count <= end - place else {
      throw fault("\(count) bytes are required, \(end - place) are left")
    }
    defer { place += count }
    return place..<place + count
  }

  private mutating func varint() throws(FileError.Problem) -> UInt64 {
    let (number, length) = Self.varint(file, place..<end)
    guard let number else { throw fault("a number that does not end") }
    place += length
    return number
  }

  /// The number at the beginning of a range, and how many bytes it takes; nil where it does not end there.
  private static func varint(_ file: MappedFile, _ range: Range<Int>) -> (UInt64?, Int) {
    file.withBytes(range) { bytes in
      var number: UInt64 = 0
      for index in 0..<min(10, bytes.byteCount) {
        let byte = unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
        // The tenth byte has room for one bit.
        if index == 9, byte > 1 { return (nil, 0) }
        number |= UInt64(byte & 127) << (7 * UInt64(index))
        if byte < 128 { return (number, index + 1) }
      }
      return (nil, 0)
    }
  }
}

extension ProtobufMessage {
  /// The message that a field is.
  func message(_ field: Field, _ kind: String) throws(FileError.Problem) -> ProtobufMessage {
    ProtobufMessage(file, try bytes(field), kind)
  }

  func bytes(_ field: Field) throws(FileError.Problem) -> Range<Int> {
    guard case .bytes(let range) = field.payload else { throw unfit(field) }
    return range
  }

  func text(_ field: Field) throws(FileError.Problem) -> String {
    let range = try bytes(field)
    let text = file.withBytes(range) { bytes in
      unsafe bytes.withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) }
    }
    guard let text else { throw fault("field \(field.number) is no UTF-8") }
    return text
  }

  func int(_ field: Field) throws(FileError.Problem) -> Int {
    guard case .varint(let number) = field.payload else { throw unfit(field) }
    return Int(truncatingIfNeeded: number)
  }

  func float(_ field: Field) throws(FileError.Problem) -> Double {
    guard case .fixed(let range) = field.payload, range.count == 4 else { throw unfit(field) }
    return Double(Float(bitPattern: UInt32(truncatingIfNeeded: word(range))))
  }

  /// The numbers of a repeated field, one alone or packed.
  func ints(_ field: Field) throws(FileError.Problem) -> [Int] {
    guard case .bytes(let range) = field.payload else { return [try int(field)] }
    guard let numbers = Self.varints(file, range) else {
      throw fault("field \(field.number) holds a number that does not end")
    }
    return numbers
  }

  /// The packed numbers of a range; nil where one does not end.
  static func varints(_ file: MappedFile, _ range: Range<Int>) -> [Int]? {
    var numbers: [Int] = []
    var place = range.lowerBound
    while place < range.upperBound {
      let (number, length) = varint(file, place..<range.upperBound)
      guard let number else { return nil }
      numbers.append(Int(truncatingIfNeeded: number))
      place += length
    }
    return numbers
  }

  /// How many packed numbers end in a range.
  func varintCount(_ range: Range<Int>) -> Int {
    file.withBytes(range) { bytes in
      (0..<bytes.byteCount).count {
        unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) < 128
      }
    }
  }

  /// As `ints`, of float32; a float64 stands alone.
  func floats(_ field: Field) throws(FileError.Problem) -> [Double] {
    guard case .bytes(let range) = field.payload else {
      guard case .fixed(let range) = field.payload, range.count == 8 else {
        return [try float(field)]
      }
      return [Double(bitPattern: word(range))]
    }
    guard range.count % 4 == 0 else { throw unfit(field) }
    return stride(from: range.lowerBound, to: range.upperBound, by: 4).map {
      Double(Float(bitPattern: UInt32(truncatingIfNeeded: word($0..<$0 + 4))))
    }
  }

  private func word(_ range: Range<Int>) -> UInt64 {
    file.withBytes(range) { bytes in
      var word: UInt64 = 0
      for index in (0..<bytes.byteCount).reversed() {
        word = word << 8 | UInt64(unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))
      }
      return word
    }
  }

  private func unfit(_ field: Field) -> FileError.Problem {
    fault("field \(field.number) is of another kind than it must be")
  }
}
