internal import CKernels

/// A window for each channel of a padded `[n, c, height, width]`, or several: each image of the result, `[n, out, …]`, is
/// the sum of the window's weights times the image moved. 16-bit floats are summed in float32, and rounded once.
struct DepthwiseConvolution: RealVisitor {
  let input: DenseTensor
  let filter: DenseTensor
  let bias: DenseTensor?
  let result: DenseTensor
  let window: Window

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let image = input.shape[2] * input.shape[3]
    let (rows, columns) = (result.shape[2], result.shape[3])
    let taps = filter.shape[2] * filter.shape[3]
    let perChannel = result.shape[1] / input.shape[1]
    let shape = CKERNELS_window(
      rows: filter.shape[2], columns: filter.shape[3], row_stride: window.strides[0],
      row_dilation: window.dilations[0], column_dilation: window.dilations[1])
    let (from, filters) = unsafe (input.pointer(as: T.self), filter.pointer(as: T.self))
    let to = unsafe result.mutablePointer(as: T.self)
    let scratch = image + rows * columns + filter.count + result.shape[1]
    let channels = input.shape[0] * input.shape[1]
    KernelThreads.forEachRange(of: channels, work: perChannel * rows * columns * taps) { range in
      unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: scratch) { scratch in
        let wide = scratch.baseAddress!
        let (sums, weights) = unsafe (wide + image, wide + image + rows * columns)
        let starts = unsafe weights + filter.count
        unsafe T.load(filters, step: 1, into: weights, count: filter.count)
        if let bias {
          unsafe T.load(bias.pointer(as: T.self), step: 1, into: starts, count: bias.count)
        } else {
          unsafe starts.update(repeating: 0, count: result.shape[1])
        }
        for channel in range {
          let values = unsafe T.lend(from + channel * image, step: 1, scratch: wide, count: image)
          for place in channel * perChannel..<(channel + 1) * perChannel {
            let out = place % result.shape[1]
            let destination = unsafe to + place * rows * columns
            let block = unsafe T.place(destination, step: 1, scratch: sums, count: rows * columns)
            unsafe A.correlate(
              values, rowStep: input.shape[3], into: block.values, rows: rows, columns: columns,
              shape, weights: weights + out * taps, start: starts[out])
            unsafe T.finish(block, into: destination, step: 1)
          }
        }
      }
    }
  }
}
