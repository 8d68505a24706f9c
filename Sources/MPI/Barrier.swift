internal import CMPI

extension Communicator {
  /// Waits until every rank of the communicator has called it.
  ///
  /// - Source: `MPI_Barrier`, MPI 3.1, section 5.3. No data.
  public func barrier() throws(MPIError) {
    try unsafe checked("MPI_Barrier", MPI_Barrier(handle.pointer))
  }
}
