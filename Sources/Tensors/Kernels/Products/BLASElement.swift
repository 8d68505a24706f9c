internal import COneDNN
import COpenBLAS
import ComplexModule

/// A type whose matrix products the library computes.
protocol BLASElement: KernelElement {
  /// `c = scale a b`, added to `c` where the product accumulates.
  static func gemm(
    _ product: MatrixProduct, a: UnsafePointer<Self>, _ aLayout: MatrixLayout,
    b: UnsafePointer<Self>, _ bLayout: MatrixLayout, c: UnsafeMutablePointer<Self>)
}

extension Float: BLASElement {
  static func gemm(
    _ product: MatrixProduct, a: UnsafePointer<Float>, _ aLayout: MatrixLayout,
    b: UnsafePointer<Float>, _ bLayout: MatrixLayout, c: UnsafeMutablePointer<Float>
  ) {
    let status = unsafe ONEDNN_product_float(
      product.rows, product.columns, product.inner, Float(product.scale), a, aLayout.strides, b,
      bLayout.strides, product.accumulates ? 1 : 0, c, product.resultStep)
    precondition(status == 0, "oneDNN refuses the product \(product)")
  }
}

extension Double: BLASElement {
  static func gemm(
    _ product: MatrixProduct, a: UnsafePointer<Double>, _ aLayout: MatrixLayout,
    b: UnsafePointer<Double>, _ bLayout: MatrixLayout, c: UnsafeMutablePointer<Double>
  ) {
    unsafe cblas_dgemm(
      CblasRowMajor, aLayout.flag, bLayout.flag, blasCount(product.rows),
      blasCount(product.columns), blasCount(product.inner), product.scale, a,
      blasCount(aLayout.leading), b, blasCount(bLayout.leading), product.accumulates ? 1 : 0, c,
      blasCount(product.resultStep))
  }
}

extension Complex: BLASElement where RealType == Float {
  static func gemm(
    _ product: MatrixProduct, a: UnsafePointer<Complex>, _ aLayout: MatrixLayout,
    b: UnsafePointer<Complex>, _ bLayout: MatrixLayout, c: UnsafeMutablePointer<Complex>
  ) {
    var scale = Complex(Float(product.scale), 0)
    var kept = Complex(product.accumulates ? 1 : 0, 0)
    unsafe cblas_cgemm(
      CblasRowMajor, aLayout.flag, bLayout.flag, blasCount(product.rows),
      blasCount(product.columns), blasCount(product.inner), &scale, a,
      blasCount(aLayout.leading), b, blasCount(bLayout.leading), &kept, c,
      blasCount(product.resultStep))
  }
}

private func blasCount(_ count: Int) -> Int32 {
  guard let short = Int32(exactly: count) else {
    preconditionFailure("a matrix of \(count) rows or columns; BLAS takes \(Int32.max)")
  }
  return short
}
