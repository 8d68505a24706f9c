internal import CKernels

/// Adagrad (J. Duchi, E. Hazan and Y. Singer, 2011), as `torch.optim.Adagrad` documents it.
///
/// Weight decay is added to the gradient g; the sum s grows by g²; the parameter goes down by
/// `rate * g / (sqrt(s) + epsilon)`, with the rate `learningRate / (1 + (t - 1) * rateDecay)`.
package struct Adagrad: Hashable, Sendable {
  /// The learning rate.
  package var learningRate: Double
  /// How fast the learning rate falls with the steps.
  package var rateDecay: Double
  /// The factor of the weight that is added to its gradient.
  package var weightDecay: Double
  /// The number that keeps a divisor from zero.
  package var epsilon: Double

  /// Adagrad with these hyperparameters; the defaults are those of `torch.optim.Adagrad`.
  package init(
    learningRate: Double = 0.01, rateDecay: Double = 0, weightDecay: Double = 0,
    epsilon: Double = 1e-10
  ) {
    self.learningRate = learningRate
    self.rateDecay = rateDecay
    self.weightDecay = weightDecay
    self.epsilon = epsilon
  }

  /// The next parameter and sum; all of one shape, and of floating-point dtypes, which stay.
  ///
  /// - Parameter step: counts from 1.
  package func updated(
    parameter: DenseTensor, gradient: DenseTensor, sum: DenseTensor, step: Int
  ) -> (parameter: DenseTensor, sum: DenseTensor) {
    precondition(step >= 1, "step \(step) of Adagrad; steps count from 1")
    let results = Step(options: self, step: step).apply([parameter, gradient, sum])
    return (results[0], results[1])
  }

  private struct Step: UpdateRule {
    let options: Adagrad
    let step: Int

    func update<T: RealElement>(
      _ given: [UnsafePointer<T>?], _ next: [UnsafeMutablePointer<T>?], _ count: Int, streams: Bool
    ) {
      let numbers = CKERNELS_adagrad(
        rate: options.learningRate / (1 + Double(step - 1) * options.rateDecay),
        decay: options.weightDecay, epsilon: options.epsilon)
      unsafe T.adagrad(given, next, count, numbers, streams: streams)
    }
  }
}
