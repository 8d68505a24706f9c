import Elements
import Files
import PlanningCommands
import SPMDRules
import Sharding
import Tensors
import Tessera

/// A tensor that an op is given: of a file, or made where it lies.
struct OpInput {
  private(set) var spec: TensorSpec
  private var source: Source

  /// An output of an op above, whose value is known where one process computes all of it.
  init(_ spec: TensorSpec, _ whole: DenseTensor?) {
    self.spec = spec
    source = whole.map { .whole($0) } ?? .fill(.zeros)
  }

  /// A tensor of a file that is open, cast where it has another dtype.
  init(_ spec: TensorSpec, _ stored: StoredTensor) {
    self.spec = spec
    source = .stored(stored)
  }

  /// An input that is left out: it has no elements.
  init(absentOn mesh: ProcessMesh) {
    // Whole on every rank it fits any mesh.
    spec = try! TensorSpec(dtype: .float32, shape: [0], attr: .replicated(on: mesh))
    source = .absent
  }

  /// The bytes of a file.
  init(bytesOf path: String, _ attr: TensorDistAttr) throws {
    let stored = try RawFile(path).stored
    spec = try TensorSpec(dtype: stored.dtype, shape: stored.shape, attr: attr)
    source = .stored(stored)
  }

  private enum Source {
    case absent
    case stored(StoredTensor)
    case whole(DenseTensor)
    /// Values of `random` where nothing is said.
    case unsaid
    case fill(Fill)
    /// Integers from 0 on, below this.
    case below(Int)
  }

  /// The tensor that a word names: `f32[8,6]{S(0),R}`, `i64[4]{R}:below(8)`, `FILE.npy:S(0)` or
  /// `FILE.safetensors:NAME:S(0)`.
  ///
  /// - Throws: where it is none of these, or the file cannot be read.
  init(parsing text: String, on meshes: [ProcessMesh]) throws {
    if let (stored, placements) = try Self.stored(text) {
      spec = try TensorSpec(
        dtype: stored.dtype, shape: stored.shape,
        attr: TensorDistAttr(parsing: placements, on: meshes))
      source = .stored(stored)
      return
    }
    let end = text.lastIndex(of: "}").map(text.index(after:)) ?? text.endIndex
    spec = try TensorSpec(parsing: String(text[..<end]), on: meshes)
    source = try Self.source(text[end...])
  }

  /// The tensor of a file, and the placements after it; nil if the word names no file.
  private static func stored(_ text: String) throws -> (StoredTensor, placements: String)? {
    for format in TensorFormats.all {
      guard let end = text.range(of: format.suffix + ":") else { continue }
      let path = String(text[..<text.index(before: end.upperBound)])
      let rest = text[end.upperBound...]
      guard format.isNamed else { return (try format.init(path).stored(nil), String(rest)) }
      guard let colon = rest.firstIndex(of: ":") else {
        throw TesseraError(
          .usage,
          "--input \(text): after a \(format.suffix) file a tensor's name and its "
            + "placements are required, as \(path):NAME:S(0)")
      }
      return (
        try format.init(path).stored(String(rest[..<colon])),
        String(rest[rest.index(after: colon)...])
      )
    }
    return nil
  }

  private static func source(_ word: Substring) throws -> Source {
    switch word {
    case "": return .unsaid
    case ":zeros": return .fill(.zeros)
    case ":ones": return .fill(.ones)
    case ":iota": return .fill(.iota)
    default:
      if let match = word.wholeMatch(of: /:random\(([0-9]+)\)/), let seed = UInt64(match.1) {
        return .fill(.random(seed: seed))
      }
      if let match = word.wholeMatch(of: /:below\(([0-9]+)\)/), let limit = Int(match.1) {
        return .below(limit)
      }
      throw TesseraError(
        .usage,
        "--input: after a tensor :zeros, :ones, :iota, :random(SEED) or :below(N) may follow, not "
          + "'\(word)'")
    }
  }
}

extension OpInput {
  /// Settles what an input holds of which nothing is said: random values by its number; of a look-up,
  /// places that are there.
  mutating func settle(number: Int, limit: Int?) {
    guard case .unsaid = source else { return }
    source = limit.map { .below($0) } ?? .fill(.random(seed: UInt64(number)))
  }

  /// Whether it is left out.
  var isAbsent: Bool { if case .absent = source { true } else { false } }

  var shape: [Int] { spec.shape }
  var dtype: DType { spec.dtype }
  var attr: TensorDistAttr { spec.attr }

  /// The same values under other placements.
  func placed(_ attr: TensorDistAttr) throws -> OpInput {
    var input = self
    input.spec = try TensorSpec(dtype: dtype, shape: shape, attr: attr)
    return input
  }

  /// How many times the bytes of a shard are held while it is made: places come from doubles.
  var makingFactor: Double {
    if case .below = source { 1 + 24 / Double(dtype.byteCount) } else { 1 }
  }

  /// The tensor as it lies on the cluster; each rank makes or reads its own part.
  func tensor(_ attr: TensorDistAttr, on cluster: Cluster) throws -> DistTensor {
    try DistTensor(shape: shape, dtype: dtype, attr: attr, on: cluster, value: box)
  }

  private func box(_ box: Box) throws -> DenseTensor {
    switch source {
    case .stored(let tensor):
      return try tensor.box(offsets: box.offsets, sizes: box.sizes).converted(to: dtype)
    case .whole(let tensor): return tensor.slice(offsets: box.offsets, sizes: box.sizes)
    case .fill(let fill): return made(box, fill, dtype)
    case .absent: return DenseTensor(zeros: box.sizes, dtype: dtype)
    case .unsaid: return made(box, .random(seed: 0), dtype)
    case .below(let limit):
      let values = made(box, .random(seed: 1), .float64).values(as: Double.self)
      return DenseTensor(values.map { ($0 * Double(limit)).rounded(.down) }, shape: box.sizes)
        .converted(to: dtype)
    }
  }

  private func made(_ box: Box, _ fill: Fill, _ dtype: DType) -> DenseTensor {
    DenseTensor(
      fill: fill, globalShape: shape, offsets: box.offsets, sizes: box.sizes, dtype: dtype)
  }
}
