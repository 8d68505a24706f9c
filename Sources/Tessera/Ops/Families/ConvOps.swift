import Ops
import Tensors

/// Convolutions and transposed ones, over two or three spatial dims, in the dtype that image and filter
/// promote to.
///
/// A rank computes the groups, or the channels of the one group, that it has; of none the sum is zero.
extension Kernel {
  static let convolution = convolution { call, image, filter, window in
    image.convolution(
      filter, strides: window.strides, padding: window.padding, dilations: window.dilations,
      groups: image.shape[1] / filter.shape[1])
  }

  /// The sizes of the result are those of its box, which `output_padding` or `output_size` chose.
  static let convolutionTransposed = convolution { call in
    let window = ConvWindow(call, call.shapes[0], call.shapes[1])
    for (dim, size) in window.spatial(call.outputShapes[0]).enumerated() {
      let least = window.transposedSize(dim)
      let room = Swift.max(window.strides[dim], window.dilations[dim])
      guard least >= 0, (least..<least + room).contains(size) else {
        throw TesseraError(
          .usage,
          "\(call.op): attributes must give spatial dim \(dim) a size of at least 0 and less than "
            + "\(room) more than the windows reach, they reach \(least) and give \(size)")
      }
    }
  } compute: { call, image, filter, window in
    let sizes = window.spatial(call.outputs[0].sizes)
    let channels = call.outputs[0].count / (image.shape[0] * sizes.reduce(1, *))
    return image.convolutionTransposed(
      filter, strides: window.strides, padding: window.padding, outputSize: sizes,
      dilations: window.dilations, groups: channels / filter.shape[1])
  }

  /// - Parameters:
  ///   - check: what the attributes must fulfil beyond the rule.
  ///   - compute: the result `[n, c, …]` of an image of that order, neither it nor the filter empty.
  private static func convolution(
    check: (@Sendable (OpCall) throws -> Void)? = nil,
    compute:
      @escaping @Sendable (LocalCall, DenseTensor, DenseTensor, ConvWindow) throws -> DenseTensor
  ) -> Kernel {
    Kernel(check: check) { call in
      let image = call.tensor(0).converted(to: call.dtypes[0])
      let filter = call.tensor(1).converted(to: call.dtypes[0])
      guard !image.isEmpty, !filter.isEmpty else { return [call.zeros()] }
      let window = ConvWindow(call, call.part(0).shape, call.part(1).shape)
      let result = try compute(
        call, window.isChannelsLast ? image.channelsFirst : image, filter, window)
      return [window.isChannelsLast ? result.channelsLast : result]
    }
  }
}
