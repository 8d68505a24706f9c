import ArgumentParser
import Elements
import Files
import Resharding
import Sharding

/// From which placements a tensor goes to which.
package struct RouteOptions: ParsableArguments {

  package init() {}
  @Option(
    help: "The source placements, as 'S(0),R@stage0', unless the tensor argument has them."
  )
  package var from: String?

  @Option(help: "The target placements, as 'R,S(1)@stage1'.")
  package var to: String

  @Option(help: "Further target placements, reached one after another; may be repeated.")
  package var then: [String] = []

  /// The tensor that `input` names, and its way from one placement to the next.
  package func open(_ input: InputOptions, on meshes: MeshFile) throws -> (
    source: Input, legs: [Transition]
  ) {
    let attrs = try ([input.placements(or: from, of: "--from"), to] + then).map {
      try meshes.attr($0)
    }
    let source = try Input(input, from: attrs[0])
    let legs = zip(attrs, attrs.dropFirst()).map {
      Transition(shape: source.shape, dtype: source.dtype, from: $0, to: $1)
    }
    return (source, legs)
  }
}
