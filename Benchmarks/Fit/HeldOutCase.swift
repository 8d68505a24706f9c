import Elements
import PlanningCommands
import Resharding
import Sharding

/// A reshard that `bench fit` does not measure: another shape, dtype or kind than its samples.
struct HeldOutCase {
  let name: String
  let transition: Transition

  /// The cases for a job of so many ranks, on tensors of up to so many bytes.
  static func all(ranks: Int, largest: Int) throws -> [HeldOutCase] {
    let line = try ProcessMesh(shape: [ranks], axes: ["x"], name: "line")
    let half = ranks / 2
    let first = try ProcessMesh(shape: [half], axes: ["x"], name: "first")
    let second = try ProcessMesh(
      shape: [ranks - half], axes: ["x"], ranks: Array(half..<ranks), name: "second")
    var meshes = [line, first, second]
    var routes = [
      ("S(0)@line", "S(1)@line"), ("S(1)@line", "S(0)@line"), ("S(0)@line", "R@line"),
      ("S(1)@line", "R@line"), ("P(sum)@line", "S(0)@line"), ("P(sum)@line", "S(1)@line"),
      ("P(sum)@line", "R@line"), ("P(max)@line", "R@line"), ("S(0)@first", "S(1)@second"),
      ("S(1)@first", "R@second"), ("R@first", "S(0)@second"), ("P(sum)@first", "S(0)@second"),
    ]
    if ranks % 4 == 0 {
      meshes.append(try ProcessMesh(shape: [2, half], axes: ["x", "y"], name: "grid"))
      routes += [
        ("S(0),S(1)@grid", "S(1),S(0)@grid"), ("S(0),S(0)@grid", "S(0)#1,S(0)#0@grid"),
        ("S(0),S(0)@grid", "S(1),S(1)@grid"), ("S(0),R@grid", "R,S(1)@grid"),
        ("S(0),S(1)@grid", "R,R@grid"), ("S(0),S(0)@grid", "S(0),R@grid"),
        ("P(sum),S(0)@grid", "S(1),R@grid"), ("P(sum),P(sum)@grid", "R,R@grid"),
      ]
    }
    let tensors: [([Int], DType)] = [
      ([40, 30], .float32), ([96, 100], .int32), ([200, 77], .float64), ([24, 40, 32], .float32),
      ([300, 500], .float64), ([700, 900], .float32), ([64, 100, 128], .float32),
      ([1200, 1000], .float64), ([3000, 1100], .int32),
    ]
    return try tensors.flatMap { shape, dtype -> [HeldOutCase] in
      guard shape.reduce(dtype.byteCount, *) <= largest else { return [] }
      return try routes.map { from, to in
        let transition = Transition(
          shape: shape, dtype: dtype, from: try TensorDistAttr(parsing: from, on: meshes),
          to: try TensorDistAttr(parsing: to, on: meshes))
        try transition.validate()
        return HeldOutCase(name: "\(from) -> \(to)", transition: transition)
      }
    }
  }
}
