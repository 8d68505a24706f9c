import Elements
import Programs

extension Compositions {
  /// Pooling over windows.
  static let pooling: [String: Composition] = [
    "aten.adaptive_avg_pool2d.default": adaptive,
    "aten._adaptive_avg_pool2d.default": adaptive,
  ]

  /// Means of bins whose number is given, where bins are alike.
  private static func adaptive(_ call: CompositionCall) throws -> [Value] {
    let x = try call.tensor("self")
    let wanted = try call.ints("output_size", count: 2)
    let count = x.shape.count
    let spatial = [x.shape[count - 2], x.shape[count - 1]]
    guard zip(spatial, wanted).allSatisfy({ $1 > 0 && $0 % $1 == 0 }) else {
      throw Mismatch("bins of \(wanted) on \(spatial) are not alike")
    }
    let parts = zip(spatial, wanted).flatMap { [$1, $0 / $1] }
    let split = try x.reshape(Array(x.shape.dropLast(2)) + parts)
    return [
      try call.op("mean", split, with: ["axis": .ints([count - 1, count + 1])])
    ]
  }
}
