/// Reads pickles of a closed world: opcodes that checkpoints have, and globals that the caller permits.
///
/// It builds values and executes nothing; a global that is not permitted is refused by its name. No opcode makes more
/// than one value, and no length is trusted beyond the bytes that are there.
///
/// Source: Python's `pickletools`, protocols 2 to 5.
package struct PickleReader {
  private var scanner: ByteScanner
  private let permits: (_ module: String, _ name: String) -> Bool
  private var pickle = Pickle()
  private var stack: [Pickle.ID] = []
  private var marks: [Int] = []
  private var memo: [Int: Pickle.ID] = [:]

  /// Reads a pickle from its first byte to its STOP; nothing may follow.
  ///
  /// - Throws: `FileError.Problem.pickle`, with the place.
  package static func read(
    _ bytes: [UInt8], permitting permits: @escaping (_ module: String, _ name: String) -> Bool
  ) throws(FileError.Problem) -> Pickle {
    try read(ByteScanner(bytes), permitting: permits)
  }

  /// Reads what a scanner gives. Of long strings of bytes it takes only the places.
  package static func read(
    _ scanner: ByteScanner, permitting permits: @escaping (_ module: String, _ name: String) -> Bool
  ) throws(FileError.Problem) -> Pickle {
    var reader = PickleReader(scanner: scanner, permits: permits)
    // Values of which many are alike.
    reader.pickle.values = [.none, .bool(false), .bool(true)]
    return try reader.run()
  }

  private init(scanner: ByteScanner, permits: @escaping (String, String) -> Bool) {
    (self.scanner, self.permits) = (scanner, permits)
  }

  private mutating func run() throws(FileError.Problem) -> Pickle {
    while true {
      let place = scanner.position
      guard let opcode = scanner.byte() else { throw fault(place, "a STOP at the end") }
      if opcode == UInt8(ascii: ".") {
        pickle.root = try pop(place)
        guard stack.isEmpty, marks.isEmpty else { throw fault(place, "one value at the end") }
        guard scanner.remaining == 0 else { throw fault(place, "the STOP as its last byte") }
        return pickle
      }
      if try simple(opcode, place) { continue }
      if try container(opcode, place) { continue }
      if try object(opcode, place) { continue }
      throw fault(place, "an opcode that is read, not \(hexadecimal([opcode]))")
    }
  }

  private func fault(_ position: Int, _ required: String) -> FileError.Problem {
    .pickle(position: position, required: required)
  }

  private mutating func push(_ value: Pickle.Value) {
    stack.append(pickle.values.count)
    pickle.values.append(value)
  }

  private mutating func pop(_ place: Int) throws(FileError.Problem) -> Pickle.ID {
    guard stack.count > marks.last ?? 0, let top = stack.popLast() else {
      throw fault(place, "a value on the stack")
    }
    return top
  }

  /// The values since the last mark, which goes too.
  private mutating func popMarked(_ place: Int) throws(FileError.Problem) -> [Pickle.ID] {
    guard let mark = marks.popLast() else { throw fault(place, "a mark on the stack") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func number<T: FixedWidthInteger>(
    _ type: T.Type, _ place: Int
  ) throws(FileError.Problem) -> Int {
    guard let value = scanner.integer(T.self), let number = Int(exactly: value) else {
      throw fault(place, "a whole number of 64 bits")
    }
    return number
  }

  private mutating func bytes(_ count: Int, _ place: Int) throws(FileError.Problem) -> [UInt8] {
    guard let bytes = scanner.take(count) else { throw fault(place, "\(count) bytes more") }
    return Array(bytes)
  }

  /// Where the next bytes are, which are not read.
  private mutating func passed(_ count: Int, _ place: Int) throws(FileError.Problem) -> Range<Int> {
    guard let range = scanner.skip(count) else { throw fault(place, "\(count) bytes more") }
    return range
  }

  private mutating func text(_ count: Int, _ place: Int) throws(FileError.Problem) -> String {
    guard let text = String(validating: try bytes(count, place), as: UTF8.self) else {
      throw fault(place, "a text in UTF-8")
    }
    return text
  }

  private mutating func line(_ place: Int) throws(FileError.Problem) -> String {
    guard let line = scanner.line() else { throw fault(place, "a whole line in UTF-8") }
    return line
  }
}

extension PickleReader {
  /// Numbers, texts, the memo; false for another opcode.
  private mutating func simple(_ opcode: UInt8, _ place: Int) throws(FileError.Problem) -> Bool {
    switch opcode {
    case 0x80:
      let version = try number(UInt8.self, place)
      guard (2...5).contains(version) else { throw fault(place, "protocol 2 to 5, not \(version)") }
    case 0x95: _ = try number(UInt64.self, place)
    case UInt8(ascii: "N"): stack.append(0)
    case 0x89: stack.append(1)
    case 0x88: stack.append(2)
    case UInt8(ascii: "K"): push(.int(try number(UInt8.self, place)))
    case UInt8(ascii: "M"): push(.int(try number(UInt16.self, place)))
    case UInt8(ascii: "J"): push(.int(try number(Int32.self, place)))
    case 0x8a: push(.int(try long(try number(UInt8.self, place), place)))
    case UInt8(ascii: "G"):
      let pattern = try bytes(8, place).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
      push(.float(Double(bitPattern: pattern)))
    case 0x8c: push(.string(try text(try number(UInt8.self, place), place)))
    case UInt8(ascii: "X"): push(.string(try text(try number(UInt32.self, place), place)))
    case 0x8d: push(.string(try text(try number(UInt64.self, place), place)))
    case UInt8(ascii: "C"): push(.bytes(try passed(try number(UInt8.self, place), place)))
    case UInt8(ascii: "B"): push(.bytes(try passed(try number(UInt32.self, place), place)))
    case 0x8e: push(.bytes(try passed(try number(UInt64.self, place), place)))
    case 0x94: memo[memo.count] = try top(place)
    case UInt8(ascii: "q"): memo[try number(UInt8.self, place)] = try top(place)
    case UInt8(ascii: "r"): memo[try number(UInt32.self, place)] = try top(place)
    case UInt8(ascii: "h"): stack.append(try known(try number(UInt8.self, place), place))
    case UInt8(ascii: "j"): stack.append(try known(try number(UInt32.self, place), place))
    default: return false
    }
    return true
  }

  private func top(_ place: Int) throws(FileError.Problem) -> Pickle.ID {
    guard stack.count > marks.last ?? 0, let top = stack.last else {
      throw fault(place, "a value on the stack")
    }
    return top
  }

  private func known(_ key: Int, _ place: Int) throws(FileError.Problem) -> Pickle.ID {
    guard let id = memo[key] else { throw fault(place, "value \(key) in the memo") }
    return id
  }

  private mutating func long(_ count: Int, _ place: Int) throws(FileError.Problem) -> Int {
    guard count <= 8 else { throw fault(place, "a whole number of 64 bits") }
    let bytes = try bytes(count, place)
    guard let last = bytes.last else { return 0 }
    let sign: UInt64 = last & 0x80 == 0 ? 0 : .max
    return Int(truncatingIfNeeded: bytes.reversed().reduce(sign) { $0 << 8 | UInt64($1) })
  }

  /// Tuples, lists, dictionaries; false for another opcode.
  private mutating func container(_ opcode: UInt8, _ place: Int) throws(FileError.Problem) -> Bool {
    switch opcode {
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: ")"): push(.tuple([]))
    case UInt8(ascii: "]"): push(.list([]))
    case UInt8(ascii: "}"): push(.dictionary([]))
    case UInt8(ascii: "t"): push(.tuple(try popMarked(place)))
    case 0x85...0x87:
      var parts: [Pickle.ID] = []
      for _ in 0x84..<opcode { parts.insert(try pop(place), at: 0) }
      push(.tuple(parts))
    case UInt8(ascii: "a"): try extend(by: [try pop(place)], place)
    case UInt8(ascii: "e"): try extend(by: try popMarked(place), place)
    case UInt8(ascii: "s"):
      let value = try pop(place)
      try extend(by: [try pop(place), value], isDictionary: true, place)
    case UInt8(ascii: "u"): try extend(by: try popMarked(place), isDictionary: true, place)
    default: return false
    }
    return true
  }

  /// Adds elements to the list, or keys and values to the dictionary, on top of the stack.
  private mutating func extend(
    by parts: [Pickle.ID], isDictionary: Bool = false, _ place: Int
  ) throws(FileError.Problem) {
    let id = try top(place)
    switch pickle.values[id] {
    case .list(var ids) where !isDictionary:
      // In place: two references would copy the list each time.
      pickle.values[id] = .none
      ids += parts
      pickle.values[id] = .list(ids)
    case .dictionary(var ids) where isDictionary && parts.count.isMultiple(of: 2):
      pickle.values[id] = .none
      ids += parts
      pickle.values[id] = .dictionary(ids)
    case .object where isDictionary && parts.isEmpty: break
    default: throw fault(place, "a list or a dictionary to add to")
    }
  }

  /// Globals and what is made of them; false for another opcode.
  private mutating func object(_ opcode: UInt8, _ place: Int) throws(FileError.Problem) -> Bool {
    switch opcode {
    case UInt8(ascii: "c"):
      let module = try line(place)
      try pushGlobal(module, try line(place), place)
    case 0x93:
      let name = try pop(place)
      guard let module = pickle.string(try pop(place)), let name = pickle.string(name) else {
        throw fault(place, "the names of a module and of what it has")
      }
      try pushGlobal(module, name, place)
    case UInt8(ascii: "R"), 0x81:
      let arguments = try pop(place)
      let callee = try pop(place)
      guard case .tuple(let ids) = pickle[arguments], case .global = pickle[callee] else {
        throw fault(place, "a global and a tuple of arguments")
      }
      push(.object(callee: callee, arguments: ids, state: nil))
    case UInt8(ascii: "b"):
      let state = try pop(place)
      let id = try top(place)
      guard case .object(let callee, let arguments, nil) = pickle[id] else {
        throw fault(place, "an object without a state")
      }
      pickle.values[id] = .object(callee: callee, arguments: arguments, state: state)
    case UInt8(ascii: "Q"): push(.persistent(try pop(place)))
    default: return false
    }
    return true
  }

  private mutating func pushGlobal(
    _ module: String, _ name: String, _ place: Int
  ) throws(FileError.Problem) {
    guard permits(module, name) else {
      throw fault(place, "a global that checkpoints have, not \(module).\(name)")
    }
    push(.global(module: module, name: name))
  }
}
