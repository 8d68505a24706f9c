extension DenseTensor {
  /// Region of interest align (He et al. 2017) of `[n, c, h, w]`: for each box the mean of bilinear
  /// samples in each of `height * width` bins, `[boxes, c, height, width]`.
  ///
  /// `boxes` is `[boxes, 4]` (x1, y1, x2, y2), of this dtype or the accumulators'; `counts` (int32 or
  /// int64, `[n]`) says how many belong to each sample, in order. Coordinates are multiplied by
  /// `scale`; `isAligned` moves them by half a pixel, and otherwise a box is at least one pixel wide.
  /// `samples` are taken in each direction of a bin, `ceil(extent / bins)` where it is not positive.
  /// A sample more than a pixel outside is 0. As torchvision and Paddle.
  package func roiAlign(
    boxes: DenseTensor, counts: DenseTensor, height: Int, width: Int, scale: Double = 1,
    samples: Int = -1, isAligned: Bool = true
  ) -> DenseTensor {
    precondition(
      ndim == 4 && boxes.ndim == 2 && boxes.shape[1] == 4 && counts.shape == [shape[0]]
        && height > 0 && width > 0,
      "RoI align of \(shape) with boxes \(boxes.shape) and counts \(counts.shape) to "
        + "\(height)x\(width)")
    let owners = counts.indexValues().enumerated().flatMap { [Int](repeating: $0, count: $1) }
    precondition(
      owners.count == boxes.shape[0], "\(boxes.shape[0]) boxes, but counts of \(owners.count)")
    let result = DenseTensor(
      zeros: [boxes.shape[0], shape[1], height, width], dtype: dtype)
    guard !result.isEmpty, !isEmpty else { return result }
    withRealType(
      dtype,
      RoIAlign(
        source: contiguous(), result: result,
        boxes: boxes.converted(to: dtype.accumulatorDType).contiguous(), owners: owners,
        scale: scale, samples: samples, isAligned: isAligned))
    return result
  }
}

private struct RoIAlign: RealVisitor {
  let source: DenseTensor
  let result: DenseTensor
  let boxes: DenseTensor
  /// The sample of each box.
  let owners: [Int]
  let scale: Double
  let samples: Int
  let isAligned: Bool

  /// A place in one direction: the two pixels beside it and the weight of the second; nil outside.
  private struct Place<A: FloatMath> {
    let low: Int
    let high: Int
    let weight: A
  }

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let (channels, extents) = (source.shape[1], [source.shape[2], source.shape[3]])
    let bins = [result.shape[2], result.shape[3]]
    let plane = extents[0] * extents[1]
    let (from, to) = unsafe (source.pointer(as: T.self), result.mutablePointer(as: T.self))
    let corners = unsafe boxes.pointer(as: A.self)
    for box in owners.indices {
      // Rows and then columns: a box names x first.
      let places = (0..<2).map { dim in
        unsafe self.places(
          from: corners[box * 4 + 1 - dim], to: corners[box * 4 + 3 - dim], bins: bins[dim],
          extent: extents[dim])
      }
      let counts = (0..<2).map { places[$0].count / bins[$0] }
      let divisor = A(max(1, counts[0] * counts[1]))
      for channel in 0..<channels {
        let pixels = unsafe from + (owners[box] * channels + channel) * plane
        for bin in 0..<(bins[0] * bins[1]) {
          var sum = A.zero
          for i in 0..<counts[0] {
            guard let row = places[0][bin / bins[1] * counts[0] + i] else { continue }
            for j in 0..<counts[1] {
              guard let column = places[1][bin % bins[1] * counts[1] + j] else { continue }
              let top = unsafe pixels + row.low * extents[1]
              let bottom = unsafe pixels + row.high * extents[1]
              unsafe sum +=
                (1 - row.weight)
                * ((1 - column.weight) * top[column.low].accumulator
                  + column.weight * top[column.high].accumulator)
                + row.weight
                * ((1 - column.weight) * bottom[column.low].accumulator
                  + column.weight * bottom[column.high].accumulator)
            }
          }
          let at = (box * channels + channel) * bins[0] * bins[1] + bin
          unsafe to[at] = T.rounded(sum / divisor)
        }
      }
    }
  }

  /// The places of all bins' samples along one dim.
  private func places<A: FloatMath>(
    from first: A, to last: A, bins: Int, extent: Int
  ) -> [Place<A>?] {
    let start = first * A(scale) - (isAligned ? 0.5 : 0)
    let end = last * A(scale) - (isAligned ? 0.5 : 0)
    let length = isAligned ? end - start : max(end - start, 1)
    let bin = length / A(bins)
    let count = samples > 0 ? samples : max(0, Int(bin.rounded(.up)))
    return (0..<(bins * count)).map { at in
      let (number, sample) = (A(at / count), A(at % count))
      var place = start + number * bin + (sample + 0.5) * bin / A(count)
      guard place >= -1, place <= A(extent) else { return nil }
      place = max(place, 0)
      let low = min(Int(place), extent - 1)
      return Place(
        low: low, high: min(low + 1, extent - 1), weight: low == extent - 1 ? 0 : place - A(low))
    }
  }
}
