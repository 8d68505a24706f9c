/// A kernel that ran, and the seconds that it took.
package struct KernelSample: Hashable, Sendable {
  /// What it was, for people.
  package var name: String
  /// What it did.
  package var work: KernelWork
  /// Whether its result is another view of an operand, so that no byte is touched.
  package var isView: Bool
  /// The seconds that it took, as measured.
  package var seconds: Double

  /// A measurement of `seconds` for a kernel.
  package init(name: String, work: KernelWork, isView: Bool = false, seconds: Double) {
    self.name = name
    self.work = work
    self.isView = isView
    self.seconds = seconds
  }
}
