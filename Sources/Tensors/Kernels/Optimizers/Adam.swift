internal import CKernels
import RealModule

/// Adam (D. Kingma and J. Ba, 2015), and AdamW (I. Loshchilov and F. Hutter, 2019) where the weight
/// decay is decoupled, as `torch.optim.Adam` and `torch.optim.AdamW` document them.
///
/// The moments m and v become `beta1 m + (1 - beta1) g` and `beta2 v + (1 - beta2) g²`; the parameter
/// goes down by `learningRate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)`. Weight
/// decay is added to the gradient, or shrinks the parameter by `learningRate * weightDecay` first.
package struct Adam: Hashable, Sendable {
  /// The learning rate.
  package var learningRate: Double
  /// The decay of the first moment.
  package var beta1: Double
  /// The decay of the second moment.
  package var beta2: Double
  /// The number that keeps a divisor from zero.
  package var epsilon: Double
  /// The factor of the weight that is added to its gradient.
  package var weightDecay: Double
  /// Whether the weight decays by itself, as in AdamW.
  package var isDecoupled: Bool

  /// Adam with these hyperparameters, or AdamW if the weight decay is decoupled; the defaults are those of
  /// `torch.optim.Adam`.
  package init(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0, isDecoupled: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.isDecoupled = isDecoupled
  }

  /// AdamW, with PyTorch's default decay.
  package static func decoupled(learningRate: Double = 0.001, weightDecay: Double = 0.01) -> Adam {
    Adam(learningRate: learningRate, weightDecay: weightDecay, isDecoupled: true)
  }

  /// The next parameter and moments; all of one shape, and of floating-point dtypes, which stay.
  ///
  /// - Parameters:
  ///   - parameter: the values before the step.
  ///   - gradient: the loss's derivative by them.
  ///   - moments: zeros on the first step.
  ///   - step: counts from 1.
  package func updated(
    parameter: DenseTensor, gradient: DenseTensor,
    moments: (first: DenseTensor, second: DenseTensor),
    step: Int
  ) -> (parameter: DenseTensor, moments: (first: DenseTensor, second: DenseTensor)) {
    precondition(step >= 1, "step \(step) of Adam; steps count from 1")
    let next = updated(
      parameter: parameter, gradient: gradient, moments: moments,
      powers: (Double.pow(beta1, step), Double.pow(beta2, step)))
    return (next.parameter, next.moments)
  }

  /// As above, with the betas to the power of the step. With the `largest` second moment so far it is
  /// AMSGrad (S. Reddi, S. Kale and S. Kumar, 2018), which divides by that.
  package func updated(
    parameter: DenseTensor, gradient: DenseTensor,
    moments: (first: DenseTensor, second: DenseTensor), largest: DenseTensor? = nil,
    powers: (first: Double, second: Double)
  ) -> (
    parameter: DenseTensor, moments: (first: DenseTensor, second: DenseTensor),
    largest: DenseTensor?
  ) {
    let state = [moments.first, moments.second] + (largest.map { [$0] } ?? [])
    let results = Step(options: self, powers: powers).apply([parameter, gradient] + state)
    return (results[0], (results[1], results[2]), largest == nil ? nil : results[3])
  }

  private struct Step: UpdateRule {
    let options: Adam
    let powers: (first: Double, second: Double)

    func update<T: RealElement>(
      _ given: [UnsafePointer<T>?], _ next: [UnsafeMutablePointer<T>?], _ count: Int, streams: Bool
    ) {
      let step = CKERNELS_adam(
        beta1: options.beta1, beta2: options.beta2, rest1: 1 - options.beta1,
        rest2: 1 - options.beta2, rate: options.learningRate / (1 - powers.first),
        correction: (1 - powers.second).squareRoot(), epsilon: options.epsilon,
        decay: options.isDecoupled ? 0 : options.weightDecay,
        kept: options.isDecoupled ? 1 - options.learningRate * options.weightDecay : 1)
      unsafe T.adam(given, next, count, step, streams: streams)
    }
  }
}
