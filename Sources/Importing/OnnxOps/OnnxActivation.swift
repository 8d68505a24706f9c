import Programs

/// A function that a recurrent layer applies within a step.
struct OnnxActivation {
  /// In lower case, since exporters differ in theirs.
  private let name: String
  private let alpha: Double
  private let beta: Double

  /// The numbers that a function takes where the layer gives it none; nil for one that has to be given.
  private static let known: [String: [Double?]] = [
    "affine": [nil, nil], "elu": [1], "hardsigmoid": [0.2, 0.5], "leakyrelu": [0.01], "relu": [],
    "scaledtanh": [nil, nil], "sigmoid": [], "softplus": [], "softsign": [], "tanh": [],
    "thresholdedrelu": [1],
  ]

  /// The functions of all directions of a layer.
  ///
  /// - Parameter usual: those of one direction where the layer names none.
  static func list(_ call: OnnxCall, usual: [String], directions: Int) throws -> [OnnxActivation] {
    var names = (0..<directions).flatMap { _ in usual }
    if case .texts(let given)? = call.node.attributes["activations"], !given.isEmpty {
      guard given.count == names.count else {
        throw Mismatch("\(given.count) activations, \(names.count) are required")
      }
      names = given
    }
    // Each function that has such a number takes the next one.
    var (alphas, betas) = (numbers(call, "activation_alpha"), numbers(call, "activation_beta"))
    return try names.map { name in
      guard let own = known[name.lowercased()] else { throw Mismatch("activation '\(name)'") }
      func number(_ place: Int, _ given: inout ArraySlice<Double>) throws -> Double {
        guard place < own.count else { return 0 }
        guard let number = given.popFirst() ?? own[place] else {
          throw Mismatch("activation '\(name)' without its numbers")
        }
        return number
      }
      return OnnxActivation(
        name: name.lowercased(), alpha: try number(0, &alphas), beta: try number(1, &betas))
    }
  }

  private static func numbers(_ call: OnnxCall, _ name: String) -> ArraySlice<Double> {
    if case .floats(let numbers)? = call.node.attributes[name] { numbers[...] } else { [] }
  }

  func callAsFunction(_ x: Value, _ call: OnnxCall) throws -> Value {
    switch name {
    case "affine": try x * alpha + beta
    case "elu": try call.op("elu", x, with: ["alpha": .double(alpha)])
    case "hardsigmoid":
      try call.op("hardsigmoid", x, with: ["slope": .double(alpha), "offset": .double(beta)])
    case "leakyrelu": try call.op("leaky_relu", x, with: ["negative_slope": .double(alpha)])
    case "scaledtanh": try call.op("tanh", x * beta) * alpha
    case "thresholdedrelu":
      try call.op("thresholded_relu", x, with: ["threshold": .double(alpha)])
    default: try call.op(name, x)
    }
  }
}
