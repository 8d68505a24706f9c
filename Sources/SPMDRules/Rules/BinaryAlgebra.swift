import Sharding

/// How partial values of two operands pass an elementwise op, as strictly as in `UnaryLaw`.
///
/// | op | passes | why |
/// |---|---|---|
/// | multiply | one factor's sum, avg; both factors' prod | linear in each; products of products |
/// | divide (true division) | the dividend's sum, avg; both prod | as a product with 1/y |
/// | maximum | max, min of one; both max | the lattice is distributive; NaN wins |
/// | minimum | max, min of one; both min | the same, turned around |
/// | heaviside | y's max, min, avg | y or a constant, by x |
/// | logical_and | any, all of one; both all | the truth of numbers too |
/// | logical_or | any, all of one; both any | the same, turned around |
///
/// Nothing passes fmax and fmin (they drop NaN, which wins in a folded maximum), powers, divisions
/// that round, the bitwise ops (`any` and `all` of integers give one of the values back, not their
/// bits), exclusive or, and the generic op.
enum BinaryAlgebra {
  static let table: [String: [Flow]] = [
    "multiply": product,
    "divide": quotient,

    "maximum": Flow.either(.max, .min) + Flow.both(.max),
    "minimum": Flow.either(.max, .min) + Flow.both(.min),
    "fmax": [],
    "fmin": [],
    "heaviside": Flow.right(.max, .min, .avg),

    "logical_and": Flow.either(.any, .all) + Flow.both(.all),
    "logical_or": Flow.either(.any, .all) + Flow.both(.any),
    "logical_xor": [],

    "bitwise_and": [],
    "bitwise_or": [],
    "bitwise_xor": [],

    "elementwise_binary": [],
    "elementwise_pow": [],
    "floor_divide": [],
    "remainder": [],
    "trunc_divide": [],
  ]

  private static let product = Flow.either(.sum, .avg) + Flow.both(.prod)
  private static let quotient = Flow.left(.sum, .avg) + Flow.both(.prod)
}
