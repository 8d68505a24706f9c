internal import CMPI

extension Communicator {
  /// Waits until every rank of the communicator has called it.
  ///
  /// - Source: `MPI_Barrier`, MPI 3.1, section 5.3. No data.
  public func barrier() throws(MPIError) {
    try awaited("MPI_Barrier", CMPI_Barrier(handle))
  }
}
