import Sharding

/// The axes of an op while its rule names them: each call gives a dim that runs over the new axis.
///
/// A dim over several axes is the sum of such dims, the major one first: `heads + group`.
struct AxisTable {
  private(set) var axes: [Axis] = []

  /// A dim over a new axis.
  mutating func dim(_ name: String, _ size: Int, _ kind: Axis.Kind = .free) -> [Int] {
    axes.append(Axis(name, size, kind))
    return [axes.count - 1]
  }

  /// Dims over new axes, one for each size, named by letters that are not in use.
  mutating func dims(_ sizes: some Sequence<Int>, _ kind: Axis.Kind = .free) -> [[Int]] {
    sizes.map { size in
      let names = Axis.letters(axes.count + 1)
      let name = names.first { name in !axes.contains { $0.name == name } }
      return dim(name ?? "x", size, kind)
    }
  }

  /// Dims of a tensor that the op needs whole, or that is not there.
  mutating func whole(_ shape: [Int]) -> [[Int]] { dims(shape, .whole) }

  func map(
    _ inputs: [[[Int]]], to outputs: [[[Int]]], flows: [Flow] = [], addends: Set<Int> = []
  ) -> AxisMap {
    AxisMap(axes: axes, inputs: inputs, outputs: outputs, flows: flows, addends: addends)
  }
}
