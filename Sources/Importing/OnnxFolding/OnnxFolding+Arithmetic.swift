import Elements
import Foundation

extension OnnxFolding {
  static let arithmetic: [String: Fold] = [
    "Identity": { [try $0.input(0)] },
    "Add": binary({ $0 &+ $1 }, { $0 + $1 }),
    "Sub": binary({ $0 &- $1 }, { $0 - $1 }),
    "Mul": binary({ $0 &* $1 }, { $0 * $1 }),
    // Towards zero.
    "Div": binary(
      { $1 == 0 ? nil : $0.dividedReportingOverflow(by: $1).partialValue }, { $0 / $1 }),
    "Mod": { folding in
      let isTruncated = folding.int("fmod", default: 0) == 1
      return try binary(
        { left, right in
          guard right != 0 else { return nil }
          let rest = left.remainderReportingOverflow(dividingBy: right).partialValue
          return !isTruncated && rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest
        }, { fmod($0, $1) })(folding)
    },
    "Pow": { folding in
      let (base, exponent) = (try folding.input(0), try folding.input(1).cast(.float64))
      guard
        let powers = try elementwise(base.cast(.float64), exponent, .float64, nil, { pow($0, $1) })
      else { return nil }
      return [powers.cast(base.dtype)]
    },
    "Min": binary({ min($0, $1) }, { min($0, $1) }),
    "Max": binary({ max($0, $1) }, { max($0, $1) }),
    "And": binary({ $0 & $1 }, nil),
    "Or": binary({ $0 | $1 }, nil),
    "Xor": binary({ $0 ^ $1 }, nil),
    "Equal": comparison({ $0 == $1 }, { $0 == $1 }),
    "Less": comparison({ $0 < $1 }, { $0 < $1 }),
    "LessOrEqual": comparison({ $0 <= $1 }, { $0 <= $1 }),
    "Greater": comparison({ $0 > $1 }, { $0 > $1 }),
    "GreaterOrEqual": comparison({ $0 >= $1 }, { $0 >= $1 }),
    "Not": unary({ 1 - $0 }, nil),
    "Neg": unary({ 0 &- $0 }, { -$0 }),
    "Abs": unary({ $0 == .min ? $0 : abs($0) }, { abs($0) }),
    "Sign": unary({ $0.signum() }, nil),
    "Floor": unary(nil, { $0.rounded(.down) }),
    "Ceil": unary(nil, { $0.rounded(.up) }),
    "Round": unary(nil, { $0.rounded(.toNearestOrEven) }),
    "Sqrt": unary(nil, { $0.squareRoot() }),
    "Reciprocal": unary(nil, { 1 / $0 }),
    "Cast": { folding in
      guard case .int(let code)? = folding.attributes["to"] else {
        throw Mismatch("attribute to: a dtype is required")
      }
      guard let dtype = DType(onnx: code), dtype.kind != .complex else {
        throw Mismatch("a cast to \(DType.onnxName(code))")
      }
      return [try folding.input(0).cast(dtype)]
    },
    "Where": { folding in
      let (condition, yes, no) = (
        try folding.input(0), try folding.input(1), try folding.input(2)
      )
      let shape = try broadcast(broadcast(condition.shape, yes.shape), no.shape)
      guard isSmall(shape), let truths = condition.ints else { return nil }
      let (place, left, right) = (
        condition.broadcastPlaces(to: shape), yes.broadcastPlaces(to: shape),
        no.broadcastPlaces(to: shape)
      )
      if let yesInts = yes.ints, let noInts = no.ints {
        return [
          FoldedTensor(
            yes.dtype, shape,
            ints: place.indices.map {
              truths[place[$0]] != 0 ? yesInts[left[$0]] : noInts[right[$0]]
            })
        ]
      }
      let (yesNumbers, noNumbers) = (yes.doubles, no.doubles)
      return [
        FoldedTensor(
          yes.dtype, shape,
          doubles: place.indices.map {
            truths[place[$0]] != 0 ? yesNumbers[left[$0]] : noNumbers[right[$0]]
          })
      ]
    },
    "ReduceSum": reduction({ $0 &+ $1 }, { $0 + $1 }),
    "ReduceProd": reduction({ $0 &* $1 }, { $0 * $1 }),
    "ReduceMax": reduction({ max($0, $1) }, { max($0, $1) }),
    "ReduceMin": reduction({ min($0, $1) }, { min($0, $1) }),
    "CumSum": { folding in
      let x = try folding.input(0)
      guard x.shape.count == 1, folding.int("exclusive", default: 0) == 0,
        folding.int("reverse", default: 0) == 0, let ints = x.ints
      else { return nil }
      var sum = 0
      return [
        FoldedTensor(
          x.dtype, x.shape,
          ints: ints.map {
            sum &+= $0
            return sum
          })
      ]
    },
  ]

