internal import COneDNN
import COpenBLAS

/// How BLAS reads a matrix where it lies: by rows, or by columns.
struct MatrixLayout {
  /// Whether the columns' elements are adjacent, not the rows'.
  let isTransposed: Bool
  /// Elements from one row (or column) to the next.
  let leading: Int

  /// Nil where neither the rows nor the columns are runs without overlap.
  init?(rows: Int, columns: Int, strides: MatrixStrides) {
    if columns <= 1 || strides.column == 1, rows <= 1 || strides.row >= max(columns, 1) {
      (isTransposed, leading) = (false, rows <= 1 ? max(columns, 1) : strides.row)
    } else if rows <= 1 || strides.row == 1, columns <= 1 || strides.column >= max(rows, 1) {
      (isTransposed, leading) = (true, columns <= 1 ? max(rows, 1) : strides.column)
    } else {
      return nil
    }
  }

  /// The same for oneDNN.
  var strides: ONEDNN_strides {
    isTransposed ? ONEDNN_strides(row: 1, column: leading) : ONEDNN_strides(row: leading, column: 1)
  }

  var flag: CBLAS_TRANSPOSE { isTransposed ? CblasTrans : CblasNoTrans }
}

/// Elements from one index to the next in each dim of a matrix.
struct MatrixStrides {
  var row: Int
  var column: Int
}

extension DenseTensor {
  /// The strides of the last two dims.
  var matrixStrides: MatrixStrides {
    MatrixStrides(row: strides[ndim - 2], column: strides[ndim - 1])
  }

  /// This tensor where BLAS can read its matrices (the last two dims) in place, else a copy.
  func readableByBLAS() -> DenseTensor {
    let layout = MatrixLayout(
      rows: shape[ndim - 2], columns: shape[ndim - 1], strides: matrixStrides)
    return layout == nil ? copy() : self
  }
}
