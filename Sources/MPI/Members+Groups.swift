internal import CMPI

extension Members {
  /// Of the communicator behind `handle`, which has `size` ranks (`MPI_Group_translate_ranks`, MPI 3.1, section
  /// 6.3.1). Local.
  static func of(_ handle: CMPIComm, size: Int) throws(MPIError) -> Members {
    var (own, all) = (CMPIGroup(), CMPIGroup())
    try unsafe checked("MPI_Comm_group", CMPI_Comm_group(handle, &own))
    try unsafe checked("MPI_Comm_group", CMPI_Comm_group(CMPI_COMM_WORLD(), &all))
    var ranks = [Int32](repeating: 0, count: size)
    try unsafe checked(
      "MPI_Group_translate_ranks",
      CMPI_Group_translate_ranks(own, Int32(size), (0..<Int32(size)).map { $0 }, all, &ranks))
    try unsafe checked("MPI_Group_free", CMPI_Group_free(&own))
    try unsafe checked("MPI_Group_free", CMPI_Group_free(&all))
    return next(ranks.map(Int.init))
  }
}
