import SPMDRules

/// A row of `bench kernels` as a program reads it, with all that it takes to make the same call elsewhere.
struct KernelCall: Encodable {
  struct Argument: Encodable {
    let shape: [Int]
    let dtype: String
    /// Which numbers it holds: signed, positive, unit, wide, coin, bits,
    /// index or permutation.
    let values: String
    /// What indices are below.
    let below: Int?
  }

  let op: String
  let operands: String
  let dtype: String
  let elements: Int
  /// Lists flattened; an operand that is left out has the shape [0].
  let arguments: [Argument]
  let attributes: [String: Value]
  let median: Double
  let least: Double
  let rate: Double?
  let speed: Double?

  enum CodingKeys: String, CodingKey {
    case op, operands, dtype, elements, arguments, attributes
    case median = "median_us"
    case least = "least_us"
    case rate = "gigabytes_per_second"
    case speed = "gigaflops_per_second"
  }

  init(_ result: KernelResult) {
    let call = result.call
    (op, operands, dtype) = (call.op, call.words, result.dtype.notation)
    elements = result.elements
    arguments = call.tensors.map { operand in
      var below: Int?
      if case .index(let count) = operand.values { below = count }
      return Argument(
        shape: operand.shape, dtype: operand.dtype(result.dtype).notation,
        values: operand.valuesInWords, below: below)
    }
    attributes = call.attributes.mapValues(Value.init)
    (median, least) = (result.time.median * 1e6, result.time.least * 1e6)
    (rate, speed) = (result.rate, result.speed)
  }

  /// An attribute's value as JSON has it.
  struct Value: Encodable {
    let value: AttributeValue

    init(_ value: AttributeValue) { self.value = value }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch value {
      case .bool(let value): try container.encode(value)
      case .int(let value): try container.encode(value)
      case .double(let value): try container.encode(value)
      case .string(let value): try container.encode(value)
      case .ints(let value): try container.encode(value)
      case .doubles(let value): try container.encode(value)
      }
    }
  }
}
