import Elements
import Foundation
import Sharding
import Tessera

extension Cluster {
  /// Refuses a tensor that cannot be held, instead of ending where its memory is allocated.
  ///
  /// - Parameter attrs: how it is going to lie, one after the other.
  /// - Throws: `TesseraError.Kind.environment` where the shards in this process take more bytes than
  ///   the machine has.
  func requireMemory(for attrs: [TensorDistAttr], shape: [Int], dtype: DType) throws(TesseraError) {
    let available = ProcessInfo.processInfo.physicalMemory
    for attr in attrs {
      // In floating point: on many virtual ranks the sum may exceed every integer.
      let bytes = residents.reduce(0.0) { sum, rank in
        sum + Double(attr.box(of: rank, shape: shape)?.count ?? 0) * Double(dtype.byteCount)
      }
      guard bytes <= Double(available) else {
        let gigabytes = { (bytes: Double) in String(format: "%.1f GB", bytes / 1e9) }
        throw TesseraError(
          .environment,
          "'\(attr)' of \(dtype)\(shape) takes \(gigabytes(bytes)) in one process, "
            + "this machine has \(gigabytes(Double(available)))")
      }
    }
  }
}
