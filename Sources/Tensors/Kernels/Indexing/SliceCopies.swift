import Elements

/// A computation on elements as the bits they are.
protocol BitsVisitor {
  associatedtype Result
  func visit<Bits: FixedWidthInteger>(_ type: Bits.Type) -> Result
}

/// Calls the visitor with an integer type of the dtype's size.
func withBitsType<V: BitsVisitor>(_ dtype: DType, _ visitor: V) -> V.Result {
  switch dtype.byteCount {
  case 1: visitor.visit(UInt8.self)
  case 2: visitor.visit(UInt16.self)
  case 4: visitor.visit(UInt32.self)
  default: visitor.visit(UInt64.self)
  }
}

/// Copies slices of `length` adjacent elements: slice `k` of the result is slice `places[k]` of the
/// source (`gathers`), or slice `places[k]` of the result is slice `k` of the source, later ones
/// over earlier ones. Slices at negative places are left alone.
struct SliceCopies: BitsVisitor {
  let source: DenseTensor
  let result: DenseTensor
  let places: [Int]
  let length: Int
  let gathers: Bool

  func visit<Bits: FixedWidthInteger>(_ type: Bits.Type) {
    let from = unsafe source.pointer(as: Bits.self)
    let to = unsafe result.mutablePointer(as: Bits.self)
    for (k, place) in places.enumerated() where place >= 0 {
      let (read, write) = gathers ? (place, k) : (k, place)
      if length == 1 {
        unsafe to[write] = from[read]
      } else {
        unsafe (to + write * length).update(from: from + read * length, count: length)
      }
    }
  }
}

extension DenseTensor {
  /// A new tensor of `shape` made of this tensor's slices of `length` adjacent elements at `places`;
  /// zeros where a place is negative.
  func gatheringSlices(_ places: [Int], length: Int, shape: [Int]) -> DenseTensor {
    let result = DenseTensor(shape: shape, dtype: dtype)
    guard !result.isEmpty else { return result }
    if places.contains(where: { $0 < 0 }) { result.fill(0) }
    withBitsType(
      dtype,
      SliceCopies(
        source: contiguous(), result: result, places: places, length: length, gathers: true))
    return result
  }
}
