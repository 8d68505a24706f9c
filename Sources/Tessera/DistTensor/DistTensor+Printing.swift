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

  /// Prints the whole tensor on standard output of one rank, in the mesh or not. The text of a large one
  /// is printed while it is made.
  public func print(on rank: Int, _ options: PrintOptions = PrintOptions()) throws(TesseraError) {
    guard let full = try full(on: rank) else { return }
    try StandardOutput.print("\(self) on rank \(rank)")
    try full.format(options) { (text) throws(TesseraError) in
      try StandardOutput.print(text, terminator: "")
    }
    try StandardOutput.print("")
  }
}
