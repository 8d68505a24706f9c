internal import CMPI
import Elements

/// A committed datatype made of many elements of one type: which bytes of a buffer a rank sends or
/// fills (MPI 3.1, section 4.1). Freed with its last reference.
public final class DerivedDatatype: Sendable {
  let handle: CMPIDatatype
  /// The bytes of data, without the gaps.
  public let byteCount: Int
  /// The bytes of the buffer between which it lies.
  public let span: Range<Int>

  /// Commits `type`, which is then owned.
  init(_ type: CMPIDatatype, byteCount: Int, span: Range<Int>) throws(MPIError) {
    var type = type
    try unsafe checked("MPI_Type_commit", CMPI_Type_commit(&type))
    handle = type
    self.byteCount = byteCount
    self.span = span
  }

  deinit {
    guard !MPIRuntime.isFinalized else { return }
    var type = handle
    let status = unsafe CMPI_Type_free(&type)
    assert(status == MPI_SUCCESS, "MPI_Type_free returned \(status)")
  }
}

extension DerivedDatatype {
  /// `count` elements in a row; more than an `int` can say as chunks in a row and the rest.
  static func contiguous(_ count: Int, of type: DType) throws(MPIError) -> DerivedDatatype {
    let limit = Chunking.limit
    let (chunks, rest) = count.quotientAndRemainder(dividingBy: limit)
    let bytes = count * type.byteCount
    var made = CMPIDatatype()
    if chunks == 0 {
      try unsafe checked(
        "MPI_Type_contiguous",
        CMPI_Type_contiguous(Int32(count), type.datatype, &made))
      return try DerivedDatatype(made, byteCount: bytes, span: 0..<bytes)
    }
    var (chunk, row) = (CMPIDatatype(), CMPIDatatype())
    try unsafe checked(
      "MPI_Type_contiguous", CMPI_Type_contiguous(Int32(limit), type.datatype, &chunk))
    try unsafe checked("MPI_Type_contiguous", CMPI_Type_contiguous(Int32(chunks), chunk, &row))
    try unsafe checked(
      "MPI_Type_create_struct",
      CMPI_Type_create_struct(
        2, [1, Int32(rest)], [0, chunks * limit * type.byteCount],
        [row, type.datatype], &made))
    try unsafe checked("MPI_Type_free", CMPI_Type_free(&chunk))
    try unsafe checked("MPI_Type_free", CMPI_Type_free(&row))
    return try DerivedDatatype(made, byteCount: bytes, span: 0..<bytes)
  }

  /// The elements of a strided view: `sizes` of them, `strides` apart, the first at `offset`; all in
  /// elements of `type`, row-major in the order of the dims. A stride may be negative, not zero.
  ///
  /// - Throws: class `.argument` where sizes and strides are not of one length, or a size or the
  ///   first byte is negative.
  /// - Source: `MPI_Type_create_hvector`, section 4.1.2, once for each dim. Local.
  public static func strided(offset: Int, sizes: [Int], strides: [Int], of type: DType)
    throws(MPIError) -> DerivedDatatype
  {
    let call = "MPI_Type_create_hvector"
    try require(
      sizes.count == strides.count && sizes.allSatisfy { $0 >= 0 }, call, .argument,
      "sizes \(sizes) with strides \(strides)")
    let count = sizes.reduce(1, *)
    if count == 0 { return try contiguous(0, of: type) }
    let width = type.byteCount
    let reach = zip(sizes, strides).map { ($0 - 1) * $1 }
    let first = offset + reach.filter { $0 < 0 }.reduce(0, +)
    let last = offset + reach.filter { $0 > 0 }.reduce(0, +)
    try require(
      first >= 0, call, .argument, "sizes \(sizes) with strides \(strides) begin at \(first)")

    var (inner, dims) = (1, sizes.count)
    while dims > 0, strides[dims - 1] == inner {
      inner *= sizes[dims - 1]
      dims -= 1
    }
    let row = try contiguous(inner, of: type)
    var made = CMPIDatatype()
    try unsafe checked("MPI_Type_dup", CMPI_Type_dup(row.handle, &made))
    for dim in (0..<dims).reversed() {
      try replace(&made, call) { old, new in
        unsafe CMPI_Type_create_hvector(Int32(sizes[dim]), 1, strides[dim] * width, old, &new)
      }
    }
    try replace(&made, "MPI_Type_create_hindexed_block") { old, new in
      unsafe CMPI_Type_create_hindexed_block(1, 1, [offset * width], old, &new)
    }
    return try DerivedDatatype(
      made, byteCount: count * width, span: first * width..<(last + 1) * width)
  }

  /// A box of a row-major array of `shape`: `sizes` elements from `offsets` on.
  ///
  /// - Throws: class `.argument` where the box does not lie in the array.
  /// - Source: does what `MPI_Type_create_subarray` does, section 4.1.3, for sizes beyond `int` too.
  public static func subarray(of shape: [Int], offsets: [Int], sizes: [Int], type: DType)
    throws(MPIError) -> DerivedDatatype
  {
    let fits =
      shape.count == offsets.count && shape.count == sizes.count
      && shape.indices.allSatisfy { offsets[$0] >= 0 && offsets[$0] + sizes[$0] <= shape[$0] }
    try require(
      fits, "MPI_Type_create_subarray", .argument,
      "a box of \(sizes) at \(offsets) in an array of \(shape)")
    var strides = [Int](repeating: 1, count: shape.count)
    for dim in shape.indices.dropLast().reversed() {
      strides[dim] = strides[dim + 1] * shape[dim + 1]
    }
    let offset = zip(offsets, strides).map { $0 * $1 }.reduce(0, +)
    return try strided(offset: offset, sizes: sizes, strides: strides, of: type)
  }

  /// Makes a new datatype of an old one and frees the old.
  private static func replace(
    _ type: inout CMPIDatatype, _ call: String,
    _ make: (CMPIDatatype, inout CMPIDatatype) -> Int32
  ) throws(MPIError) {
    var new = CMPIDatatype()
    try checked(call, make(type, &new))
    try unsafe checked("MPI_Type_free", CMPI_Type_free(&type))
    type = new
  }
}
