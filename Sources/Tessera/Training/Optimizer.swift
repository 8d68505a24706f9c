import Elements
import Ops
import Programs
import SPMDRules
import Sharding
import Tensors

/// Steps of an optimiser on named parameters, which lie wherever they do: their state lies as they do.
///
///     var optimizer = Optimizer(.adam(learningRate: 1e-3))
///     try optimizer.step(&parameters, gradients)
///
/// Defaults are PyTorch's. A gradient is moved to where its parameter lies, which folds one that is partial: with a
/// sharded parameter it is scattered, as in ZeRO. All ranks of the parameters' meshes call it together.
public struct Optimizer {
  /// How parameters follow their gradients.
  public enum Method: Hashable, Sendable {
    /// p - lr g.
    case sgd
    /// v = mu v + g, p - lr v; the first v is g.
    case momentum(Double = 0.9)
    /// Adam; the decay goes into the gradient.
    case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
    /// Adam; the decay goes into the parameter, beside the step.
    case adamW(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
    /// Adam's step and the decay, made as long as the parameter is in proportion: Lamb (You et al., 2019).
    case lamb(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-6)
  }

  /// How parameters follow their gradients.
  public private(set) var method: Method
  /// The length of a step.
  public var learningRate: Double
  /// What is taken off of each parameter, in parts of it.
  public let weightDecay: Double
  /// The norm of all gradients together beyond which they are made shorter; nil for any.
  public let clipNorm: Double?
  /// How many steps were made.
  public private(set) var count = 0
  /// By the name of a parameter and of what is kept of it: `w.moment1`.
  public private(set) var state: [String: DistTensor] = [:]

  /// An optimiser that has made no step.
  ///
  /// - Parameter weightDecay: nil for the default: 0.01 of `adamW` and `lamb`, 0 of the others.
  public init(
    _ method: Method, learningRate: Double, weightDecay: Double? = nil, clipNorm: Double? = nil
  ) {
    self.method = method
    self.learningRate = learningRate
    self.weightDecay = weightDecay ?? (Self.decaysBeside(method) ? 0.01 : 0)
    self.clipNorm = clipNorm
  }

  /// The momentum, or the first beta of `adam`, `adamW` and `lamb`; nil of `sgd`, which keeps none.
  public var momentum: Double? {
    get {
      switch method {
      case .sgd: nil
      case .momentum(let beta), .adam(let beta, _, _), .adamW(let beta, _, _),
        .lamb(let beta, _, _):
        beta
      }
    }
    set {
      guard let newValue else { return }
      switch method {
      case .sgd: break
      case .momentum: method = .momentum(newValue)
      case .adam(_, let beta2, let epsilon):
        method = .adam(beta1: newValue, beta2: beta2, epsilon: epsilon)
      case .adamW(_, let beta2, let epsilon):
        method = .adamW(beta1: newValue, beta2: beta2, epsilon: epsilon)
      case .lamb(_, let beta2, let epsilon):
        method = .lamb(beta1: newValue, beta2: beta2, epsilon: epsilon)
      }
    }
  }

  /// Goes on where another has stopped.
  public mutating func resume(after count: Int, _ state: [String: DistTensor]) {
    (self.count, self.state) = (count, state)
  }

  /// What is kept of each parameter, by the last part of its name.
  public var kept: [String] {
    switch method {
    case .sgd: []
    case .momentum: ["velocity"]
    case .adam, .adamW, .lamb: ["moment1", "moment2"]
    }
  }

  /// Makes a step: each parameter that has a gradient is replaced.
  ///
  /// - Returns: the norm of all gradients together, before they were made shorter; nil where nothing asks for it.
  /// - Throws: `TesseraError` where a gradient has another shape than its parameter.
  @discardableResult
  public mutating func step(
    _ parameters: inout [String: DistTensor], _ gradients: [String: DistTensor]
  ) throws(TesseraError) -> Double? {
    var scale: LossScale?
    return try step(&parameters, gradients, scaledBy: &scale)
  }

  /// Makes a step of gradients of a loss that was scaled: they are divided by the scale, and the step is left out where
  /// one of them is infinite or NaN.
  ///
  /// - Parameter scale: learns whether the step was made.
  /// - Returns: the norm of all gradients together, before they were made shorter; nil where nothing asks for it.
  @discardableResult
  public mutating func step(
    _ parameters: inout [String: DistTensor], _ gradients: [String: DistTensor],
    scaledBy scale: inout LossScale?
  ) throws(TesseraError) -> Double? {
    // The same order on every rank: each move is one that all take part in.
    let names = gradients.keys.filter { parameters[$0] != nil }.sorted()
    var moved: [String: DistTensor] = [:]
    for name in names {
      guard let parameter = parameters[name], let gradient = gradients[name] else { continue }
      moved[name] =
        gradient.attr == parameter.attr ? gradient : try gradient.resharded(to: parameter.attr)
    }
    if let scale {
      for (name, gradient) in moved { moved[name] = try gradient * (1 / scale.scale) }
    }
    let norm = clipNorm == nil && scale == nil ? nil : try Self.norm(of: moved)
    let isFinite = norm?.isFinite ?? true
    scale?.note(isFinite: isFinite)
    guard scale == nil || isFinite else { return norm }
    count += 1
    if let clipNorm, let norm { try Self.clip(&moved, from: norm, to: clipNorm) }
    for name in names {
      guard let parameter = parameters[name], let gradient = moved[name] else { continue }
      parameters[name] = try update(name, parameter, gradient)
    }
    return norm
  }

