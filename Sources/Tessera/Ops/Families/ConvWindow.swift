import Ops
import Tensors

/// Where the windows of a convolution stand, from its attributes and the whole tensors' shapes.
struct ConvWindow {
  let isChannelsLast: Bool
  let strides: [Int]
  let dilations: [Int]
  let before: [Int]
  let after: [Int]
  /// The spatial sizes of the image, and what a window spans of them.
  private let sizes: [Int]
  private let extents: [Int]

  init(_ call: some CheckedCall, _ image: [Int], _ filter: [Int]) {
    let isLast = call.string("data_format").hasSuffix("C")
    let sizes = Array(isLast ? image[1..<(image.count - 1)] : image[2...])
    let strides = call.ints("strides")
    let dilations = call.ints("dilations")
    let extents = sizes.indices.map { (filter[$0 + 2] - 1) * dilations[$0] + 1 }
    let given = call.ints("paddings")
    let algorithm = call.string("padding_algorithm")
    let pairs = sizes.indices.map { dim -> (Int, Int) in
      switch algorithm {
      case "VALID": return (0, 0)
      case "SAME":
        let places = (sizes[dim] + strides[dim] - 1) / strides[dim]
        let sum = max(0, (places - 1) * strides[dim] + extents[dim] - sizes[dim])
        return (sum / 2, sum - sum / 2)
      default:
        return given.count == sizes.count
          ? (given[dim], given[dim]) : (given[2 * dim], given[2 * dim + 1])
      }
    }
    (isChannelsLast, self.strides, self.dilations) = (isLast, strides, dilations)
    (before, after) = (pairs.map(\.0), pairs.map(\.1))
    (self.sizes, self.extents) = (sizes, extents)
  }

  var padding: ConvolutionPadding { .explicit(before: before, after: after) }

  /// The spatial sizes of a shape in the image's order.
  func spatial(_ shape: [Int]) -> [Int] {
    Array(isChannelsLast ? shape[1..<(shape.count - 1)] : shape[2...])
  }

  /// What the windows of a transposed convolution reach of a spatial dim of the result, cropped.
  func transposedSize(_ dim: Int) -> Int {
    (sizes[dim] - 1) * strides[dim] + extents[dim] - before[dim] - after[dim]
  }
}
