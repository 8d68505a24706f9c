import Elements
import Programs

extension Compositions {
  /// Elements repeated as often as counts say.
  static let repeats: [String: Composition] = [
    "aten.repeat_interleave.Tensor": { call in
      try [turns(call.tensor("repeats"), of: call.expected?.shape.first, call)]
    },
    "aten.repeat_interleave.self_Tensor": { call in
      let (given, repeats) = (try call.tensor("self"), try call.tensor("repeats"))
      let x = try call.optionalInt("dim") == nil ? given.reshape([given.shape.reduce(1, *)]) : given
      let dim = x.place(of: call.optionalInt("dim") ?? 0)
      // One count stands for all.
      let counts = try repeats.expand([x.shape[dim]])
      let index = try turns(counts, of: call.expected?.shape[dim], call)
      return [try call.op("index_select", x, index, with: ["axis": .int(dim)])]
    },
    "aten.cartesian_prod.default": { call in
      let rows = try list(call)
      guard rows.count > 1 else { return rows }
      let sizes = rows.map { $0.shape[0] }
      let count = sizes.reduce(1, *)
      let columns = try rows.enumerated().map { number, row in
        let shape = sizes.indices.map { $0 == number ? sizes[$0] : 1 }
        return try row.reshape(shape).expand(sizes).reshape([count])
      }
      return [try call.op("stack", list: columns, with: ["axis": .int(1)])]
    },
    "aten.combinations.default": { call in
      let (x, width) = (try call.tensor("self"), try call.int("r", default: 2))
      let repeats = call.bool("with_replacement", default: false)
      guard width > 0 else { throw Mismatch("argument r is \(width)") }
      var chosen = x.shape[0] == 0 ? [] : [[Int]()]
      for _ in 0..<width {
        _ = try countedPlaces(chosen.count, x.shape[0])
        chosen = chosen.flatMap { row in
          let first = row.last.map { repeats ? $0 : $0 + 1 } ?? 0
          return (first..<max(first, x.shape[0])).map { row + [$0] }
        }
      }
      let index = try call.recorder.constant(
        chosen.joined().map(Double.init), shape: [chosen.count * width], dtype: .int64)
      return [
        try call.op("index_select", x, index, with: ["axis": .int(0)]).reshape([
          chosen.count, width,
        ])
      ]
    },
  ]

  /// For each index of the result, the index of the element that is repeated there: the number of elements whose
  /// repetitions end at or before it.
  private static func turns(_ counts: Value, of count: Int?, _ call: CompositionCall) throws
    -> Value
  {
    guard let count else { throw Mismatch("its shape is not known") }
    _ = try countedPlaces(count, counts.shape[0])
    let ends = try call.op("cumsum", counts.cast(.int64), with: ["axis": .int(0)])
    let places = try call.recorder.constant(
      (0..<count).map(Double.init), shape: [count, 1], dtype: .int64)
    return try call.op("sum", (ends .<= places).cast(.int64), with: ["axis": .ints([1])])
  }
}
