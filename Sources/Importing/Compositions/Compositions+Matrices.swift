import Elements
import Programs

extension Compositions {
  /// Matrices made of parts, and views of tensors under other names.
  static let matrices: [String: Composition] = [
    "aten.diag.default": { call in
      try call.tensor("self").shape.count == 1
        ? [embedded(call, call.int("diagonal", default: 0))]
        : call.call(
          "aten.diagonal.default",
          ["offset": .int(call.int("diagonal", default: 0)), "diagonal": nil])
    },
    "aten.diagflat.default": { call in
      let x = try call.tensor("self")
      return try [
        embedded(call, call.int("offset", default: 0), x.reshape([x.shape.reduce(1, *)]))
      ]
    },
    "aten.diag_embed.default": { call in
      let x = try call.tensor("self")
      let made = try embedded(call, call.int("offset", default: 0))
      let dims = [try call.int("dim1", default: -2), try call.int("dim2", default: -1)].map(
        made.place)
      var order = Array(0..<x.shape.count - 1)
      for (dim, own) in [(dims[0], x.shape.count - 1), (dims[1], x.shape.count)].sorted(by: {
        $0.0 < $1.0
      }) {
        order.insert(own, at: dim)
      }
      return [try made.permute(order)]
    },
    "aten.column_stack.default": { call in
      let parts = try list(call).map {
        try $0.shape.count < 2 ? $0.reshape([$0.shape.reduce(1, *), 1]) : $0
      }
      return [try call.joined(parts, along: 1)]
    },
    "aten.dstack.default": { call in
      [try call.joined(list(call).map { try deepened($0) }, along: 2)]
    },
    "aten.block_diag.default": { call in
      let parts = try list(call).map {
        try $0.shape.count == 2 ? $0 : $0.reshape([1, $0.shape.reduce(1, *)])
      }
      let width = parts.map { $0.shape[1] }.reduce(0, +)
      var left = 0
      let rows = try parts.map { part -> Value in
        defer { left += part.shape[1] }
        return try call.op(
          "pad", part, with: ["paddings": .ints([0, 0, left, width - left - part.shape[1]])])
      }
      return [try call.joined(rows, along: 0)]
    },
    "aten.fliplr.default": { [try $0.op("flip", $0.tensor("self"), with: ["axis": .ints([1])])] },
    "aten.flipud.default": { [try $0.op("flip", $0.tensor("self"), with: ["axis": .ints([0])])] },
    "aten.ravel.default": { call in
      let x = try call.tensor("self")
      return [try x.reshape([x.shape.reduce(1, *)])]
    },
    "aten.atleast_1d.default": { call in
      let x = try call.tensor("self")
      return [try x.shape.isEmpty ? x.reshape([1]) : x]
    },
    "aten.atleast_2d.default": { call in
      let x = try call.tensor("self")
      return [try x.shape.count < 2 ? x.reshape([1, x.shape.first ?? 1]) : x]
    },
    "aten.atleast_3d.default": { [try deepened($0.tensor("self"))] },
    "aten.take.default": { call in
      let (x, index) = (try call.tensor("self"), try call.tensor("index"))
      return try call.call(
        "aten.index.Tensor",
        ["self": .tensor(x.reshape([x.shape.reduce(1, *)])), "indices": .tensors([index])])
    },
    "aten.unsafe_chunk.default": { try $0.call("aten.chunk.default", [:]) },
    "aten.hsplit.int": { call in
      let dim = try call.tensor("self").shape.count == 1 ? 0 : 1
      return try call.call("aten.tensor_split.sections", ["dim": .int(dim)])
    },
    "aten.vsplit.int": { try $0.call("aten.tensor_split.sections", ["dim": .int(0)]) },
    "aten.tensordot.default": { call in
      let (x, y) = (try call.tensor("self"), try call.tensor("other"))
      let (left, right) = (
        try call.ints("dims_self").map(x.place), try call.ints("dims_other").map(y.place)
      )
      let (ours, theirs) = (
        x.shape.indices.filter { !left.contains($0) },
        y.shape.indices.filter { !right.contains($0) }
      )
      let count = left.reduce(1) { $0 * x.shape[$1] }
      let product = try call.op(
        "matmul",
        x.permute(ours + left).reshape([ours.reduce(1) { $0 * x.shape[$1] }, count]),
        y.permute(right + theirs).reshape([count, theirs.reduce(1) { $0 * y.shape[$1] }]))
      return [try product.reshape(ours.map { x.shape[$0] } + theirs.map { y.shape[$0] })]
    },
    "aten.linalg_multi_dot.default": { call in
      let parts = try list(call)
      return [try parts.dropFirst().reduce(parts[0]) { try call.op("matmul", $0, $1) }]
    },
    "aten.matrix_power.default": { call in
      let (x, power) = (try call.tensor("self"), try call.int("n"))
      guard (1...64).contains(power) else {
        throw Mismatch("argument n is \(power), 1 to 64 are carried out")
      }
      return [try (1..<power).reduce(x) { product, _ in try call.op("matmul", product, x) }]
    },
    "aten.bilinear.default": { call in
      let (x, y, weight) = (
        try call.tensor("input1"), try call.tensor("input2"), try call.tensor("weight")
      )
      let made = try call.op(
        "einsum", list: [x, weight, y], with: ["equation": .string("...i,oij,...j->...o")])
      return [try call.optionalTensor("bias").map { try made + $0 } ?? made]
    },
    "aten._trilinear.default": { [try trilinear($0)] },
    "aten.real.default": { [try part($0, 0)] },
    "aten.imag.default": { [try part($0, 1)] },
    "aten.angle.default": { call in
      let x = try call.tensor("self")
      if x.dtype.kind == .complex { return [try angle(of: part(call, 0), part(call, 1), call)] }
      let left = try call.op("where", x .< 0, call.scalar(.pi, like: x), call.scalar(0, like: x))
      return [try call.op("where", call.op("isnan", x), call.op("detach", x), left)]
    },
    "aten.linalg_norm.default": { call in
      let x = try call.tensor("self")
      let dims = try call.ints("dim", default: [])
      let order = call.arguments["ord"]?.number
      guard order == nil || dims.count == 1 || x.shape.count == 1 else {
        throw Mismatch("a norm of matrices of order \(order ?? 0)")
      }
      return try call.call("aten.linalg_vector_norm.default", ["ord": .double(order ?? 2)])
    },
    "aten.linalg_matrix_norm.str_ord": { call in
      guard call.words("ord", default: "fro") == "fro" else { throw Mismatch("a nuclear norm") }
      return try call.call(
        "aten.linalg_vector_norm.default",
        ["ord": .double(2), "dim": .ints(call.ints("dim", default: [-2, -1]))])
    },
  ]

