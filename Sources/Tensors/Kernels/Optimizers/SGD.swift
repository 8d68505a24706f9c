internal import CKernels

/// Stochastic gradient descent, as `torch.optim.SGD` documents it; Paddle's `sgd` and `momentum`.
///
/// Weight decay is added to the gradient g; the velocity v becomes `momentum * v + (1 - dampening) g`,
/// on the first step g itself; the parameter goes down by `learningRate` times v, or times
/// `g + momentum * v` with Nesterov's momentum, or times g without momentum.
package struct SGD: Hashable, Sendable {
  /// The learning rate.
  package var learningRate: Double
  /// The decay of the momentum.
  package var momentum: Double
  /// How much of a gradient does not enter the momentum.
  package var dampening: Double
  /// The factor of the weight that is added to its gradient.
  package var weightDecay: Double
  /// Whether the step looks ahead along the momentum.
  package var isNesterov: Bool

  /// Stochastic gradient descent with these hyperparameters; the defaults are those of `torch.optim.SGD`.
  package init(
    learningRate: Double = 0.001, momentum: Double = 0, dampening: Double = 0,
    weightDecay: Double = 0, isNesterov: Bool = false
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.weightDecay = weightDecay
    self.isNesterov = isNesterov
  }

  /// The next parameter and velocity; all of one shape, and of floating-point dtypes, which stay.
  ///
  /// - Parameter velocity: nil on the first step, and without momentum; one that is given then becomes
  ///   the gradient.
  package func updated(
    parameter: DenseTensor, gradient: DenseTensor, velocity: DenseTensor? = nil
  ) -> (parameter: DenseTensor, velocity: DenseTensor?) {
    guard momentum != 0 || velocity != nil else {
      return (Step(options: self, isFirst: true).apply([parameter, gradient])[0], nil)
    }
    let start = velocity ?? DenseTensor(zeros: parameter.shape, dtype: parameter.dtype)
    let results = Step(options: self, isFirst: velocity == nil)
      .apply([parameter, gradient, start])
    return (results[0], results[1])
  }

  private struct Step: UpdateRule {
    let options: SGD
    let isFirst: Bool

    func update<T: RealElement>(
      _ given: [UnsafePointer<T>?], _ next: [UnsafeMutablePointer<T>?], _ count: Int, streams: Bool
    ) {
      let numbers = CKERNELS_sgd(
        rate: options.learningRate, decay: options.weightDecay, momentum: options.momentum,
        share: isFirst ? 1 : 1 - options.dampening, is_nesterov: options.isNesterov ? 1 : 0)
      unsafe T.sgd(given, next, count, numbers, streams: streams)
    }
  }
}
