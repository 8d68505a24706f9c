import Sharding

/// One axis of an op's index space.
package struct Axis: Hashable, Sendable {
  /// What sharding the axis means.
  package enum Kind: Hashable, Sendable {
    /// Each rank computes its part; outputs that lack the axis do not depend on it.
    case free
    /// Outputs that lack the axis are folded over it: sharded, they become partial with this op.
    /// `avg` needs parts of equal size.
    case reduced(ReduceOp)
    /// The op needs all of it on each rank.
    case whole
  }

  /// The letter that stands for the axis.
  package var name: String
  /// The length of the axis.
  package var size: Int
  /// What may happen to the axis.
  package var kind: Kind

  /// An axis of this length.
  package init(_ name: String, _ size: Int, _ kind: Kind = .free) {
    self.name = name
    self.size = size
    self.kind = kind
  }
}

/// A way in which partial values pass an op along one mesh dim, without being reduced first:
/// the op of the folded inputs is the fold of the ops, where each input is as said.
package struct Flow: Hashable, Sendable {
  /// Of each input: `.partial(op)` or `.replicate`.
  package var inputs: [Placement]
  /// Of each output: `.partial(op)` or `.replicate`.
  package var outputs: [Placement]

  /// A flow from inputs to outputs.
  package init(_ inputs: [Placement], to outputs: [Placement]) {
    self.inputs = inputs
    self.outputs = outputs
  }
}

/// What an op does to the dims of its tensors, by axes: the one language of all rules.
///
/// Each dim of each tensor runs over one axis, over several (major first: a flattened dim), or over
/// none (a dim of size 1 that is broadcast). In the notation of `description`, a letter is an axis,
/// `(ab)` a dim over two, `1` a dim over none; `!` marks an axis that must be whole, and a letter
/// that is missing on the right is reduced.
package struct AxisMap: Hashable, Sendable {
  /// The axes, which the dims name by their indices.
  package var axes: [Axis]
  /// Of each input, of each dim: the indices of its axes.
  package var inputs: [[[Int]]]
  /// Of each output, of each dim: the indices of its axes.
  package var outputs: [[[Int]]]
  /// The ways in which partial values pass the op.
  package var flows: [Flow]
  /// Inputs that are added to a reduced result: where a reduced axis is sharded they become partial
  /// with its op, so that they count once.
  package var addends: Set<Int>
  /// Inputs of which the op reads the shape only, as the gradient of a look-up does of the table: they
  /// are moved only where that is free.
  package var shapeOnly: Set<Int> = []
  /// Outputs that do not depend on the reduced axes that they lack, or that are absent.
  package var unreduced: Set<Int> = []
  /// Whether the answer has the outputs as one list; else it has each for itself, also those of an
  /// op that gives a list.
  package var outputsAreOneList: Bool
  /// Whether the answer has the inputs of list arguments one by one too.
  package var opensLists = false
  /// Of an output that updates an input in place: that input.
  package var updates: [Int: Int]
  /// Axes that are parts of others.
  package var windows: [AxisWindow] = []
  /// Whether the op does not care which indices of an axis a rank has, as long as all its tensors have the same: see
  /// `SPMDRule.takesAnyOrder`.
  package var takesAnyOrder = false
  /// The dim transforms that the map was made of, where it was.
  package var transform: String?
  /// Outputs that are folded over all tensors, where those that share no axis have nothing else to do
  /// with each other: then each is placed for itself.
  package var digests: Set<Int>

  /// A map of axes, inputs and outputs.
  package init(
    axes: [Axis], inputs: [[[Int]]], outputs: [[[Int]]], flows: [Flow] = [],
    addends: Set<Int> = [], outputsAreOneList: Bool = false, updates: [Int: Int] = [:],
    digests: Set<Int> = []
  ) {
    self.axes = axes
    self.inputs = inputs
    self.outputs = outputs
    self.flows = flows
    self.addends = addends
    self.outputsAreOneList = outputsAreOneList
    self.updates = updates
    self.digests = digests
  }
}

extension AxisMap {
  /// Inputs, then outputs.
  var tensors: [[[Int]]] { inputs + outputs }

  /// The map with every free axis reduced by a sum where an output lacks it, as a product's gradients
  /// are.
  func summed() -> AxisMap {
    var map = self
    for index in axes.indices where axes[index].kind == .free {
      map.axes[index].kind = .reduced(.sum)
    }
    return map
  }

  /// The shape of a tensor over these axes; `Int.max` where a dim is beyond every tensor.
  package func shape(_ dims: [[Int]]) -> [Int] {
    dims.map { Limits.product($0.map { axes[$0].size }) ?? .max }
  }
}

extension AxisMap: CustomStringConvertible {
  /// `mk,kn->mn`.
  package var description: String {
    func text(_ dims: [[Int]]) -> String {
      dims.map { axes -> String in
        let letters = axes.map { axis in
          self.axes[axis].name + (self.axes[axis].kind == .whole ? "!" : "")
        }
        return letters.count == 1 ? letters[0] : letters.isEmpty ? "1" : "(\(letters.joined()))"
      }.joined()
    }
    return inputs.map(text).joined(separator: ",") + "->"
      + outputs.map(text).joined(separator: ",")
  }
}
