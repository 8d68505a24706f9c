/// A load that was carried out, and the seconds that it took.
package struct CostSample: Hashable, Sendable {
  /// What it was, for people.
  package var name: String
  /// What the step asks of its busiest rank.
  package var load: StepLoad
  /// How the group lay, on a machine of one level.
  package var span: GroupSpan
  /// The seconds that it took, as measured.
  package var seconds: Double
  /// Whether it is a step, which has an overhead, or a bare copy or fold.
  package var isStep: Bool

  /// A measurement of `seconds` for a load on ranks that lie as `span` says.
  ///
  /// - Parameter isStep: whether a step was measured, with its overhead, or a bare copy or fold.
  package init(
    name: String, load: StepLoad, span: GroupSpan, seconds: Double, isStep: Bool = true
  ) {
    self.name = name
    self.load = load
    self.span = span
    self.seconds = seconds
    self.isStep = isStep
  }

  /// The seconds that a model predicts for the sample.
  package func predicted(by model: CostModel) -> Double {
    let price = model.price(of: load, span: span)
    return isStep ? price.seconds : price.seconds - price.overhead
  }
}
