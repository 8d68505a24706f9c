extension Reference {
  /// An index of a dim, negative ones counted from the end.
  private static func row(_ index: Double, of size: Int) -> Int {
    index < 0 ? Int(index) + size : Int(index)
  }

  private static func gathered(_ call: ReferenceCall) -> [Grid] {
    let (x, index, dim) = (call.x, call.y, call.dim())
    let shape = Array(x.shape[..<dim]) + index.shape + Array(x.shape[(dim + 1)...])
    return [
      Grid(shape) { place in
        let found = row(index[Array(place[dim..<dim + index.ndim])], of: x.shape[dim])
        return x[Array(place[..<dim]) + [found] + Array(place[(dim + index.ndim)...])]
      }
    ]
  }

  /// Rows of a table by ids, the first row for the id `start`; zeros for other ids and for `padding`.
  private static func looked(_ ids: Grid, _ table: Grid, from start: Int = 0, skipping padding: Int)
    -> Grid
  {
    Grid(ids.shape + [table.shape[1]]) { place in
      let id = Int(ids[Array(place.dropLast())])
      guard id != padding, (0..<table.shape[0]).contains(id - start) else { return 0 }
      return table[[id - start, place[place.count - 1]]]
    }
  }

  private static let embedding: Function = { call in
    [looked(call.x, call.y, skipping: call.int("padding_idx", or: -1))]
  }

  /// The place that the last dim of an index names.
  private static func target(_ index: Grid, _ head: [Int], in x: Grid) -> [Int] {
    (0..<index.shape[index.ndim - 1]).map { row(index[head + [$0]], of: x.shape[$0]) }
  }

  /// What an update makes of all values that meet at a place, that of x first.
  private static func met(_ values: [Double], _ reduce: String) -> Double {
    switch reduce {
    case "add": values.reduce(0, +)
    case "mul", "multiply": values.reduce(1, *)
    case "amax": values.max() ?? 0
    case "amin": values.min() ?? 0
    case "mean": values.reduce(0, +) / Double(values.count)
    default: values[values.count - 1]
    }
  }

  static let lookups: [String: Function] = [
    "gather": gathered, "index_select": gathered,
    "embedding": embedding, "lookup_table_v2": embedding,
    "c_embedding": { call in
      [looked(call.y, call.x, from: call.int("start_index"), skipping: -1)]
    },
    "one_hot": { call in
      [
        Grid(call.x.shape + [call.int("num_classes")]) { place in
          Int(call.x[Array(place.dropLast())]) == place[place.count - 1] ? 1 : 0
        }
      ]
    },
    "take_along_axis": { call in
      let dim = call.dim()
      return [
        Grid(call.y.shape) { place in
          var own = place
          own[dim] = row(call.y[place], of: call.x.shape[dim])
          return call.x[own]
        }
      ]
    },
    "put_along_axis": { call in
      let dim = call.dim()
      var lists = call.x.values.map { [$0] }
      for place in Grid.indices(of: call.y.shape) {
        var own = place
        own[dim] = row(call.y[place], of: call.x.shape[dim])
        lists[call.x.place(own)].append(call.z[place])
      }
      return [Grid(call.x.shape, lists.map { met($0, call.text("reduce")) })]
    },
    "scatter": { call in
      var result = call.x
      // No index is there twice, so that to add to zeros is to overwrite.
      for place in Grid.indices(of: call.z.shape) {
        result[[row(call.y[[place[0]]], of: call.x.shape[0])] + place.dropFirst()] = call.z[place]
      }
      return [result]
    },
    "scatter_nd_add": { call in
      var result = call.x
      let depth = call.y.ndim - 1
      for place in Grid.indices(of: call.z.shape) {
        result[target(call.y, Array(place[..<depth]), in: call.x) + place[depth...]] +=
          call.z[place]
      }
      return [result]
    },
    "gather_nd": { call in
      let depth = call.y.ndim - 1
      return [
        Grid(call.y.shape.dropLast() + call.x.shape[call.y.shape[depth]...]) { place in
          call.x[target(call.y, Array(place[..<depth]), in: call.x) + place[depth...]]
        }
      ]
    },
    "index_put": { call in
      var result = call.x
      for place in Grid.indices(of: call.z.shape) {
        let target = [row(call.y[[place[0]]], of: call.x.shape[0])] + place.dropFirst()
        result[target] = (call.bool("accumulate") ? result[target] : 0) + call.z[place]
      }
      return [result]
    },
  ]
}
