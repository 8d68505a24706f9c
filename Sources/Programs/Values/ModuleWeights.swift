import Elements

/// The weights of a module by their names, as the struct of a layer takes them: tensors, or symbols of a program.
///
///     struct Linear<Tensor: TensorValue> {
///       let weight: Tensor
///
///       init(_ weights: ModuleWeights<Tensor>) throws { weight = try weights["weight"] }
///     }
///     let up = try Linear(weights.module("up"))  // its weight is "up.weight"
public struct ModuleWeights<Tensor> {
  private let prefix: String
  private let tensor: (String) throws -> Tensor

  /// - Parameter tensor: gives the weight of a name; it is asked once for each reading.
  public init(_ tensor: @escaping (String) throws -> Tensor) {
    (prefix, self.tensor) = ("", tensor)
  }

  private init(prefix: String, _ tensor: @escaping (String) throws -> Tensor) {
    (self.prefix, self.tensor) = (prefix, tensor)
  }

  /// The weight of this name within the module.
  ///
  /// - Throws: `TesseraError` where there is none.
  public subscript(_ name: String) -> Tensor {
    get throws(TesseraError) { try translated { try tensor(prefix + name) } }
  }

  /// The weights of a module within this one.
  public func module(_ name: String) -> ModuleWeights { .init(prefix: "\(prefix)\(name).", tensor) }
}
