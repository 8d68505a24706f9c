import Tensors

extension DistTensor {
  /// The whole tensor as NumPy would print it, on one rank; nil on the others.
  ///
  /// The ranks of the mesh and `rank` call it together; only `rank` receives anything.
  public func formatted(on rank: Int, _ options: PrintOptions = PrintOptions())
    throws(TesseraError) -> String?
  {
    try full(on: rank).map { "\(self) on rank \(rank)\n\($0.formatted(options))" }
  }

  /// Prints the whole tensor on standard output of one rank, in the mesh or not.
  public func print(on rank: Int, _ options: PrintOptions = PrintOptions()) throws(TesseraError) {
    if let text = try formatted(on: rank, options) { Swift.print(text) }
  }
}
