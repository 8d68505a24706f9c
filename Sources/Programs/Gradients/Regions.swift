import Elements

/// Regions of images by bilinear samples: a product with a matrix of weights for each direction, which hang on the boxes.
extension GradientTable {
  mutating func addRegions() {
    self["roi_align"] = .writtenOut { call in
      guard call.out.size > 0 else { return [try call.unused(0)] }
      let images = try call.x.gather(call.owners())
      // A box names x first.
      let rows = try call.sampleWeights(1, bins: call.int("pooled_height"), extent: call.x.shape[2])
      let columns = try call.sampleWeights(
        0, bins: call.int("pooled_width"), extent: call.x.shape[3])
      let turned = try Value.einsum("rph,rchw->rcpw", rows.cast(images.dtype), images)
      return [try Value.einsum("rqw,rcpw->rcpq", columns.cast(images.dtype), turned)]
    }
  }
}

extension GradientCall {
  /// The image of each box.
  fileprivate func owners() throws -> Value {
    let count = y.shape[0]
    let places = (0..<count).map(Double.init)
    guard let counts = given(2) else {
      return try x.constant([0], shape: [count], dtype: .int64)
    }
    let ends = try counts.cast(.int64).cumsum(0)
    let boxes = try x.constant(places, shape: [count, 1], dtype: .int64)
    return try (boxes .>= ends).cast(.int64).summed([1])
  }

  /// How much of each pixel along a direction a bin takes: `[boxes, bins, extent]`, the mean of its samples' weights.
  ///
  /// - Parameter corner: the place of the first coordinate of that direction in a box; the last is two behind.
  fileprivate func sampleWeights(_ corner: Int, bins: Int, extent: Int) throws -> Value {
    let (boxes, isAligned) = (y, bool("aligned"))
    func edge(_ place: Int) throws -> Value {
      let edge = try boxes.slice(axes: [1], starts: [place], ends: [place + 1])
      return try edge.scale(scale: double("spatial_scale"), bias: isAligned ? -0.5 : 0)
        .unsqueeze(2).unsqueeze(3)
    }
    func numbers(_ range: Range<Int>, _ axis: Int) throws -> Value {
      var shape = [1, 1, 1, 1]
      shape[axis] = range.count
      return try boxes.constant(range.map(Double.init), shape: shape, dtype: boxes.dtype)
    }
    let first = try edge(corner)
    let length = try edge(corner + 2) - first
    let bin = try (isAligned ? length : length.maximum(length.filled(with: 1)))
      .times(1 / Double(bins))
    let start = try first + bin * numbers(0..<bins, 1)
    let pixels = try numbers(0..<extent, 2)

    let ratio = int("sampling_ratio")
    let count = ratio > 0 ? try bin.filled(with: Double(ratio)) : try bin.ceil()
    let divisor = try count.maximum(count.filled(with: 1))
    let step = try bin / divisor
    var sample = try numbers(0..<(ratio > 0 ? ratio : 6), 3)
    if ratio <= 0 {
      // Samples are more than half a pixel apart, or one alone: from the first one that is less than a pixel before,
      // six reach beyond all that are so near.
      let spacing = try step.where(step .> 0, otherwise: step.filled(with: 1))
      let first = try ((pixels.plus(-1) - start) / spacing).plus(-0.5).ceil()
      sample = try sample + first.maximum(first.filled(with: 0))
    }
    let place = try start + sample.plus(0.5) * step
    let held = try place.clip(min: 0, max: Double(extent - 1))
    // It falls to 0 a pixel away.
    let weight = try (held - pixels).abs().scale(scale: -1, bias: 1).relu()
    let isTaken = try (sample .< count) .& (place .>= -1) .& (place .<= Double(extent))
    return try weight.kept(where: isTaken).summed([3]) / divisor.summed([3])
  }
}
