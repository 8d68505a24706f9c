internal import CMPI
import Elements

/// How a collective with one count for all ranks says it: as so many elements, or, where the blocks
/// together are more than MPI can count, as one element of a contiguous datatype.
struct EqualBlocks {
  let count: Int32
  let datatype: CMPIDatatype
  private let owner: DerivedDatatype?

  init(of count: Int, _ type: DType, ranks: Int) throws(MPIError) {
    if count * ranks <= Chunking.limit {
      (self.count, datatype, owner) = (Int32(count), try type.datatype, nil)
    } else {
      let block = try DerivedDatatype.contiguous(count, of: type)
      (self.count, datatype, owner) = (1, block.handle, block)
    }
  }

  /// Keeps the datatype until `body` has returned.
  func use(_ body: (Int32, CMPIDatatype) throws(MPIError) -> Void) throws(MPIError) {
    try body(count, datatype)
    withExtendedLifetime(owner) {}
  }
}
