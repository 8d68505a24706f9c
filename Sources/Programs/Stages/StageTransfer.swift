/// A value of a stage's program that goes to where one of a stage's program lies.
package struct StageTransfer {
  /// What is given, and what it becomes: by stage and value.
  package let from, to: (stage: Int, id: Program.ID)

  package init(from: (stage: Int, id: Program.ID), to: (stage: Int, id: Program.ID)) {
    (self.from, self.to) = (from, to)
  }
}
