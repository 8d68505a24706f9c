import Elements
import Ops
import SPMDRules
import Sharding
import Tensors

/// What the kernel of an op takes for itself on one rank, beside its inputs and its outputs: a function of the
/// shapes and dtypes of the rank's parts, and of the attributes.
///
/// Upper bounds of what is always taken. What a kernel takes only where an operand lies in an unusual way, as a
/// packed copy of a view, is not in it: it comes from storages, and ends the job where the system refuses it.
struct KernelScratch: CheckedCall {
  struct Part {
    let sizes: [Int]
    let dtype: DType

    var count: Double { sizes.reduce(1) { $0 * Double($1) } }
    var bytes: Double { count * Double(dtype.byteCount) }
    var isHalf: Bool { dtype == .float16 || dtype == .bfloat16 }
    /// As floats are accumulated.
    var wideBytes: Double { count * (dtype.byteCount > 4 ? 8 : 4) }

    /// The elements after a dim.
    func count(after dim: Int) -> Double {
      sizes.dropFirst(dim + 1).reduce(1) { $0 * Double($1) }
    }
  }

  let op: String
  /// Lists flattened.
  let inputs: [Part]
  let outputs: [Part]
  let attributes: [String: AttributeValue]

  var bytes: Double {
    guard let x = inputs.first, let result = outputs.first else { return 0 }
    return families.reduce(0) { $0 + $1(x, result) }
  }

  private typealias Family = (_ x: Part, _ result: Part) -> Double

  private var families: [Family] {
    switch op {
    case "matmul", "matmul_v2", "bmm", "linear_v2": [conversions]
    case "fused_gemm_epilogue": [conversions, { $1.bytes }]
    case "fused_linear_param_grad_add": [conversions, { $1.bytes }]
    case "einsum": [conversions, contractions]
    case "argsort", "topk": [{ x, _ in 32 * Double(x.sizes.max() ?? 1) }]
    // 64-bit classes, and a list of them.
    case "one_hot": [{ x, _ in 16 * x.count }]
    case "gather", "index_select": [slices]
    case "embedding", "lookup_table_v2", "c_embedding", "gather_nd", "take_along_axis":
      [indexLists]
    case "put_along_axis", "scatter", "scatter_nd_add", "index_put": [indexLists, scattered]
    case "conv2d", "conv3d", "depthwise_conv2d": [conversions, columns]
    case "conv2d_transpose", "conv3d_transpose", "depthwise_conv2d_transpose":
      [conversions, transposedColumns]
    case "flash_attention": [conversions, scores]
    case "batch_norm", "group_norm", "instance_norm": [conversions, { x, _ in 3 * x.wideBytes }]
    case "logsumexp": [conversions, rows, { x, _ in 3 * x.wideBytes }]
    case "softmax", "log_softmax": [movedAxis]
    case _ where op.contains("cross_entropy"): [labels, { x, _ in 3 * x.wideBytes }]
    // Means, places and draws, each in 64 bits as a tensor and as a list.
    case "poisson": [{ x, _ in 48 * x.count }]
    case "bernoulli": [{ x, _ in 9 * x.count }]
    // Uniform numbers, what is kept, and that scaled.
    case "dropout", "fused_dropout_add": [conversions, { $0.count * 5 + 2 * $1.bytes }]
    case "moe_gate_dispatch": [choices]
    case "moe_combine": [chosen]
    case "roi_align": [samples]
    case "roll", "tril_triu", "label_smooth": [conversions, { $1.bytes }]
    default:
      switch OpSchema.named(op)?.kind {
      case .reduction: [conversions, rows]
      case .optimizer: [conversions, { x, _ in x.wideBytes }]
      default: [conversions]
      }
    }
  }
}

