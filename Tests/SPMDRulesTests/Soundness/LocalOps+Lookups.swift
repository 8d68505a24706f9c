import OpCases
import SPMDRules
import Sharding

extension LocalOp {
  /// An index of the whole dim as one of the part at hand; nil where it is elsewhere.
  private static func local(_ index: Double, _ box: Box, _ dim: Int, of size: Int) -> Int? {
    let place = (index < 0 ? Int(index) + size : Int(index)) - box.offsets[dim]
    return (0..<box.sizes[dim]).contains(place) ? place : nil
  }

  private static func gathered(_ call: LocalCall, _ axis: Int) -> [Grid] {
    let (x, index) = (call.x, call.y)
    let dim = axis < 0 ? axis + x.ndim : axis
    let shape = Array(x.shape[..<dim]) + index.shape + Array(x.shape[(dim + 1)...])
    return [
      Grid(shape) { place in
        let inner = Array(place[dim..<dim + index.ndim])
        let found = local(
          index[inner], call.inputBoxes[0], dim, of: call.inputShapes[0][dim])
        guard let found else { return 0 }
        return x[Array(place[..<dim]) + [found] + Array(place[(dim + index.ndim)...])]
      }
    ]
  }

  private static func lookup(_ x: [Int], _ index: [Int], _ axis: Int) -> OpCase {
    OpCase(
      x, index, attributes: ["axis": .int(axis)],
      domains: [.integers, .index(x.isEmpty ? 1 : x[axis < 0 ? axis + x.count : axis])])
  }

  private static let embedding = LocalOp([
    OpCase(
      [4, 3], [8, 6], attributes: ["padding_idx": .int(-1), "sparse": .bool(false)],
      domains: [.index(8), .integers]),
    OpCase(
      [5], [7, 3], attributes: ["padding_idx": .int(2), "sparse": .bool(false)],
      domains: [.index(7), .integers]),
  ]) { call in
    let (ids, weight) = (call.x, call.y)
    return [
      Grid(ids.shape + [weight.shape[1]]) { place in
        let id = ids[Array(place.dropLast())]
        let padding = call.int("padding_idx")
        let row = local(id, call.inputBoxes[1], 0, of: call.inputShapes[1][0])
        guard let row, padding < 0 || Int(id) != padding else { return 0 }
        return weight[[row, place[place.count - 1]]]
      }
    ]
  }

  static let lookups: [String: LocalOp] = [
    "gather": LocalOp { gathered($0, $0.int("axis")) },
    "index_select": LocalOp {
      gathered($0, $0.int("axis"))
    },
    "embedding": embedding, "lookup_table_v2": embedding,
    "one_hot": LocalOp { call in
      [
        Grid(call.x.shape + [call.int("num_classes")]) { place in
          Int(call.x[Array(place.dropLast())]) == place[place.count - 1] ? 1 : 0
        }
      ]
    },
    "take_along_axis": LocalOp { call in
      let dim = call.dim()
      return [
        Grid(call.y.shape) { place in
          var own = place
          let found = local(call.y[place], call.inputBoxes[0], dim, of: call.inputShapes[0][dim])
          guard let found else { return 0 }
          own[dim] = found
          return call.x[own]
        }
      ]
    },
    "scatter": LocalOp([
      OpCase(
        [8, 6], [8], [8, 6], attributes: ["overwrite": .bool(true)],
        domains: [.integers, .distinct, .integers])
    ]) { call in
      var result = call.x
      let (index, updates) = (call.y, call.inputs[2][0])
      for place in Grid.indices(of: updates.shape) {
        let row = local(
          index[[place[0]]], call.inputBoxes[0], 0, of: call.inputShapes[0][0])
        guard let row else { continue }
        result[[row] + place.dropFirst()] = updates[place]
      }
      return [result]
    },
    "scatter_nd_add": LocalOp { call in
      var result = call.x
      let (index, updates) = (call.y, call.inputs[2][0])
      let depth = call.inputShapes[1].last ?? 1
      for place in Grid.indices(of: updates.shape) {
        let head = Array(place[..<(index.ndim - 1)])
        let target = (0..<depth).compactMap { dim in
          local(index[head + [dim]], call.inputBoxes[0], dim, of: call.inputShapes[0][dim])
        }
        guard target.count == depth else { continue }
        result[target + place[(index.ndim - 1)...]] += updates[place]
      }
      return [result]
    },
    "c_embedding": LocalOp { call in
      [
        Grid(call.y.shape + [call.x.shape[1]]) { place in
          let id = call.y[Array(place.dropLast())] - Double(call.int("start_index"))
          guard id >= 0, let row = local(id, call.inputBoxes[0], 0, of: call.inputShapes[0][0])
          else { return 0 }
          return call.x[[row, place[place.count - 1]]]
        }
      ]
    },
    "gather_nd": LocalOp { call in
      let (x, index) = (call.x, call.y)
      let depth = call.inputShapes[1].last ?? 1
      return [
        Grid(index.shape.dropLast() + x.shape[depth...]) { place in
          let head = Array(place[..<(index.ndim - 1)])
          let target = (0..<depth).compactMap { dim in
            local(index[head + [dim]], call.inputBoxes[0], dim, of: call.inputShapes[0][dim])
          }
          return target.count == depth ? x[target + place[(index.ndim - 1)...]] : 0
        }
      ]
    },
    "index_put": LocalOp { call in
      var result = call.x
      let (index, value) = (call.inputs[1][0], call.inputs[2][0])
      for place in Grid.indices(of: value.shape) {
        let row = local(
          index[[place[0]]], call.inputBoxes[0], 0, of: call.inputShapes[0][0])
        guard let row else { continue }
        let target = [row] + place.dropFirst()
        result[target] = (call.bool("accumulate") ? result[target] : 0) + value[place]
      }
      return [result]
    },
    "put_along_axis": LocalOp(
      ["assign", "add", "amax", "mul"].map { reduce in
        OpCase(
          [5, 6], [5, 3], [5, 3],
          attributes: [
            "axis": .int(1), "reduce": .string(reduce), "include_self": .bool(true),
          ], domains: [.integers, .index(6), .integers])
      }
    ) { call in
      var result = call.x
      for place in Grid.indices(of: call.y.shape) {
        let found = local(
          call.y[place], call.inputBoxes[0], 1, of: call.inputShapes[0][1])
        guard let found else { continue }
        let (old, new) = (result[[place[0], found]], call.inputs[2][0][place])
        result[[place[0], found]] =
          switch call.text("reduce") {
          case "add": old + new
          case "amax": max(old, new)
          case "mul": old * new
          default: new
          }
      }
      return [result]
    },
  ]
}
