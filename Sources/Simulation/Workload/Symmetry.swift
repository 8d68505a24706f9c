import CostModel
import Elements
import Resharding
import Sharding

/// Translations of a mesh that change nothing: neither what moves in any step nor over which ports.
///
/// A position in the mesh is written in digits: each mesh dim's coordinate in one or more of them,
/// split where a cut of a tensor dim, a domain or a port ends. Adding a number to a digit, cyclically,
/// is a translation. Which may be added is found from the steps by linear reasoning:
///
/// - Where a tensor dim is cut evenly before and after, a digit of the old cuts and the digit of the
///   new ones that choose the same part of the dim must be translated alike: they are *linked*.
/// - Digits of mesh dims that cut unevenly, whose coordinate 0 alone keeps a value, or whose parts
///   overlap others without being equal, stay as they are: they are *fixed*.
/// - Domains and ports must be translated whole: a digit lies within them, or steps over whole ones.
/// - Where a way tells the ranks of a group apart, by who comes next or by who is first, what it tells apart
///   stays as it is.
///
/// All translations together are a group that moves no rank onto itself, so that every class of ranks
/// has as many members, and a message from one rank stands for one from each rank of its class.
struct Symmetry: Classes {
  struct Digit: Equatable {
    var meshDim: Int
    /// In positions of the mesh.
    var stride: Int
    var radix: Int
  }

  let mesh: ProcessMesh
  /// The first rank.
  private let base: Int
  /// By rank, where the ranks do not follow the first by one; then nothing is translated.
  private let positions: [Int: Int]?
  /// From the most significant.
  let digits: [Digit]
  /// For each digit the most significant one that it is linked to, itself perhaps; nil if fixed.
  let roots: [Int?]
  /// How many translations there are.
  let ranksPerClass: Int

  /// The translations that `steps`, all on one mesh, have in common.
  ///
  /// - Parameter schedules: how each step goes.
  /// O(ranks) to see that they follow by one, and little more.
  init(_ steps: [ReshardStep], _ schedules: [StepSchedules], shape: [Int], on network: Network) {
    let mesh = steps[0].from.mesh
    self.mesh = mesh
    base = mesh.rankOrder[0]
    positions =
      mesh.isConsecutive
      ? nil : Dictionary(uniqueKeysWithValues: mesh.ranks.enumerated().map { ($1, $0) })
    let (digits, links) = DigitLinks.found(steps, schedules, shape: shape, mesh, network)
    self.digits = digits
    roots = digits.indices.map { links.isFixed($0) ? nil : links.root(of: $0) }
    ranksPerClass = digits.indices.reduce(1) { count, index in
      links.isFixed(index) || links.root(of: index) != index ? count : count * digits[index].radix
    }
  }
}

extension Symmetry {
  var count: Int { mesh.count / ranksPerClass }

  func size(of index: Int) -> Int { ranksPerClass }

  private func value(_ index: Int, of position: Int) -> Int {
    position / digits[index].stride % digits[index].radix
  }

  /// The digit after the translation that makes its root 0.
  private func settled(_ index: Int, of position: Int) -> Int {
    let own = value(index, of: position)
    guard let root = roots[index] else { return own }
    let radix = digits[index].radix
    return (own - value(root, of: position) + radix) % radix
  }

  func index(of rank: Int) -> Int {
    let position = positions.map { $0[rank] ?? 0 } ?? rank - base
    var result = 0
    for index in digits.indices where roots[index] != index {
      result = result * digits[index].radix + settled(index, of: position)
    }
    return result
  }

  /// The position of the member of a class whose roots are 0.
  func position(ofClass index: Int) -> Int {
    var (rest, position) = (index, 0)
    for digit in digits.indices.reversed() where roots[digit] != digit {
      position += rest % digits[digit].radix * digits[digit].stride
      rest /= digits[digit].radix
    }
    return position
  }

  func representative(of port: Port, ranksPerPort: Int) -> (port: Port, count: Int) {
    // A torus may be crossed before the mesh's first rank; then nothing is translated.
    guard positions == nil, (port.index + 1) * ranksPerPort > base else { return (port, 1) }
    // The first of the port's ranks that is one of the mesh's.
    let position = max(0, port.index * ranksPerPort - base)
    var (moved, count) = (position, 1)
    for index in digits.indices where digits[index].stride % ranksPerPort == 0 {
      guard let root = roots[index] else { continue }
      let digit = digits[index]
      moved += (settled(index, of: position) - value(index, of: position)) * digit.stride
      if root == index { count *= digit.radix }
    }
    var first = port
    first.index = (base + moved) / ranksPerPort
    return (first, count)
  }
}