// What families take.
extension KernelScratch {
  /// Operands of another dtype than the computed one, copied in that.
  private func conversions(_ x: Part, _ result: Part) -> Double {
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
  private func contractions(_ x: Part, _ result: Part) -> Double {
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
  private func indexLists(_ x: Part, _ result: Part) -> Double {
    inputs.reduce(0) {
      $1.dtype.isInteger && ($1.dtype == .int32 || $1.dtype == .int64) ? $0 + 32 * $1.count : $0
    }
  }

  /// The places of slices, in a list.
  private func slices(_ x: Part, _ result: Part) -> Double {
    let axis = (try? reader.dim(of: x.sizes.count).first) ?? 0
    let places = result.count / max(1, x.count(after: axis))
    return indexLists(x, result) + 8 * places
  }

  /// What 16-bit floats are folded in, and how often each place was met.
  private func scattered(_ x: Part, _ result: Part) -> Double {
    let updates = inputs.last?.count ?? 0
    let isCounted =
      op == "put_along_axis" && (string("reduce") == "mean" || !bool("include_self"))
    return updates * (isCounted ? 64 : 0)
      + (x.isHalf ? 4 * (x.count + updates) : 0)
  }

  /// The image with its padding, and of one sample what each element of the kernel meets.
  private func columns(_ x: Part, _ result: Part) -> Double {
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
  private func transposedColumns(_ x: Part, _ result: Part) -> Double {
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
  private func scores(_ x: Part, _ result: Part) -> Double {
    guard inputs.count > 2, x.sizes.count == 4, inputs[1].sizes.count == 4 else { return 0 }
    let wide: Double = result.dtype.byteCount > 4 ? 8 : 4
    let (rows, keys) = (Double(x.sizes[1]), Double(inputs[1].sizes[1]))
    let block = 16 * 0x1p20 + 8 * wide * keys
    let oneHead = result.isHalf ? keys * Double(x.sizes[3] + result.sizes[3]) * wide : 0
    let isDropped = !bool("is_test") && double("dropout") > 0
    guard isDropped || bool("return_softmax") else { return block + oneHead }
    let all = Double(x.sizes[0] * x.sizes[2]) * rows * keys * wide
    return block + oneHead + 3 * keys * keys * wide
      + (isDropped ? 6 * all + 2 * inputs[2].wideBytes * Double(x.sizes[2]) : 2 * all)
  }

  /// Where the rows of what is folded begin.
  private func rows(_ x: Part, _ result: Part) -> Double {
    8 * x.count / max(1, result.count) / Double(max(1, x.sizes.max() ?? 1))
  }

  /// Rows that do not lie one after the other are moved, there and back.
  private func movedAxis(_ x: Part, _ result: Part) -> Double {
    let last = x.sizes.count - 1
    let axis = (try? reader.dim(of: x.sizes.count).first) ?? last
    return axis == last ? 16 * Double(x.sizes.last ?? 1) : 2 * x.bytes
  }

  private func labels(_ x: Part, _ result: Part) -> Double {
    inputs.dropFirst().reduce(0) { $1.dtype.isInteger ? $0 + 64 * $1.count : $0 + $1.bytes }
  }

  /// The gate's values as a list, and lists of the choices.
  private func choices(_ x: Part, _ result: Part) -> Double {
    let gate = inputs.count > 1 ? inputs[1].count : 0
    let chosen = outputs.count > 1 ? outputs[1].count : 0
    return 32 * gate + 96 * chosen + 8 * Double(result.sizes.first ?? 0)
  }

  /// The rows that the choices mean, before they are added up.
  private func chosen(_ x: Part, _ result: Part) -> Double {
    guard inputs.count > 1 else { return 0 }
    let rows = inputs[1].count * Double(x.sizes.last ?? 1)
    let wide: Double = x.dtype.byteCount > 4 ? 8 : 4
    return rows * (wide + (x.isHalf ? 2 : 0)) + (x.isHalf ? result.wideBytes : 0)
      + 48 * inputs[1].count
  }

  private func samples(_ x: Part, _ result: Part) -> Double {
    let boxes = inputs.count > 1 ? inputs[1].count : 0
    let bins = Double(max(int("pooled_height"), int("pooled_width")))
    return 32 * boxes + 64 * bins * Double(max(1, int("sampling_ratio")))
  }
}

extension Cluster {
  /// What the kernels of an op take for themselves: of a virtual cluster, whose ranks compute one after the
  /// other, the most that one does. What is less than `least` is none.
  func scratch(
    of call: RuleCall, dtypes: [DType], _ answer: RuleAnswer, _ outputDTypes: [DType],
    from least: Double = weighedBytes
  ) -> MemoryNeed {
    let tensors = call.inputs.flatMap(\.elements)
    let (wanted, results) = (
      answer.inputs.flatMap(\.elements), answer.outputs.flatMap(\.elements)
    )
    func scratch(_ sizes: (TensorDistAttr, [Int]) -> [Int]) -> Double {
      KernelScratch(
        op: call.op,
        inputs: tensors.indices.map {
          KernelScratch.Part(sizes: sizes(wanted[$0], tensors[$0].shape), dtype: dtypes[$0])
        },
        outputs: results.indices.map {
          KernelScratch.Part(
            sizes: sizes(results[$0], answer.outputShapes[$0]), dtype: outputDTypes[$0])
        }, attributes: call.attributes
      ).bytes
    }
    var need = MemoryNeed()
    guard let mesh = (wanted + results).first?.mesh,
      scratch({ _, shape in shape }) * Double(mesh.count) >= least
    else { return need }
    for rank in isVirtual ? residents : Array(neighbours) {
      guard let coordinate = mesh.coordinate(of: rank) else { continue }
      let bytes = scratch { $0.box(at: coordinate, shape: $1).sizes }
      let own = MemoryNeed(bytes: isVirtual || rank == self.rank ? bytes : 0, hostBytes: bytes)
      need = isVirtual ? .max(need, own) : need + own
    }
    return need
  }
}
