import Elements

extension OnnxFolding {
  static let movement: [String: Fold] = [
    "Reshape": { folding in
      let x = try folding.input(0)
      let shape = try reshaped(
        x.shape, to: folding.ints(1), allowsZero: folding.int("allowzero", default: 0) == 1)
      return [x.shaped(shape)]
    },
    "Flatten": { folding in
      let x = try folding.input(0)
      return [x.shaped(try flattened(x.shape, folding.int("axis", default: 1)))]
    },
    "Squeeze": { folding in
      let x = try folding.input(0)
      return [x.shaped(try squeezed(x.shape, folding.ints("axes", orInput: 1)))]
    },
    "Unsqueeze": { folding in
      let x = try folding.input(0)
      return [x.shaped(try unsqueezed(x.shape, folding.ints("axes", orInput: 1) ?? []))]
    },
    "Transpose": { folding in
      let x = try folding.input(0)
      let order = try permutation(folding.attributes, of: x.shape.count)
      let strides = FoldedTensor.strides(x.shape)
      let shape = order.map { x.shape[$0] }
      return [x.taking(FoldedTensor.places(shape, order.map { strides[$0] }), shape: shape)]
    },
    "Expand": { folding in
      let x = try folding.input(0)
      let wanted = try folding.ints(1)
      guard isSmall(wanted) else { return nil }
      let shape = try broadcast(x.shape, wanted)
      guard isSmall(shape) else { return nil }
      return [x.taking(x.broadcastPlaces(to: shape), shape: shape)]
    },
    "Tile": { folding in
      let (x, counts) = (try folding.input(0), try folding.ints(1))
      guard counts.count == x.shape.count, counts.allSatisfy({ $0 >= 0 }) else {
        throw Mismatch("\(counts.count) counts for \(x.shape.count) dims")
      }
      let products = zip(x.shape, counts).map { $0.multipliedReportingOverflow(by: $1) }
      let shape = products.map(\.partialValue)
      guard !products.contains(where: \.overflow), isSmall(shape) else { return nil }
      let strides = FoldedTensor.strides(x.shape)
      var places = [0]
      for dim in shape.indices {
        places = places.flatMap { place in
          (0..<shape[dim]).map { place + $0 % x.shape[dim] * strides[dim] }
        }
      }
      return [x.taking(places, shape: shape)]
    },
    "Concat": { folding in
      let parts = try folding.inputs.indices.map(folding.input)
      guard let first = parts.first, case .int(let given)? = folding.attributes["axis"] else {
        throw Mismatch("tensors and an axis are required")
      }
      let axis = try place(given, of: first.shape.count)
      guard
        parts.allSatisfy({ part in
          part.shape.count == first.shape.count && axis < part.shape.count
            && part.shape.indices.allSatisfy { $0 == axis || part.shape[$0] == first.shape[$0] }
        })
      else { throw Mismatch("tensors that fit each other along dim \(axis) are required") }
      var shape = first.shape
      shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
      guard isSmall(shape) else { return nil }
      // Row by row of the dims before.
      let rows = first.shape[..<axis].reduce(1, *)
      func joined<Number>(_ numbers: [[Number]]) -> [Number] {
        (0..<rows).flatMap { row in
          numbers.flatMap { part in
            let length = part.count / max(rows, 1)
            return part[row * length..<(row + 1) * length]
          }
        }
      }
      let ints = parts.compactMap(\.ints)
      return [
        ints.count == parts.count
          ? FoldedTensor(first.dtype, shape, ints: joined(ints))
          : FoldedTensor(first.dtype, shape, doubles: joined(parts.map(\.doubles)))
      ]
    },
    "Gather": { folding in
      let (x, index) = (try folding.input(0), try folding.input(1))
      guard let indices = index.ints else { throw Mismatch("input 1: integers are required") }
      let axis = try place(folding.int("axis", default: 0), of: x.shape.count)
      guard axis < x.shape.count else { throw Mismatch("a tensor with dims is required") }
      let shape = x.shape[..<axis] + index.shape + x.shape[(axis + 1)...]
      guard isSmall(Array(shape)) else { return nil }
      let size = x.shape[axis]
      let chosen = try indices.map { number in
        let place = number < 0 ? number + size : number
        guard (0..<size).contains(place) else {
          throw Mismatch("index \(number) of a dim of \(size)")
        }
        return place
      }
      let (inner, outer) = (
        x.shape[(axis + 1)...].reduce(1, *), x.shape[..<axis].reduce(1, *)
      )
      let places = (0..<outer).flatMap { row in
        chosen.flatMap { place in (0..<inner).map { (row * size + place) * inner + $0 } }
      }
      return [x.taking(places, shape: Array(shape))]
    },
    "Slice": { folding in
      let x = try folding.input(0)
      let (starts, ends) = (try folding.ints(1), try folding.ints(2))
      let ranges = try sliced(
        x.shape, starts, ends, folding.optional(3)?.ints, folding.optional(4)?.ints)
      let strides = FoldedTensor.strides(x.shape)
      let shape = ranges.map(\.count)
      let start = zip(ranges, strides).reduce(0) { $0 + $1.0.start * $1.1 }
      let steps = zip(ranges, strides).map { $0.step * $1 }
      return [x.taking(FoldedTensor.places(shape, steps, from: start), shape: shape)]
    },
    "Split": { folding in
      let x = try folding.input(0)
      let axis = try place(folding.int("axis", default: 0), of: x.shape.count)
      guard x.shape.count == 1, axis == 0, let sizes = folding.ints("split", orInput: 1),
        sizes.allSatisfy({ $0 >= 0 }), sizes.reduce(0, &+) == x.count
      else { return nil }
      var start = 0
      return sizes.map { size in
        defer { start += size }
        return x.taking(Array(start..<start + size), shape: [size])
      }
    },
    "NonZero": { folding in
      let x = try folding.input(0)
      let numbers = x.doubles
      let found = numbers.indices.filter { numbers[$0] != 0 }
      let strides = FoldedTensor.strides(x.shape)
      let ints = x.shape.indices.flatMap { dim in
        found.map { $0 / strides[dim] % x.shape[dim] }
      }
      return [FoldedTensor(.int64, [x.shape.count, found.count], ints: ints)]
    },
  ]
}
