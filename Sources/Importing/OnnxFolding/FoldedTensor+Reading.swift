import Elements
import Files

extension FoldedTensor {
  /// The numbers of a tensor of the file; nil of complex ones.
  init?(_ tensor: OnnxTensor, _ stored: StoredTensor?) throws(FileError) {
    let dtype = tensor.dtype
    switch tensor.storage {
    case .numbers(let numbers): self.init(dtype, tensor.shape, written: numbers)
    case .varints(let file, let range):
      guard let numbers = ProtobufMessage.varints(file, range), numbers.count == tensor.count
      else { return nil }
      self.init(dtype, tensor.shape, written: numbers)
    case .doubles(let numbers):
      guard numbers.count == tensor.count else { return nil }
      self.init(dtype, tensor.shape, doubles: numbers)
    case .here, .beside:
      guard let stored else { return nil }
      if dtype == .int64 || dtype == .uint64 {
        self.init(dtype, tensor.shape, ints: try stored.words())
        return
      }
      guard let numbers = try stored.numbers() else { return nil }
      if dtype.isFloating {
        self.init(dtype, tensor.shape, doubles: numbers)
      } else {
        self.init(dtype, tensor.shape, ints: numbers.map { Int($0) })
      }
    }
  }

  /// Numbers of `int32_data` and its like: narrow floats stand there as their bits.
  private init(_ dtype: DType, _ shape: [Int], written: [Int]) {
    switch dtype {
    case .float16:
      self.init(dtype, shape, doubles: written.map { DType.half(UInt16(truncatingIfNeeded: $0)) })
    case .bfloat16:
      self.init(
        dtype, shape,
        doubles: written.map { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0) << 16)) })
    case .float32, .float64: self.init(dtype, shape, doubles: written.map(Double.init))
    default: self.init(dtype, shape, ints: written)
    }
  }
}
