import Sharding

/// Conversion of the elements to another dtype: `ab->ab`.
///
/// The dtype that they come from is not known. To floating point, conversion is linear and rises (it
/// takes a complex number's real part, so that products do not pass); to complex, it is linear; to
/// integers it cuts off, and NaN has no place. `any` and `all` keep the value's truth only, so that
/// they pass to `bool` alone. Paddle: cast.cc, which clears every partial.
enum Cast: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    return try .broadcast([try call.shape(0)], op: call.op, flows: flows(try dtype(call)))
  }

  private static func dtype(_ call: RuleCall) throws(RuleError) -> DType {
    guard let dtype = DType(name: try call.string("dtype")) else {
      preconditionFailure("\(call.op): the call was not checked")
    }
    return dtype
  }

  private static func flows(_ dtype: DType) -> [Flow] {
    switch dtype.kind {
    case .floatingPoint: UnaryLaw.flows([.additive, .increasing])
    case .complex: UnaryLaw.flows([.additive])
    case .boolean: [.unary(.any, to: .any), .unary(.all, to: .all)]
    case .signedInteger, .unsignedInteger: []
    }
  }
}
