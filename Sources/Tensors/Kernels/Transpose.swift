internal import CKernels

/// The transpose in tiles: a line of either side is fetched once per tile, not once per element.
///
/// Of the source a tile takes a cache line of each of 64 columns of the destination, and fetches those of the
/// next tile meanwhile. It is put together in scratch, for lines that lie a power of two apart share cache
/// sets and would evict each other, and goes from there to the destination in runs of 64 elements. Dims that
/// lie side by side in the destination count as one, so that runs are as long as the destination allows.
enum Transpose {
  /// Copies a walk whose rows are contiguous in the destination, and whose outer dim `dim` is contiguous in
  /// the source.
  @inline(__always)
  static func copy<T: FixedWidthInteger>(
    _ walk: StridedWalk, along dim: Int, from source: UnsafePointer<T>,
    to destination: UnsafeMutablePointer<T>, _ variant: KernelVariant
  ) {
    let size = MemoryLayout<T>.size
    var (outer, plane) = walk.split(dim)
    let columns = Columns(taking: &outer)
    let streams = unsafe CopyEngine.streams(
      walk, to: UnsafeRawPointer(destination), elementSize: size)
    let pitch = tileColumns + line / size
    let isSmall = walk.length * walk.rowCount * size <= smallCopy
    let height = isSmall || plane.extent * size <= 2 * line ? plane.extent : line / size
    unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * tileColumns) { lines in
      let lines = lines.baseAddress!
      unsafe withUnsafeTemporaryAllocation(
        byteCount: isSmall ? line : height * pitch * size, alignment: line
      ) { scratch in
        let scratch = unsafe scratch.baseAddress!.assumingMemoryBound(to: T.self)
        outer.forEachRow { offsets in
          for left in stride(from: 0, to: columns.count, by: tileColumns) {
            let width = min(tileColumns, columns.count - left)
            let known = min(2 * tileColumns, columns.count - left)
            unsafe columns.fill(lines, from: left, count: known)
            // The next tile lies further on in the same lines, or in the next columns'.
            let hasNext = height == plane.extent && known == 2 * tileColumns
            let next = unsafe hasNext ? lines + tileColumns : lines
            let ahead = hasNext ? 0 : height
            for top in stride(from: 0, to: plane.extent, by: height) {
              let tile = Tile(
                rows: min(height, plane.extent - top), columns: width, ahead: ahead)
              let from = unsafe source + offsets[1] + top
              let to = unsafe destination + offsets[0] + (top &* plane.strides[0] + left)
              if isSmall {
                unsafe gather(
                  tile, from: from, lines, next, to: to, pitch: plane.strides[0], variant)
              } else {
                unsafe gather(tile, from: from, lines, next, to: scratch, pitch: pitch, variant)
                unsafe write(
                  tile, from: scratch, pitch: pitch, to: to, step: plane.strides[0],
                  streams: streams)
              }
            }
          }
        }
      }
    }
    if streams { CKERNELS_stream_fence() }
  }

  struct Tile {
    let rows: Int
    let columns: Int
    /// The elements from this tile's to the next one's in its lines of the source.
    let ahead: Int
  }

  private static let tileColumns = 64
  /// The bytes of a cache line.
  private static let line = 64
  /// Copies of so many bytes stay in the second-level cache: they need no scratch.
  private static let smallCopy = 256 << 10

  /// The rows of a tile from scratch to where they belong.
  @inline(__always)
  private static func write<T: FixedWidthInteger>(
    _ tile: Tile, from scratch: UnsafePointer<T>, pitch: Int, to: UnsafeMutablePointer<T>,
    step: Int, streams: Bool
  ) {
    let size = MemoryLayout<T>.size
    if streams {
      unsafe CKERNELS_stream_rows(
        to, step * size, scratch, pitch * size, tile.columns * size, tile.rows, 0)
    } else {
      for row in 0..<tile.rows {
        unsafe (to + row * step).update(from: scratch + row * pitch, count: tile.columns)
      }
    }
  }

  /// `to[r * pitch + c] = from[lines[c] + r]`; `next` are the lines of the next tile.
  @inline(__always)
  static func gather<T: FixedWidthInteger>(
    _ tile: Tile, from: UnsafePointer<T>, _ lines: UnsafePointer<Int>,
    _ next: UnsafePointer<Int>, to: UnsafeMutablePointer<T>, pitch: Int, _ variant: KernelVariant
  ) {
    let source = unsafe UnsafeRawPointer(from)
    let target = UnsafeMutableRawPointer(to)
    switch (variant, T.bitWidth) {
    case (.avx2, 16):
      unsafe CKERNELS_gather2(
        target.assumingMemoryBound(to: UInt16.self), pitch,
        source.assumingMemoryBound(to: UInt16.self), lines, next, tile.rows, tile.columns,
        tile.ahead)
    case (.avx2, 32):
      unsafe CKERNELS_gather4(
        target.assumingMemoryBound(to: UInt32.self), pitch,
        source.assumingMemoryBound(to: UInt32.self), lines, next, tile.rows, tile.columns,
        tile.ahead)
    case (.avx2, 64):
      unsafe CKERNELS_gather8(
        target.assumingMemoryBound(to: UInt64.self), pitch,
        source.assumingMemoryBound(to: UInt64.self), lines, next, tile.rows, tile.columns,
        tile.ahead)
    default:
      unsafe gatherSquares(tile, from: from, lines, to: to, pitch: pitch)
    }
  }
}
