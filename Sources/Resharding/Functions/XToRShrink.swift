/// Any state to one rank, inside or outside the source mesh: how one rank prints full data.
///
/// Collective: gather to that rank, or reduce where values are partial. It receives what it lacks,
/// each contribution once; no other rank receives anything. Extra memory: staging.
package enum XToRShrink: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    transition.to.mesh.count == 1 && transition.from.mesh.count > 1 && isSound(transition)
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? {
    [ReshardStep(self, transition.from.isPartial ? .reduce : .gather, transition)]
  }
}
