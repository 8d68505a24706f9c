/// A load that was carried out, and the seconds that it took.
public struct CostSample: Hashable, Sendable {
  /// What it was, for people.
  public var name: String
  /// What the step asks of its busiest rank.
  public var load: StepLoad
  /// How the group lay, on a machine of one level.
  public var span: GroupSpan
  /// The seconds that it took, as measured.
  public var seconds: Double
  /// Whether it is a step, which has an overhead, or a bare copy or fold.
  public var isStep: Bool

  /// A measurement of `seconds` for a load on ranks that lie as `span` says.
  ///
  /// - Parameter isStep: whether a step was measured, with its overhead, or a bare copy or fold.
  public init(
    name: String, load: StepLoad, span: GroupSpan, seconds: Double, isStep: Bool = true
  ) {
    self.name = name
    self.load = load
    self.span = span
    self.seconds = seconds
    self.isStep = isStep
  }

  /// What a model foretells of it.
  public func predicted(by model: CostModel) -> Double {
    let price = model.price(of: load, span: span)
    return isStep ? price.seconds : price.seconds - price.overhead
  }
}
