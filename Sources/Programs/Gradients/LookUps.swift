/// Look-ups: what is read twice adds up.
extension GradientTable {
  mutating func addLookUps() {
    add(
      "gather", "index_select",
      rule: .formula { call in
        let axis = try call.dim("axis")
        var (index, gradient) = (call.y, try call.gradient())
        if index.ndim == 0 {
          (index, gradient) = (try index.unsqueeze(0), try gradient.unsqueeze(axis))
        }
        let dims = Array(0..<index.ndim)
        if axis > 0 {
          gradient = try gradient.moveaxis(source: dims.map { $0 + axis }, destination: dims)
        }
        var shape = call.x.shape
        shape.insert(shape.remove(at: axis), at: 0)
        let rows = try gradient.addedRows(at: index, of: shape)
        return [axis == 0 ? rows : try rows.moveaxis(source: [0], destination: [axis]), nil]
      })
    self["embedding"] = .formula { call in
      var gradient = try call.gradient()
      let padding = call.int("padding_idx")
      let rows = call.y.shape[0]
      if padding != -1 {
        let isPadding = try call.x .== (padding < 0 ? padding + rows : padding)
        gradient = try gradient.zeroed(where: isPadding.unsqueeze(call.x.ndim))
      }
      return [nil, try gradient.addedRows(at: call.x, of: call.y.shape)]
    }
    self["c_embedding"] = .formula { call in
      let (start, rows) = (call.int("start_index"), call.x.shape[0])
      let place = try call.y - start
      let isOutside = try (place .< 0) .| (place .>= rows)
      let gradient = try call.gradient().zeroed(where: isOutside.unsqueeze(call.y.ndim))
      let inside = try place.scalar(0, dtype: place.dtype).where(isOutside, otherwise: place)
      return [try gradient.addedRows(at: inside, of: call.x.shape), nil]
    }
    self["take_along_axis"] = .formula { call in
      let sum = try call.x.filled(with: 0).putAlongAxis(
        call.y, value: call.gradient(), axis: call.dim("axis"), reduce: "add")
      return [sum, nil]
    }
    self["gather_nd"] = .formula { call in
      [try call.x.filled(with: 0).scatterNdAdd(call.y, updates: call.gradient()), nil]
    }
    self["moe_combine"] = .writtenOut { call in
      let places = call.inputs[2]
      let rows = try call.x.gather(places.viewed(as: [places.size]))
        .viewed(as: places.shape + [call.x.shape[1]])
      return [try (rows * call.y.unsqueeze(2)).sum(1)]
    }
  }
}

extension Value {
  /// Zeros of a shape, with these slices added at the places of the first dim that the index names.
  fileprivate func addedRows(at index: Value, of shape: [Int]) throws -> Value {
    try constant([0], shape: shape, dtype: dtype)
      .scatterNdAdd(index.unsqueeze(index.ndim), updates: self)
  }
}
