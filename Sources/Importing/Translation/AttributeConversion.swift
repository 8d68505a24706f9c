import Elements
import Ops
import Programs

/// What becomes of an argument on its way to an attribute, by the conversions that the schema names.
struct AttributeConversion {
  let name: String
  let argument: String
  let value: ImportedArgument

  func dtype(_ code: Int) throws -> DType {
    guard let dtype = DType(pytorch: code) else {
      throw Mismatch("dtype \(DType.pytorchName(code)) is none that a tensor here has")
    }
    return dtype
  }

  func tensor() throws -> Value {
    guard case .tensor(let tensor) = value else { throw unfit("a tensor") }
    return tensor
  }

  private func unfit(_ required: String) -> Mismatch {
    Mismatch("argument \(argument) is \(value.words), \(required) is carried out")
  }

  private func int() throws -> Int {
    guard case .int(let number) = value else { throw unfit("an integer") }
    return number
  }

  private func ints() throws -> [Int] {
    switch value {
    case .int(let number): return [number]
    case .ints(let numbers): return numbers
    case .none: return []
    default: throw unfit("a list of integers")
    }
  }

  /// The attributes that the argument becomes.
  ///
  /// - Parameters:
  ///   - subject: the first tensor of the call.
  ///   - dim: the dim that another argument names, of conversions that depend on it.
  func converted(
    _ conversion: ForeignCall.Conversion, of subject: Value, along dim: AttributeValue? = nil
  ) throws -> [String: AttributeValue] {
    switch conversion {
    case .list:
      guard case .none = value else { return [name: .ints(try ints())] }
      return [:]
    case .only:
      guard case .none = value else {
        let numbers = try ints()
        guard numbers.count == 1 else { throw unfit("one dim") }
        return [name: .int(numbers[0])]
      }
      return [:]
    case .not:
      guard case .bool(let truth) = value else { throw unfit("True or False") }
      return [name: .bool(!truth)]
    case .negated: return [name: .double(-(try number()))]
    case .complement: return [name: .double(1 - (try number()))]
    case .tanh:
      guard case .text(let word) = value else { throw unfit("none or tanh") }
      return [name: .bool(word == "tanh")]
    case .flatten:
      guard case .none = value else { return [name: try attribute()] }
      return ["flatten": .bool(true)]
    case .trailing: return [name: .int(subject.shape.count - (try ints()).count)]
    case .sizes:
      let (extent, size) = (try Self.extent(of: subject, along: dim), try int())
      guard size > 0 || extent == 0 else { throw unfit("a size of at least 1") }
      return [name: .ints(try Self.parts(of: extent, size))]
    case .chunks:
      let (extent, count) = (try Self.extent(of: subject, along: dim), try int())
      guard count > 0 else { throw unfit("at least 1") }
      let size = extent / count + (extent % count == 0 ? 0 : 1)
      // Of a dim without elements each part has none.
      return [
        name: .ints(
          try extent == 0
            ? countedPlaces(count).map { _ in 0 } : Self.parts(of: extent, size))
      ]
    case .padding: return [name: .ints(try padding(of: subject))]
    case .index:
      let place = try int()
      return [
        "starts": .ints([place]), "ends": .ints([place == -1 ? .max : place + 1]),
        "decrease_axis": dim ?? .ints([]),
      ]
    case .start:
      guard case .none = value else { return [name: .ints([try int()])] }
      return [name: .ints([0])]
    case .end:
      guard case .none = value else { return [name: .ints([try int()])] }
      return [name: .ints([.max])]
    case .reduction:
      let words = ["sum": "add", "prod": "mul"]
      guard case .text(let word) = value else { throw unfit("a word") }
      return [name: .string(words[word] ?? word)]
    case .uppercase:
      guard case .text(let word) = value else { throw unfit("a word") }
      return [name: .string(word.uppercased())]
    case .scalar, .dtype, .dtypeOf, .shapeOf, .castBefore, .heads, .pair:
      throw unfit("another kind")
    }
  }

  private func number() throws -> Double {
    guard let number = value.number else { throw unfit("a number") }
    return number
  }

  private func attribute() throws -> AttributeValue {
    guard let attribute = value.attribute else { throw unfit("a number") }
    return attribute
  }

  /// The size of the dim that another argument names.
  private static func extent(of subject: Value, along dim: AttributeValue?) throws -> Int {
    let count = subject.shape.count
    guard case .int(let given) = dim ?? .int(0), (-count..<count).contains(given) else {
      throw Mismatch("a dim of \(count) is required")
    }
    return subject.shape[given < 0 ? given + count : given]
  }

  private static func parts(of extent: Int, _ size: Int) throws -> [Int] {
    if extent == 0 { return [0] }
    _ = try countedPlaces((extent - 1) / size + 1)
    return stride(from: 0, to: extent, by: size).map { min(size, extent - $0) }
  }

  /// Counts before and after each dim, the last dim first, as counts of all dims, the first one first.
  private func padding(of subject: Value) throws -> [Int] {
    let given = try ints()
    let dims = subject.shape.count
    guard given.count % 2 == 0, given.count <= 2 * dims else {
      throw unfit("two counts for each of at most \(dims) dims")
    }
    var counts = [Int](repeating: 0, count: 2 * dims)
    for pair in 0..<given.count / 2 {
      let dim = dims - 1 - pair
      (counts[2 * dim], counts[2 * dim + 1]) = (given[2 * pair], given[2 * pair + 1])
    }
    return counts
  }
}
