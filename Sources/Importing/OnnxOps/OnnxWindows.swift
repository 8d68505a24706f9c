import Programs

/// What windows that slide over an image are told: sizes, steps, and what stands around.
struct OnnxWindows {
  let kernel: [Int]
  let strides: [Int]
  let dilations: [Int]
  /// By dim.
  var before: [Int]
  var after: [Int]

  /// - Parameters:
  ///   - sizes: of the image's dims that windows slide over.
  ///   - kernel: nil where an attribute says it.
  init(_ call: OnnxCall, over sizes: [Int], kernel given: [Int]? = nil) throws {
    let count = sizes.count
    guard let kernel = given ?? call.optionalInts("kernel_shape") else {
      throw Mismatch("kernel_shape is required")
    }
    self.kernel = kernel
    strides = call.optionalInts("strides") ?? sizes.map { _ in 1 }
    dilations = call.optionalInts("dilations") ?? sizes.map { _ in 1 }
    let pads = call.optionalInts("pads") ?? [Int](repeating: 0, count: 2 * count)
    guard kernel.count == count, strides.count == count, dilations.count == count,
      pads.count == 2 * count,
      (kernel + strides + dilations).allSatisfy({ $0 > 0 && $0 < 1 << 31 }),
      pads.allSatisfy({ $0 >= 0 && $0 < 1 << 31 })
    else { throw Mismatch("windows of \(count) dims are required") }
    (before, after) = (Array(pads[..<count]), Array(pads[count...]))
    let word = call.text("auto_pad", default: "NOTSET")
    switch word {
    case "NOTSET": break
    case "VALID": (before, after) = (sizes.map { _ in 0 }, sizes.map { _ in 0 })
    case "SAME_UPPER", "SAME_LOWER":
      for dim in 0..<count {
        let outputs = (sizes[dim] + strides[dim] - 1) / strides[dim]
        let reach = (outputs - 1) * strides[dim] + (kernel[dim] - 1) * dilations[dim] + 1
        let room = max(0, reach - sizes[dim])
        let less = room / 2
        (before[dim], after[dim]) =
          word == "SAME_UPPER" ? (less, room - less) : (room - less, less)
      }
    default: throw Mismatch("auto_pad is '\(word)'")
    }
  }

  var isSymmetric: Bool { before == after }
}
