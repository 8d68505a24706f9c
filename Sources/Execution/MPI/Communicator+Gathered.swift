import MPI
import Tensors

extension Communicator {
  /// Every rank's numbers, by rank; each gives as many. Collective: an all-gather of them (MPI-3.1, 5.7).
  package func gathered<T: TensorElement>(_ numbers: [T]) throws -> [[T]] {
    let own = DenseTensor(numbers, shape: [numbers.count])
    let all = DenseTensor(shape: [numbers.count * size], dtype: own.dtype)
    try own.storage.withBytes(own.byteRange) { (send: RawSpan) throws in
      try all.storage.withMutableBytes(all.byteRange) {
        (receive: inout MutableRawSpan) throws in
        try allGather(send, into: &receive, of: own.dtype)
      }
    }
    let values = all.values(as: T.self)
    return (0..<size).map { Array(values[$0 * numbers.count..<($0 + 1) * numbers.count]) }
  }
}
