import Sharding

/// Bounds that no real call meets, so that no arithmetic on a legal one overflows.
enum Limits {
  /// The most elements of a tensor, counted once for each rank.
  static let elements = 1 << 56
  /// Integers of attributes are taken for the nearest in this range, beyond every size of a dim: an
  /// end of `Int.max` is the end.
  static let integers = -(1 << 56)...(1 << 56)
  /// The most tensors that an op gives.
  static let outputs = 1 << 12
  /// The most pieces of an axis of which each is compared with another's; of more, where they have to be
  /// alike, the axis stays whole.
  static let pieces = 1 << 16

  static func integer(_ value: Int) -> Int {
    min(max(value, integers.lowerBound), integers.upperBound)
  }

  /// The product of sizes, none of them negative; nil if it is beyond every tensor.
  static func product(_ sizes: [Int]) -> Int? {
    if sizes.contains(0) { return 0 }
    var product = 1
    for size in sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow, next <= elements else { return nil }
      product = next
    }
    return product
  }

  /// - Throws: `.shape` if a tensor has more than 64 dims, a negative size, or more elements than can be
  ///   counted.
  static func require(_ shape: [Int], on mesh: ProcessMesh, of name: @autoclosure () -> String)
    throws(RuleError)
  {
    guard shape.count <= maximumDims else {
      throw .shape(
        "\(name()): a tensor has at most \(maximumDims) dims, the shape has \(shape.count)")
    }
    guard shape.allSatisfy({ $0 >= 0 }) else {
      throw .shape("\(name()): sizes must not be negative, the shape is \(shape)")
    }
    guard product(shape.map { max($0, 1) } + [mesh.count]) != nil else {
      throw .shape(
        "\(name()): a tensor must have at most 2^56 elements on all ranks together, the shape is "
          + "\(shape) on \(mesh.count) ranks")
    }
  }
}

extension Int {
  /// The sum of numbers that are not negative; `Int.max` where it is beyond.
  func adding(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  /// The product of numbers that are not negative; `Int.max` where it is beyond.
  func times(_ other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