  /// The norm of all gradients together. Each element counts once, wherever it lies: squares of those that lie alike are
  /// added up where they are, and folded once.
  private static func norm(of gradients: [String: DistTensor]) throws(TesseraError) -> Double {
    var sums: [(attr: TensorDistAttr, sum: DistTensor)] = []
    for name in gradients.keys.sorted() {
      guard let gradient = gradients[name] else { continue }
      let square = try gradient.cast(.float64).multiplied().sum()
      if let place = sums.firstIndex(where: { $0.attr == square.attr }) {
        sums[place].sum = try sums[place].sum + square
      } else {
        sums.append((square.attr, square))
      }
    }
    var squares = 0.0
    for (_, sum) in sums { squares += try sum.number() }
    return squares.squareRoot()
  }

  /// Shortens gradients together, as PyTorch's `clip_grad_norm_`.
  private static func clip(
    _ gradients: inout [String: DistTensor], from norm: Double, to limit: Double
  ) throws(TesseraError) {
    let factor = limit / (norm + 1e-6)
    guard factor < 1 || factor.isNaN else { return }
    for (name, gradient) in gradients { gradients[name] = try gradient * factor }
  }

  private mutating func update(
    _ name: String, _ parameter: DistTensor, _ gradient: DistTensor
  ) throws(TesseraError) -> DistTensor {
    let rate = try parameter.scalar(learningRate, dtype: .float64).reshape([1])
    var gradient = gradient
    if weightDecay != 0, !Self.decaysBeside(method) {
      gradient = try gradient + parameter * weightDecay
    }
    switch method {
    case .sgd:
      return try DistTensor.apply("sgd", [.one(parameter), .one(rate), .one(gradient)], [:])[0]
    case .momentum(let mu):
      let made = try DistTensor.apply(
        "momentum",
        [.one(parameter), .one(gradient), .one(try kept("velocity", name, parameter)), .one(rate)],
        ["mu": .double(mu)])
      state["\(name).velocity"] = made[1]
      return made[0]
    case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
      func power(_ beta: Double) throws(TesseraError) -> DistTensor {
        let power = (0..<count).reduce(1.0) { product, _ in product * beta }
        return try parameter.scalar(power, dtype: .float64).reshape([1])
      }
      var attributes: [String: AttributeValue] = [
        "beta1": .double(beta1), "beta2": .double(beta2), "epsilon": .double(epsilon),
      ]
      let decaysBeside = Self.decaysBeside(method)
      if decaysBeside { attributes["coeff"] = .double(weightDecay) }
      let made = try DistTensor.apply(
        decaysBeside ? "adamw" : "adam",
        [
          .one(parameter), .one(gradient), .one(rate),
          .one(try kept("moment1", name, parameter)), .one(try kept("moment2", name, parameter)),
          .one(try parameter.absent()), .one(try power(beta1)), .one(try power(beta2)),
        ], attributes)
      state["\(name).moment1"] = made[1]
      state["\(name).moment2"] = made[2]
      return made[0]
    case .lamb(let beta1, let beta2, let epsilon):
      let made = try parameter.lamb(
        gradient,
        moments: (try kept("moment1", name, parameter), try kept("moment2", name, parameter)),
        rate: learningRate, decay: weightDecay, betas: (beta1, beta2), epsilon: epsilon,
        count: count)
      state["\(name).moment1"] = made.moments.0
      state["\(name).moment2"] = made.moments.1
      return made.parameter
    }
  }

  /// Whether the decay does not go into the gradient.
  private static func decaysBeside(_ method: Method) -> Bool {
    switch method {
    case .adamW, .lamb: true
    case .sgd, .momentum, .adam: false
    }
  }

  /// What is kept of a parameter; zeros before its first step.
  private func kept(_ what: String, _ name: String, _ parameter: DistTensor) throws(TesseraError)
    -> DistTensor
  {
    if let known = state["\(name).\(what)"] { return known }
    return try DistTensor(
      fill: .zeros, shape: parameter.shape, dtype: parameter.dtype, attr: parameter.attr,
      on: parameter.cluster)
  }
}

extension DistTensor {
  /// Each element times itself.
  fileprivate func multiplied() throws(TesseraError) -> DistTensor { try self * self }

  /// The value of a tensor of one element, on every rank of the job. All ranks call it.
  package func number() throws(TesseraError) -> Double {
    let whole = try full()
    let value = whole.map { $0.converted(to: .float64).values(as: Double.self)[0] } ?? 0
    if cluster.isVirtual { return value }
    // Ranks outside the mesh hear it of one that is in it.
    let bits = try cluster.gathered([Int(bitPattern: UInt(value.bitPattern))])
    return Double(bitPattern: UInt64(UInt(bitPattern: bits[mesh.rankOrder[0]][0])))
  }
}
