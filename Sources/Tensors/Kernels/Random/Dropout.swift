internal import CKernels
import Elements

/// A box of a global tensor: what makes random values the same however the tensor is cut.
package struct RandomPlace: Hashable, Sendable {
  /// What the values of the whole tensor follow from: the op's seed, and the step.
  let seed: UInt64
  /// The shape of the whole tensor, behind a dim of micro-batches.
  private let globalShape: [Int]
  /// Where the local tensor starts in it.
  private let offsets: [Int]

  /// A block at `offsets` of the whole tensor, at the step of training that is being made.
  package init(seed: UInt64, globalShape: [Int], offsets: [Int]) {
    let step = DrawStep.current
    self.seed = seed &+ UInt64(step.step) &* DrawStep.stride
    self.globalShape = [step.microbatch + 1] + globalShape
    self.offsets = [step.microbatch] + offsets
  }

  /// What a fill makes of the block.
  func filled(_ fill: Fill, _ sizes: [Int], _ dtype: DType) -> DenseTensor {
    DenseTensor(
      fill: fill, globalShape: globalShape, offsets: offsets, sizes: [1] + sizes, dtype: dtype
    ).squeezed([0])
  }

  /// Uniform float32 values in [0, 1), as `Fill.random` makes them.
  func uniform(_ sizes: [Int]) -> DenseTensor { filled(.random(seed: seed), sizes, .float32) }

  /// Which elements dropout keeps, as bool: each with probability `1 - probability`, that is where the uniform value is at
  /// least `probability`.
  package func kept(_ sizes: [Int], probability: Double) -> DenseTensor {
    precondition((0...1).contains(probability), "a dropout with probability \(probability)")
    guard probability < 1 else { return DenseTensor(zeros: sizes, dtype: .bool) }
    let flags = DenseTensor(shape: sizes, dtype: .bool)
    guard !flags.isEmpty else { return flags }
    let places = DenseTensor.rowMajorStrides(globalShape)
    let walk = StridedWalk(
      shape: [1] + sizes, operands: [[0] + flags.strides, places], reorders: false)
    guard walk.steps == [1, 1] else {
      return uniform(sizes).compared(
        .greaterEqual, DenseTensor(repeating: probability, shape: [], dtype: .float32))
    }
    let first = zip(offsets, places).reduce(0) { $0 + $1.0 * $1.1 }
    // A uniform float32 value has 24 bits of a word.
    let least = UInt32((Float(probability) * 0x1p24).rounded(.up))
    let base = unsafe UnsafeMutableRawPointer(flags.mutablePointer(as: Bool.self))
      .assumingMemoryBound(to: UInt8.self)
    walk.forEachRow { offsets in
      unsafe KernelVariant.chosenRoutines.philox_flags(
        base + offsets[0], UInt64(first + offsets[1]), walk.length, seed, least)
    }
    return flags
  }
}

extension DenseTensor {
  /// Each element with probability `1 - probability`, else 0; and which were kept (bool).
  ///
  /// An element is kept where the uniform value at its place in the global tensor is at least
  /// `probability`. With `isUpscaled` what is kept is divided by `1 - probability` (PyTorch, and
  /// Paddle's `upscale_in_train`); otherwise it stays, and inference has to scale.
  package func droppingOut(
    probability: Double, isUpscaled: Bool = true, at place: RandomPlace
  ) -> (values: DenseTensor, mask: DenseTensor) {
    let mask = place.kept(shape, probability: probability)
    let zero = DenseTensor(zeros: [], dtype: dtype)
    guard probability < 1 else {
      return (zero.expanded(to: shape).copy(), mask)
    }
    let kept = isUpscaled ? elementwise(.scale(1 / (1 - probability))) : self
    return (DenseTensor.where(mask, kept, zero), mask)
  }

  /// 1 with the probability that each element is, else 0, of the same dtype.
  package func bernoulli(at place: RandomPlace) -> DenseTensor {
    precondition(dtype.kind == .floatingPoint, "a draw with probabilities of \(dtype)")
    return place.uniform(shape).compared(.less, converted(to: .float32)).converted(to: dtype)
  }
}
