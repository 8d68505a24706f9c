import SPMDRules
import Sharding
import Testing

/// Every rank computes its part of every output from its parts of the inputs, with its local
/// attributes, in both directions, for all placements on meshes of one and two dims.
@Suite struct MovementSoundnessTests {
  static let cases: [(op: String, shapes: [[Int]], attributes: [String: [Int]])] = [
    ("slice", [[6, 5]], ["axes": [0, -1], "starts": [1, 0], "ends": [-1, 99]]),
    ("slice", [[8, 4]], ["axes": [0], "starts": [0], "ends": [7]]),
    ("slice", [[4, 3]], ["axes": [1], "starts": [-2], "ends": [-1], "decrease_axis": [1]]),
    ("slice", [[4, 3]], ["axes": [0], "starts": [3], "ends": [1]]),
    ("strided_slice", [[8, 3]], ["axes": [0], "starts": [0], "ends": [8], "strides": [2]]),
    ("strided_slice", [[7]], ["axes": [0], "starts": [1], "ends": [7], "strides": [3]]),
    ("strided_slice", [[5, 2]], ["axes": [0], "starts": [4], "ends": [-1], "strides": [-2]]),
    ("reshape", [[6, 2]], ["shape": [4, 3]]),
    ("reshape", [[2, 3]], ["shape": [3, 2]]),
    ("reshape", [[12, 2]], ["shape": [2, 4, -1]]),
    ("reshape", [[2, 1, 6]], ["shape": [0, 1, 3, 2, 1]]),
    ("reshape", [[0, 4]], ["shape": [0, 2, 2]]),
    ("flatten", [[4, 3, 2]], ["start_axis": [0], "stop_axis": [-1]]),
    ("flatten", [[3, 2, 5]], ["start_axis": [1], "stop_axis": [2]]),
    ("squeeze", [[1, 5, 1, 4]], ["axis": [0, -1]]),
    ("unsqueeze", [[4, 3]], ["axis": [1, -2, -1]]),
    ("transpose", [[4, 3, 2]], ["perm": [2, 0, 1]]),
    ("expand", [[1, 4]], ["shape": [3, 5, -1]]),
    ("tile", [[3, 4]], ["repeat_times": [2, 2, 1]]),
    ("repeat_interleave", [[4, 3]], ["repeats": [2], "axis": [0]]),
    ("repeat_interleave", [[2, 3]], ["repeats": [4], "axis": [0]]),
    ("pad", [[8, 3]], ["paddings": [0, 1, 0, 0]]),
    ("pad", [[4, 3]], ["paddings": [1, 1, 2, 0]]),
    ("concat", [[3, 4], [2, 4]], ["axis": [0]]),
    ("concat", [[0, 4], [5, 4]], ["axis": [0]]),
    ("stack", [[4, 3], [4, 3]], ["axis": [1]]),
    ("unbind", [[4, 2]], ["axis": [1]]),
    ("split", [[4, 5]], ["sections": [2, 3], "axis": [1]]),
    ("split", [[4, 5]], ["sections": [5], "axis": [1]]),
    ("roll", [[4, 6]], ["shifts": [1, 6], "axis": [0, 1]]),
    ("roll", [[3, 4]], ["shifts": [8], "axis": []]),
    ("flip", [[3, 4]], ["axis": [0]]),
    ("triu", [[5, 4]], ["diagonal": [1]]),
  ]

  static let meshes = [[2], [3], [2, 2], [2, 3]]

  @Test(arguments: cases.indices)
  func `Forward and backward, each rank needs only its own parts`(number: Int) throws {
    let (op, shapes, given) = Self.cases[number]
    let attributes = given.mapValues(AttributeValue.ints)
    for meshShape in shapes.count == 1 ? Self.meshes : [[2], [3], [2, 2]] {
      let mesh = try ProcessMesh(shape: meshShape)
      let whole = shapes.map { RuleTensor(shape: $0, attr: .replicated(on: mesh)) }
      let isList = ["concat", "stack"].contains(op)
      func call(_ tensors: [RuleTensor]) -> RuleCall {
        RuleCall(
          op: op, inputs: isList ? [.list(tensors)] : tensors.map { .one($0) },
          attributes: attributes)
      }
      let outputs = try Inference.infer(call(whole)).outputShapes
      for (first, second) in pairs(shapes[0].count, mesh, mixed: shapes.count > 1) {
        let tensors = shapes.enumerated().map {
          RuleTensor(shape: $1, attr: $0 == 0 ? first : second)
        }
        try check(call(tensors))
      }
      for (first, _) in pairs(outputs[0].count, mesh, mixed: false) {
        var backward = call(whole)
        backward.direction = .backward
        backward.outputs = outputs.map { .one(RuleTensor(shape: $0, attr: first)) }
        try check(backward)
      }
    }
  }

  /// All placements of one tensor, or of two.
  private func pairs(_ ndim: Int, _ mesh: ProcessMesh, mixed: Bool)
    -> [(TensorDistAttr, TensorDistAttr)]
  {
    let states =
      [Placement.replicate, .partial(.sum), .partial(.max)] + (0..<ndim).map(Placement.shard)
    let all = mesh.shape.reduce([[]]) { heads, _ in heads.flatMap { h in states.map { h + [$0] } } }
      .compactMap { try? TensorDistAttr(mesh: mesh, placements: $0) }
    return mixed ? all.flatMap { first in all.map { (first, $0) } } : all.map { ($0, $0) }
  }

  private func check(_ given: RuleCall) throws {
    let call = try given.checkingAttributes()
    let answer = try Inference.infer(call)
    let inputs = answer.inputs.flatMap(\.elements)
    let outputs = answer.outputs.flatMap(\.elements)
    let shapes = call.inputs.flatMap(\.elements).map(\.shape)
    let mesh = inputs[0].mesh
    for meshDim in mesh.shape.indices {
      let states = Set((inputs + outputs).map { $0.placements[meshDim].reduceOp })
      #expect(states.count == 1, "\(call.op): partial alike \(answer.axes): \(inputs) \(outputs)")
    }
    let rule = try Inference.rule(named: call.op)
    let whole = Movement(op: call.op, shapes: shapes, attributes: call.attributes)
    for position in mesh.ranks.indices {
      let coordinate = mesh.coordinate(at: position)
      let own = zip(inputs, shapes).map { $0.box(at: coordinate, shape: $1) }
      let goal = zip(outputs, answer.outputShapes).map { $0.box(at: coordinate, shape: $1) }
      let local = Movement(
        op: call.op, shapes: own.map(\.sizes),
        attributes: try rule.localAttributes(call, inputs: own, outputs: goal))
      for (output, box) in goal.enumerated() {
        for place in 0..<box.count {
          let index = unravel(place, box.sizes)
          let global = whole.source(
            output, answer.outputShapes[output], zip(index, box.offsets).map(+))
          let found = local.source(output, box.sizes, index)
          let moved = found.map { found in
            (found.input, zip(found.index, own[found.input].offsets).map(+))
          }
          let isWithin =
            found.map { zip($0.index, own[$0.input].sizes).allSatisfy { $0 >= 0 && $0 < $1 } }
            ?? true
          guard global?.input == moved?.0, global?.index == moved?.1, isWithin else {
            Issue.record(
              """
              \(call.op) \(shapes) \(call.direction) \(answer.axes): \(inputs) => \(outputs) \
              at \(coordinate)
              """)
            return
          }
        }
      }
    }
  }
}
