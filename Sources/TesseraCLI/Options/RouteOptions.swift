import Resharding
import ArgumentParser
import Sharding

/// From which placements a tensor goes to which.
struct RouteOptions: ParsableArguments {
  @Option(help: "The placements that the tensor starts with, as 'S(0),R@stage0'.")
  var from: String

  @Option(help: "The placements that it is to have.")
  var to: String

  @Option(help: "Placements to go on to from there; may be repeated.")
  var then: [String] = []

  /// The tensor that `input` names, and its way from one placement to the next.
  func open(_ input: InputOptions, on meshes: MeshFile) throws -> (
    source: Input, legs: [Transition]
  ) {
    let attrs = try ([from, to] + then).map { try meshes.attr($0) }
    let source = try Input(input, from: attrs[0])
    let legs = zip(attrs, attrs.dropFirst()).map {
      Transition(shape: source.shape, dtype: source.dtype, from: $0, to: $1)
    }
    return (source, legs)
  }
}