  /// A row becomes [1, n, 1], a matrix [n, m, 1].
  private static func deepened(_ x: Value) throws -> Value {
    switch x.shape.count {
    case 0: try x.reshape([1, 1, 1])
    case 1: try x.reshape([1, x.shape[0], 1])
    case 2: try x.unsqueeze(2)
    default: x
    }
  }

  /// The product of three tensors that have dims of 1 where they are told to, summed over some of all dims.
  private static func trilinear(_ call: CompositionCall) throws -> Value {
    let sums = try call.ints("sumdim")
    let tensors = try (1...3).map { try call.tensor("i\($0)") }
    let missing = try (1...3).map { try call.ints("expand\($0)") }
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let dims = tensors[0].shape.count + missing[0].count
    guard dims <= letters.count, (sums + missing.joined()).allSatisfy({ (0..<dims).contains($0) }),
      zip(tensors, missing).allSatisfy({ $0.shape.count + Set($1).count == dims }),
      (0..<dims).allSatisfy({ dim in missing.contains { !$0.contains(dim) } })
    else { throw Mismatch("dims \(missing) of \(dims)") }
    func named(_ isIn: (Int) -> Bool) -> String {
      String((0..<dims).filter(isIn).map { letters[$0] })
    }
    let operands = missing.map { given in named { !given.contains($0) } }
    let equation = operands.joined(separator: ",") + "->" + named { !sums.contains($0) }
    return try call.op("einsum", list: tensors, with: ["equation": .string(equation)])
  }

  private static func part(_ call: CompositionCall, _ place: Int) throws -> Value {
    let x = try call.tensor("self")
    guard x.dtype.kind == .complex else {
      guard place == 0 else { throw Mismatch("a complex tensor is required") }
      return x
    }
    let pair = try call.op("view_as_real", x)
    return try call.range(pair, along: x.shape.count, place, place + 1).squeeze(x.shape.count)
  }

  /// Matrices with the last dim on a diagonal, and zeros beside it.
  private static func embedded(_ call: CompositionCall, _ offset: Int, _ given: Value? = nil) throws
    -> Value
  {
    let x = try given ?? call.tensor("self")
    let size = x.shape.last ?? 1
    let (above, below) = (max(0, offset), max(0, -offset))
    let count = size + above + below
    // The element of each place; zeros take the first one.
    let places = try countedPlaces(count, count).map { place -> Double in
      let (row, column) = (place / count - below, place % count - above)
      return row == column && row >= 0 && row < size ? Double(row) : -1
    }
    let index = try call.recorder.constant(
      places.map { max($0, 0) }, shape: [count * count], dtype: .int64)
    let isOn = try call.recorder.constant(
      places.map { $0 < 0 ? 0 : 1 }, shape: [count * count], dtype: .bool)
    let taken = try call.op(
      "index_select", x, index, with: ["axis": .int(x.shape.count - 1)])
    return try call.op("where", isOn, taken, call.scalar(0, like: x)).reshape(
      x.shape.dropLast() + [count, count])
  }
}
