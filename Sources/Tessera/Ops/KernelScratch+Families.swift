import Elements
import Ops
import SPMDRules
import Tensors

/// What families take that is more than a number for each element.
extension KernelScratch {
  /// Operands of another dtype than the computed one, copied in that.
  func conversions(_ result: Part) -> Double {
    guard let x = inputs.first else { return 0 }
    let computed =
      result.dtype != .bool
      ? result.dtype
      : inputs.dropFirst().reduce(x.dtype) { $0.promoted(with: $1.dtype) ?? $0 }
    return inputs.reduce(0) {
      $1.dtype == computed || $1.dtype == .bool
        ? $0 : $0 + $1.count * Double(computed.byteCount)
    }
  }

  /// The products of an einsum before the last, and what 16-bit floats are summed in.
  func contractions(_ result: Part) -> Double {
    guard
      let equation = try? EinsumEquation(string("equation"), ranks: inputs.map(\.sizes.count))
    else { return 0 }
    var extents: [Int: Int] = [:]
    for (part, labels) in zip(inputs, equation.inputs) {
      for (label, extent) in zip(labels, part.sizes) {
        extents[label] = max(extents[label] ?? 1, extent)
      }
    }
    let size: Double = result.dtype == .complex64 || result.dtype.byteCount > 4 ? 8 : 4
    var (bytes, product) = (0.0, Set(equation.inputs.first ?? []))
    for next in equation.inputs.indices.dropFirst() {
      let rest = equation.inputs[(next + 1)...].reduce(Set(equation.output)) { $0.union($1) }
      product = product.union(equation.inputs[next]).intersection(rest)
      let isLast = next == equation.inputs.count - 1
      if isLast, !result.isHalf { break }
      bytes += product.reduce(size) { $0 * Double(extents[$1] ?? 1) }
    }
    return result.isHalf ? bytes + inputs.reduce(0) { $0 + 4 * $1.count } : bytes
  }

  /// Lists of indices, as they are and from the start on, and of the places that they mean.
  var indexLists: Double {
    inputs.reduce(0) {
      $1.dtype.isInteger && ($1.dtype == .int32 || $1.dtype == .int64) ? $0 + 32 * $1.count : $0
    }
  }

  /// The places of slices, in a list.
  func slices(_ x: Part, _ result: Part) -> Double {
    let axis = (try? reader.dim(of: x.sizes.count).first) ?? 0
    let places = result.count / max(1, x.count(after: axis))
    return 8 * places
  }

  /// What 16-bit floats are folded in.
  func scattered(_ x: Part) -> Double {
    x.isHalf ? 4 * (x.count + (inputs.last?.count ?? 0)) : 0
  }

  /// How often each place was met.
  var counts: Double {
    let isCounted = string("reduce") == "mean" || !bool("include_self")
    return isCounted ? 64 * (inputs.last?.count ?? 0) : 0
  }

  /// The image with its padding, and of one sample what each element of the kernel meets.
  func columns(_ x: Part, _ result: Part) -> Double {
    guard inputs.count > 1, x.sizes.count > 2 else { return 0 }
    let filter = inputs[1].sizes
    let window = ConvWindow(self, x.sizes, filter)
    let (image, places) = (window.spatial(x.sizes), window.spatial(result.sizes))
    let size = Double(result.dtype.byteCount)
    let channels = Double(x.sizes[window.isChannelsLast ? x.sizes.count - 1 : 1])
    let isPadded = (window.before + window.after).contains { $0 != 0 }
    let padded = image.indices.reduce(Double(x.sizes[0]) * channels * size) {
      $0 * Double(image[$1] + window.before[$1] + window.after[$1])
    }
    let kernel = filter[2...].reduce(1) { $0 * Double($1) }
    let patches = places.reduce(channels * kernel * size) { $0 * Double($1) }
    // Channels last are moved, there and back.
    let moved = window.isChannelsLast ? x.bytes + result.bytes : 0
    return (isPadded ? padded : 0) + patches + moved
  }