  private static func unary(
    _ ints: (@Sendable (Int) -> Int)?, _ doubles: (@Sendable (Double) -> Double)?
  ) -> Fold {
    { folding in
      let x = try folding.input(0)
      switch x.numbers {
      case .ints(let numbers):
        return ints.map { [FoldedTensor(x.dtype, x.shape, ints: numbers.map($0))] }
      case .doubles(let numbers):
        return doubles.map { [FoldedTensor(x.dtype, x.shape, doubles: numbers.map($0))] }
      }
    }
  }

  private static func binary(
    _ ints: @escaping @Sendable (Int, Int) -> Int?,
    _ doubles: (@Sendable (Double, Double) -> Double)?
  ) -> Fold {
    { folding in
      guard var result = folding.inputs.first ?? nil else { throw Mismatch("inputs are required") }
      for place in folding.inputs.indices.dropFirst() {
        guard
          let next = try elementwise(result, folding.input(place), result.dtype, ints, doubles)
        else { return nil }
        result = next
      }
      return [result]
    }
  }

  private static func comparison(
    _ ints: @escaping @Sendable (Int, Int) -> Bool,
    _ doubles: @escaping @Sendable (Double, Double) -> Bool
  ) -> Fold {
    { folding in
      let (left, right) = (try folding.input(0), try folding.input(1))
      if left.ints != nil {
        return try elementwise(left, right, .bool, { ints($0, $1) ? 1 : 0 }, nil).map { [$0] }
      }
      return try elementwise(left, right, .float64, nil, { doubles($0, $1) ? 1 : 0 }).map {
        [$0.cast(.bool)]
      }
    }
  }

  /// Nil where a pair has no result, or there are too many.
  private static func elementwise(
    _ left: FoldedTensor, _ right: FoldedTensor, _ dtype: DType,
    _ ints: ((Int, Int) -> Int?)?, _ doubles: ((Double, Double) -> Double)?
  ) throws -> FoldedTensor? {
    let shape = try broadcast(left.shape, right.shape)
    guard isSmall(shape) else { return nil }
    let places = zip(left.broadcastPlaces(to: shape), right.broadcastPlaces(to: shape))
    if let leftInts = left.ints, let rightInts = right.ints, let ints {
      let results = places.map { ints(leftInts[$0], rightInts[$1]) }
      let found = results.compactMap(\.self)
      return found.count == results.count ? FoldedTensor(dtype, shape, ints: found) : nil
    }
    guard let doubles else { return nil }
    let (leftNumbers, rightNumbers) = (left.doubles, right.doubles)
    return FoldedTensor(
      dtype, shape, doubles: places.map { doubles(leftNumbers[$0], rightNumbers[$1]) })
  }

  /// Over all dims; over some of them it is an op.
  private static func reduction(
    _ ints: @escaping @Sendable (Int, Int) -> Int,
    _ doubles: @escaping @Sendable (Double, Double) -> Double
  ) -> Fold {
    { folding in
      let x = try folding.input(0)
      let axes = try (folding.ints("axes", orInput: 1) ?? Array(x.shape.indices)).map {
        try place($0, of: x.shape.count)
      }
      guard Set(axes).count == x.shape.count, x.count > 0 else { return nil }
      let shape =
        folding.int("keepdims", default: 1) == 1 ? x.shape.map { _ in 1 } : []
      switch x.numbers {
      case .ints(let numbers):
        let folded = numbers.dropFirst().reduce(numbers[0], ints)
        return [FoldedTensor(x.dtype, shape, ints: [folded])]
      case .doubles(let numbers):
        let folded = numbers.dropFirst().reduce(numbers[0], doubles)
        return [FoldedTensor(x.dtype, shape, doubles: [folded])]
      }
    }
  }
}
