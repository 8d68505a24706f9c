import Elements

/// What one kernel does on one rank.
package struct KernelWork: Hashable, Sendable {
  /// Which of a device's rates it works at.
  package enum Kind: String, Hashable, Sendable, Codable {
    /// Products of matrices, and what is computed as such.
    case product
    /// The core of attention in one kernel.
    case attention
    /// Whatever only reads and writes.
    case memory
    /// Nothing: another view of what is there.
    case view
  }

  /// Which rates it works at.
  package var kind: Kind
  /// Multiplications and additions, each counted.
  package var operations: Double
  /// Bytes that it reads.
  package var read: Double
  /// Bytes that it writes.
  package var written: Double
  /// The smallest of rows, columns and depth of a product.
  package var leastDim: Double
  /// The bytes of an element that it computes with.
  package var width: Int
  /// The op's name in the schema, and its kind there; nil where that is not known.
  package var (op, family): (String?, String?)
  /// What it computes with.
  package var dtype = DType.float32
  /// The bytes of its operands and results: what it reads and writes, and of a view what a copy would.
  package var moved: Double

  package init(
    _ kind: Kind, operations: Double = 0, read: Double = 0, written: Double = 0,
    leastDim: Double = 1, width: Int = 4
  ) {
    (self.kind, self.operations, self.read, self.written) = (kind, operations, read, written)
    (self.leastDim, self.width) = (leastDim, width)
    moved = read + written
  }
}

extension Device {
  /// Operations a second of products of elements of so many bytes, at the most.
  func peak(width: Int) -> Double {
    switch width {
    case 1: peakFP8 ?? peak
    case 2: peak
    case 4: peakFP32 ?? peak / 2
    default: (peakFP32 ?? peak / 2) / 2
    }
  }

  /// The seconds that a kernel takes, as the kernels of `stack` reach the device's rates: what its operations take
  /// or what its bytes take, whichever is longer; and not less than one launch after the other. Where kernels like it
  /// were measured it takes what they took, one launch after the other.
  ///
  /// - Source: Williams, Waterman and Patterson 2009 (the roofline); `KernelTimes.product` (small dims).
  package func seconds(of work: KernelWork, by stack: SoftwareStack) -> Double {
    if let seconds = kernels?.seconds(of: work) {
      // Numbers that a program has are there before it runs.
      return work.op == nil ? seconds : seconds + launch
    }
    let bytes = (work.read + work.written) / (bandwidth * stack.memory)
    let seconds: Double
    switch work.kind {
    case .view: return 0
    case .memory: seconds = bytes
    case .product:
      let (part, half) =
        work.width == 1
        ? (stack.productFP8 ?? stack.product, stack.halfDimFP8) : (stack.product, stack.halfDim)
      let least = max(1, work.leastDim)
      let reached = peak(width: work.width) * part * least / (least + half)
      seconds = max(work.operations / reached, bytes)
    case .attention:
      seconds = max(
        work.operations / (peak(width: max(2, work.width)) * stack.attentionForward), bytes)
    }
    return max(seconds + kernelOverhead, launch)
  }
}

extension Topology {
  /// What a rank computes with, and the kernels that it computes by: those of `kind`, or the only ones there are.
  ///
  /// - Throws: `TrainingError` where the topology does not say it.
  package func computing(by kind: SoftwareStack.Kind?) throws(TrainingError) -> (
    device: Device, stack: SoftwareStack
  ) {
    guard let device else {
      throw TrainingError(
        "--topology: a topology with the key 'device' is required, '\(name)' has none")
    }
    if kind == nil, device.kernels != nil { return (device, .measured) }
    let known = SoftwareStack.Kind.allCases.filter { device.stacks[$0] != nil }
    guard let stack = (kind ?? known.last).flatMap({ device.stacks[$0] }) else {
      throw TrainingError(
        "--framework: a framework of the topology's device is required, '\(name)' has no "
          + "'\(kind?.rawValue ?? "-")'")
    }
    return (device, stack)
  }
}
