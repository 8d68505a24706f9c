import Foundation

extension Reference {
  private static func binary(
    _ function: @escaping @Sendable (Double, Double) -> Double
  ) -> Function {
    { call in
      let shape = Grid.broadcastShape([call.x.shape, call.y.shape])
      return [Grid(shape) { function(call.x.broadcast($0), call.y.broadcast($0)) }]
    }
  }

  private static func ternary(
    _ function: @escaping @Sendable (Double, Double, Double) -> Double
  ) -> Function {
    { call in
      let shape = Grid.broadcastShape([call.x.shape, call.y.shape, call.z.shape])
      return [
        Grid(shape) {
          function(call.x.broadcast($0), call.y.broadcast($0), call.z.broadcast($0))
        }
      ]
    }
  }

  /// The gate beside what it gates, or both in the halves of one tensor.
  private static func gated(_ call: ReferenceCall) -> [Grid] {
    let isOne = call.inputs.count == 1 || call.y.values.isEmpty
    let last = call.x.ndim - 1
    let half = call.x.shape[last] / 2
    let gate = isOne ? call.x.picked(last, Array(0..<half)) : call.x
    let rest = isOne ? call.x.picked(last, Array(half..<2 * half)) : call.y
    return [Grid(gate.shape) { gate[$0] / (1 + exp(-gate[$0])) * rest[$0] }]
  }

  private static let quotient = binary { $0 / $1 }

  static let binaries: [String: Function] = [
    "add": binary { $0 + $1 },
    "elementwise_add": binary { $0 + $1 },
    "subtract": binary { $0 - $1 },
    "multiply": binary { $0 * $1 },
    "elementwise_mul": binary { $0 * $1 },
    "divide": quotient,
    "elementwise_div": quotient,
    "elementwise_pow": binary { pow($0, $1) },
    "maximum": binary { max($0, $1) },
    "fmax": binary { max($0, $1) },
    "minimum": binary { min($0, $1) },
    "fmin": binary { min($0, $1) },
    "remainder": binary { $0 - $1 * ($0 / $1).rounded(.down) },
    "floor_divide": binary { ($0 / $1).rounded(.down) },
    "trunc_divide": binary { ($0 / $1).rounded(.towardZero) },
    "heaviside": binary { $0 < 0 ? 0 : $0 > 0 ? 1 : $1 },
    "equal": binary { $0 == $1 ? 1 : 0 },
    "not_equal": binary { $0 != $1 ? 1 : 0 },
    "greater_than": binary { $0 > $1 ? 1 : 0 },
    "greater_equal": binary { $0 >= $1 ? 1 : 0 },
    "less_than": binary { $0 < $1 ? 1 : 0 },
    "less_equal": binary { $0 <= $1 ? 1 : 0 },
    "logical_and": binary { $0 != 0 && $1 != 0 ? 1 : 0 },
    "logical_or": binary { $0 != 0 || $1 != 0 ? 1 : 0 },
    "logical_xor": binary { ($0 != 0) != ($1 != 0) ? 1 : 0 },
    "bitwise_and": binary { Double(Int($0) & Int($1)) },
    "bitwise_or": binary { Double(Int($0) | Int($1)) },
    "bitwise_xor": binary { Double(Int($0) ^ Int($1)) },
    "lerp": ternary { x, y, weight in x + weight * (y - x) },
    "where": ternary { condition, x, y in condition != 0 ? x : y },
    "swiglu": gated,
    "add_n": { call in
      [Grid(call.x.shape) { index in call.inputs[0].reduce(0) { $0 + $1[index] } }]
    },
    "label_smooth": { call in
      let epsilon = call.double("epsilon")
      let uniform = 1 / Double(call.x.shape.last ?? 1)
      return [
        Grid(call.x.shape) { index in
          let prior = call.y.values.isEmpty ? uniform : call.y.broadcast(index)
          return (1 - epsilon) * call.x[index] + epsilon * prior
        }
      ]
    },
  ]
}
