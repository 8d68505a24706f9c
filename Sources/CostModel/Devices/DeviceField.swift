/// A number of a device or of a stack, with its name in topology files.
struct DeviceField<Owner> {
  /// What the number is.
  enum Kind {
    /// With a unit.
    case quantity(Quantity)
    /// A positive number.
    case factor
    /// From 0 to 1.
    case part
  }

  let key: String
  let kind: Kind
  let isRequired: Bool
  let get: (Owner) -> Double?
  let set: (inout Owner, Double) -> Void

  init(_ key: String, _ kind: Kind, _ path: WritableKeyPath<Owner, Double>) {
    self.key = key
    self.kind = kind
    isRequired = true
    get = { $0[keyPath: path] }
    set = { $0[keyPath: path] = $1 }
  }

  init(_ key: String, _ kind: Kind, optional path: WritableKeyPath<Owner, Double?>) {
    self.key = key
    self.kind = kind
    isRequired = false
    get = { $0[keyPath: path] }
    set = { $0[keyPath: path] = $1 }
  }

  /// The number of `owner` as a file has it; nil where it has none.
  func text(of owner: Owner) -> String? {
    get(owner).map { value in
      if case .quantity(let quantity) = kind { quantity.text(value) } else { fourDigits(value) }
    }
  }
}
