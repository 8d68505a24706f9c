/// A large product as pieces of its result, which threads compute beside each other.
///
/// They hang on the shape alone, so that the bits are the same for every number of threads.
struct ProductPieces {
  let rows: Int
  let columns: Int

  var count: Int { rows * columns }

  /// - Parameter product: with 2^22 multiplications at least it is cut, into pieces of 256 rows at least, or where it
  ///   has few rows of 512 columns, and into 8 at most. Each packs its part of both operands anew.
  init(of product: MatrixProduct) {
    guard product.rows * product.columns * product.inner >= 1 << 22 else {
      (rows, columns) = (1, 1)
      return
    }
    rows = max(1, min(8, product.rows / 256))
    columns = rows > 2 ? 1 : max(1, min(8 / rows, product.columns / 512))
  }

  /// Where a part of a dim begins: at a multiple of 64.
  private static func start(_ part: Int, of parts: Int, _ extent: Int) -> Int {
    part == parts ? extent : part * extent / parts / 64 * 64
  }

  /// What one piece costs, in elements.
  func work(of product: MatrixProduct) -> Int {
    product.rows * product.columns * product.inner / 8 / count
  }

  /// The product that a piece is, and its first row and column in the whole.
  func product(_ index: Int, of product: MatrixProduct) -> (
    piece: MatrixProduct, row: Int, column: Int
  ) {
    let (rows, columns) = piece(index, of: product)
    var piece = product
    (piece.rows, piece.columns) = (rows.count, columns.count)
    return (piece, rows.lowerBound, columns.lowerBound)
  }

  /// The rows and columns of a piece.
  private func piece(_ index: Int, of product: MatrixProduct) -> (
    rows: Range<Int>, columns: Range<Int>
  ) {
    let (row, column) = (index / columns, index % columns)
    return (
      Self.start(row, of: rows, product.rows)..<Self.start(row + 1, of: rows, product.rows),
      Self.start(
        column, of: columns, product.columns)..<Self.start(
          column + 1, of: columns, product.columns)
    )
  }
}

extension MatrixProduct {
  /// By the library, on several threads where it is large; of no inner elements zeros.
  func run<T: BLASElement>(
    a: UnsafePointer<T>, b: UnsafePointer<T>, c: UnsafeMutablePointer<T>
  ) {
    guard rows > 0, columns > 0 else { return }
    guard inner > 0 else {
      for row in 0..<rows where !accumulates {
        unsafe (c + row * resultStep).update(repeating: T.converted(Int64(0)), count: columns)
      }
      return
    }
    let pieces = ProductPieces(of: self)
    KernelThreads.forEachRange(of: pieces.count, work: pieces.work(of: self)) { range in
      for index in range {
        let (piece, rows, columns) = pieces.product(index, of: self)
        unsafe piece.runDirectly(
          a: a + rows * self.a.row, b: b + columns * self.b.column,
          c: c + rows * resultStep + columns)
      }
    }
  }
}
