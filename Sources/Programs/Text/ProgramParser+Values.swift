import Elements
import Ops
import SPMDRules
import Sharding

/// Numbers, values of attributes, and types.
extension ProgramParser {
  mutating func number() throws(ProgramError) -> Double {
    let place = scanner.place()
    let text = scanner.numeral()
    guard let number = Double(text) else {
      throw scanner.failure("expected a number, found '\(text)'", place)
    }
    return number
  }

  /// The value of an attribute: `true`, `2`, `0.5`, `[1,2]`, `tanh`, `"a text"`.
  mutating func value() throws(ProgramError) -> AttributeValue {
    if scanner.peek() == "\"" { return .string(try scanner.quoted()) }
    if scanner.skip("[") {
      var texts: [String] = []
      if !scanner.skip("]") {
        repeat {
          let place = scanner.place()
          let text = scanner.numeral()
          guard Double(text) != nil else {
            throw scanner.failure("expected a number, found '\(text)'", place)
          }
          texts.append(text)
        } while scanner.skip(",")
        try scanner.require("]", or: "','")
      }
      let integers = texts.compactMap { Int($0) }
      return integers.count == texts.count
        ? .ints(integers) : .doubles(texts.compactMap { Double($0) })
    }
    let word = scanner.peekWord()
    if !word.isEmpty, !ProgramText.numbers.contains(word) {
      _ = scanner.word()
      return word == "true" ? .bool(true) : word == "false" ? .bool(false) : .string(word)
    }
    let place = scanner.place()
    let text = scanner.numeral()
    if let integer = Int(text) { return .int(integer) }
    guard let number = Double(text) else {
      throw text.isEmpty
        ? scanner.unexpected("the value of an attribute")
        : scanner.failure("expected the value of an attribute, found '\(text)'", place)
    }
    return .double(number)
  }

  /// `f32[8,16]{S(0),R@grid}`, the type of a value; the placements may be left out.
  mutating func type(of name: String) throws(ProgramError) -> (
    dtype: DType, shape: [Int], annotation: Annotation?
  ) {
    let word = scanner.peekWord()
    guard let dtype = DType(name: word) else {
      let names = DType.allCases.map(\.notation).joined(separator: " ")
      throw scanner.unexpected("a dtype, one of \(names)")
    }
    _ = scanner.word()
    let shapePlace = scanner.place()
    try scanner.require("[")
    var lengths: [Int] = []
    if !scanner.skip("]") {
      repeat {
        let place = scanner.place()
        let text = scanner.numeral()
        guard let length = Int(text), length >= 0 else {
          throw scanner.failure("expected the length of a dim, found '\(text)'", place)
        }
        lengths.append(length)
      } while scanner.skip(",")
      try scanner.require("]", or: "','")
    }
    do { try requireTensorShape(lengths) } catch {
      throw scanner.failure(error.description, shapePlace)
    }
    guard scanner.skip("{") else { return (dtype, lengths, nil) }
    let (text, start) = try scanner.raw(until: "}")
    let annotation: Annotation
    do { annotation = try Annotation(parsing: text) } catch {
      throw scanner.failure(error.description, start)
    }
    do { try annotation.validate(shape: lengths, dtype: dtype) } catch {
      throw scanner.failure("value '\(name)': \(error)", start)
    }
    let (mesh, count) = (annotation.meshName, annotation.placements.count)
    let known = meshDims[mesh] ?? (count, name)
    meshDims[mesh] = known
    guard count == known.count else {
      throw scanner.failure(
        "value '\(name)': placements '\(annotation)': \(mesh.map { "mesh '\($0)'" } ?? "the mesh") needs one "
          + "for each of its dims, \(known.count) as value '\(known.value)' has, \(count) given",
        start
      )
    }
    return (dtype, lengths, annotation)
  }
}
