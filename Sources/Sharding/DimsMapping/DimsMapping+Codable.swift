import Elements

/// `{"dims_mapping": [-1, 0, [2, 1]], "partial": {"3": "sum"}}`: -1 is a whole dim, a number the mesh
/// dim that cuts it, a list the mesh dims of a co-shard in the order of the cuts.
extension DimsMapping: Codable {
  private enum CodingKeys: String, CodingKey {
    case dimsMapping = "dims_mapping"
    case partial
  }

  /// One tensor dim's entry.
  private enum Entry: Codable {
    case whole
    case cut(by: [Int])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let meshDim = try? container.decode(Int.self) {
        self = meshDim == -1 ? .whole : .cut(by: [meshDim])
      } else {
        let meshDims = try container.decode([Int].self)
        self = meshDims.isEmpty ? .whole : .cut(by: meshDims)
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .whole: try container.encode(-1)
      case .cut(let meshDims) where meshDims.count == 1: try container.encode(meshDims[0])
      case .cut(let meshDims): try container.encode(meshDims)
      }
    }
  }

  /// `partial` may be left out where nothing is.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let entries = try container.decode([Entry].self, forKey: .dimsMapping)
    let partial = try container.decodeIfPresent([Int: ReduceOp].self, forKey: .partial) ?? [:]
    let dimsMapping = entries.map { entry in
      if case .cut(let meshDims) = entry { meshDims } else { [Int]() }
    }
    do {
      try self.init(dimsMapping: dimsMapping, partial: partial)
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: error.description))
    }
  }

  /// Writes the mapping as Paddle's rules spell it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let entries = dimsMapping.map { $0.isEmpty ? Entry.whole : .cut(by: $0) }
    try container.encode(entries, forKey: .dimsMapping)
    try container.encode(partial, forKey: .partial)
  }
}