  /// The sums, and of one sample what each element of the kernel adds.
  func transposedColumns(_ x: Part, _ result: Part) -> Double {
    guard inputs.count > 1, x.sizes.count > 2 else { return 0 }
    let filter = inputs[1]
    let window = ConvWindow(self, x.sizes, filter.sizes)
    let (image, places) = (window.spatial(x.sizes), window.spatial(result.sizes))
    let size: Double = result.dtype.byteCount > 4 ? 8 : 4
    let channels = Double(result.sizes[window.isChannelsLast ? result.sizes.count - 1 : 1])
    let sums = places.indices.reduce(Double(x.sizes[0]) * channels * size) {
      $0 * Double(places[$1] + window.before[$1] + window.after[$1])
    }
    let kernel = filter.sizes[2...].reduce(1) { $0 * Double($1) }
    let added = image.reduce(channels * kernel * size) { $0 * Double($1) }
    let wide = result.isHalf ? x.wideBytes + filter.wideBytes + result.wideBytes : 0
    let moved = window.isChannelsLast ? x.bytes + result.bytes : 0
    return sums + added + filter.bytes + wide + moved
  }

  /// Blocks of scores with their mask, or all of them where they are dropped from or returned.
  func scores(_ x: Part, _ result: Part) -> Double {
    guard inputs.count > 2, x.sizes.count == 4, inputs[1].sizes.count == 4 else { return 0 }
    let wide: Double = result.dtype.byteCount > 4 ? 8 : 4
    let (rows, keys) = (Double(x.sizes[1]), Double(inputs[1].sizes[1]))
    let heads = Double(min(KernelThreads.count, x.sizes[0] * x.sizes[2]))
    let block = heads * (16 * 0x1p20 + 8 * wide * keys)
    let oneHead = result.isHalf ? heads * keys * Double(x.sizes[3] + result.sizes[3]) * wide : 0
    let isDropped = !bool("is_test") && double("dropout") > 0
    guard isDropped || bool("return_softmax") else { return block + oneHead }
    let all = Double(x.sizes[0] * x.sizes[2]) * rows * keys * wide
    return block + oneHead + 3 * keys * keys * wide
      + (isDropped ? 6 * all + 2 * inputs[2].wideBytes * Double(x.sizes[2]) : 2 * all)
  }

  /// Where the rows of what is folded begin.
  func rows(_ x: Part, _ result: Part) -> Double {
    8 * x.count / max(1, result.count) / Double(max(1, x.sizes.max() ?? 1))
  }

  /// Rows that do not lie one after the other are moved, there and back.
  func movedAxis(_ x: Part) -> Double {
    let last = x.sizes.count - 1
    let axis = (try? reader.dim(of: x.sizes.count).first) ?? last
    return axis == last ? 16 * Double(x.sizes.last ?? 1) : 2 * x.bytes
  }

  /// Labels as lists, or soft ones as a copy.
  var labels: Double {
    inputs.dropFirst().reduce(0) { $1.dtype.isInteger ? $0 + 64 * $1.count : $0 + $1.bytes }
  }

  /// The gate's values as a list, and lists of the choices.
  func choices(_ result: Part) -> Double {
    let gate = inputs.count > 1 ? inputs[1].count : 0
    let chosen = outputs.count > 1 ? outputs[1].count : 0
    return 32 * gate + 96 * chosen + 8 * Double(result.sizes.first ?? 0)
  }

  /// The rows that the choices mean, before they are added up.
  func chosen(_ x: Part, _ result: Part) -> Double {
    guard inputs.count > 1 else { return 0 }
    let rows = inputs[1].count * Double(x.sizes.last ?? 1)
    let wide: Double = x.dtype.byteCount > 4 ? 8 : 4
    return rows * (wide + (x.isHalf ? 2 : 0)) + (x.isHalf ? result.wideBytes : 0)
      + 48 * inputs[1].count
  }

  /// The boxes, and where they are sampled.
  var samples: Double {
    let boxes = inputs.count > 1 ? inputs[1].count : 0
    let bins = Double(max(int("pooled_height"), int("pooled_width")))
    return 32 * boxes + 64 * bins * Double(max(1, int("sampling_ratio")))
  }
}
