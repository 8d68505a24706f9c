import Tensors

/// Sees what the products of transformer layers are of, and what they give, in one process: what scales are chosen by.
///
/// Kernels of one process run on the thread that runs the program, which alone notes and reads.
package final class ProductProbe: @unchecked Sendable {
  /// A product of a layer.
  package struct Product {
    /// Which op of the run it belongs to, counted from 0.
    package let op: Int
    package let layer: Int
    /// `qkv`, `out_linear`, `ffn1` or `ffn2`.
    package let name: String
    /// What is multiplied.
    package let rows: DenseTensor
    /// The product, as floats.
    package let result: DenseTensor
  }

  @TaskLocal static var current: ProductProbe?

  /// All products, in the order in which they were made.
  private(set) var products: [Product] = []
  private var op = -1

  private init() {}

  /// Runs `body`, and gives the products that were made meanwhile.
  package static func record<Result>(_ body: () throws -> Result) rethrows -> (
    result: Result, products: [Product]
  ) {
    let probe = ProductProbe()
    let result = try $current.withValue(probe, operation: body)
    return (result, probe.products)
  }

  func note(_ name: String, _ layer: Int, _ rows: DenseTensor, _ result: DenseTensor) {
    if name == "qkv", layer == 0 { op += 1 }
    products.append(
      Product(
        op: op, layer: layer, name: name, rows: rows.converted(to: .float32).copy(),
        result: result.converted(to: .float32).copy()))
  }
}
