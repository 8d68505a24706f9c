import Tensors

extension DistTensor {
  /// Formats the whole tensor as NumPy prints it, on one rank; returns nil on the others.
  ///
  /// The ranks of the mesh and `rank` call it together; only `rank` receives data.
  public func formatted(on rank: Int, _ options: PrintOptions = PrintOptions())
    throws(TesseraError) -> String?
  {
    try full(on: rank).map { "\(self) on rank \(rank)\n\($0.formatted(options))" }
  }

  /// Prints the whole tensor to standard output of one rank, in the mesh or not. A large tensor is
  /// formatted and printed piece by piece.
  public func print(on rank: Int, _ options: PrintOptions = PrintOptions()) throws(TesseraError) {
    guard let full = try full(on: rank) else { return }
    try StandardOutput.print("\(self) on rank \(rank)")
    try full.format(options) { (text) throws(TesseraError) in
      try StandardOutput.print(text, terminator: "")
    }
    try StandardOutput.print("")
  }
}
