import Checkpoints
import Elements
import ReshardCases
import Sharding
import Tensors
import Tessera

/// Random tensors with random layouts, saved by one job and loaded by another.
package struct CheckpointTrial {
  package struct Tensor {
    package let name: String
    package let dtype: DType
    package let shape: [Int]
    package let seed: UInt64
  }

  package let tensors: [Tensor]
  package let scalars: [String: CheckpointScalar]
  private var generator: SeededGenerator

  package init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    tensors = (0..<Int.random(in: 1...4, using: &generator)).map { number in
      let shape = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
        [0, 1, 2, 3, 5, 8, 13].randomElement(using: &generator)!
      }
      return Tensor(
        name: ["w", "layer.0.Gewicht·ü", "a/b \"c\"\\\n", "opt.m.w"][number],
        dtype: DType.allCases.randomElement(using: &generator)!, shape: shape,
        seed: generator.next())
    }
    scalars = [
      "step": .int(Int(truncatingIfNeeded: generator.next())),
      "rate": .float(Double(bitPattern: generator.next())), "name": .string("a \"b\"\u{1}"),
      "flag": .bool(Bool.random(using: &generator)),
    ]
    self.generator = generator
  }

  /// A layout of each tensor on meshes of random ranks below `limit`.
  package mutating func attrs(below limit: Int) -> [String: TensorDistAttr] {
    var attrs: [String: TensorDistAttr] = [:]
    for tensor in tensors {
      let mesh = ProcessMesh.random(below: limit, using: &generator)
      attrs[tensor.name] = .random(
        on: mesh, shape: tensor.shape, dtype: tensor.dtype, using: &generator)
    }
    return attrs
  }

  /// The tensors, as these layouts place them.
  package func made(
    _ attrs: [String: TensorDistAttr], on cluster: Cluster
  ) throws(TesseraError) -> [String: DistTensor] {
    var made: [String: DistTensor] = [:]
    for tensor in tensors {
      made[tensor.name] = try DistTensor(
        fill: .random(seed: tensor.seed), shape: tensor.shape, dtype: tensor.dtype,
        attr: attrs[tensor.name]!, on: cluster)
    }
    return made
  }

  /// Whether what was partial when it was saved has its bits: an average of copies is rounded.
  package static func isExact(_ attr: TensorDistAttr) -> Bool {
    !attr.placements.contains(.partial(.avg))
  }

  /// What is wrong with tensors that were loaded; nil where all their bits are right. All ranks call it.
  package func mismatch(
    _ loaded: LoadedCheckpoint, savedAs saved: [String: TensorDistAttr],
    _ attrs: [String: TensorDistAttr]
  ) throws(TesseraError) -> String? {
    var found: String?
    if loaded.scalars.mapValues({ $0.bits }) != scalars.mapValues({ $0.bits }) {
      found = "scalars \(loaded.scalars), not \(scalars)"
    }
    for tensor in tensors {
      let (old, new) = (saved[tensor.name]!, attrs[tensor.name]!)
      guard let result = loaded.tensors[tensor.name], result.attr == new,
        result.shape == tensor.shape, result.dtype == tensor.dtype
      else { return "\(tensor.name): \(loaded.tensors[tensor.name].map { "\($0)" } ?? "missing")" }
      let whole =
        new.isPartial ? try result.resharded(to: .replicated(on: new.mesh)) : result
      let isExact = Self.isExact(old) && Self.isExact(new)
      let wasPartial = old.isPartial || new.isPartial
      for (rank, shard) in whole.shards {
        guard let extent = whole.attr.extent(of: rank, shape: tensor.shape) else { continue }
        let expected = extent.gathered(tensor.dtype) { box in
          DenseTensor(
            fill: .random(seed: tensor.seed), globalShape: tensor.shape, offsets: box.offsets,
            sizes: box.sizes, dtype: tensor.dtype)
        }
        let difference =
          isExact
          ? wasPartial
            ? shard.settled().difference(from: expected.settled())
            : shard.difference(from: expected)
          : shard.difference(from: expected, relative: 0.02, absolute: 0.02)
        if let difference {
          found = "\(tensor.name), \(old) to \(new), rank \(rank): \(difference)"
        }
      }
    }
    return found
  }
}

extension CheckpointScalar {
  /// A NaN equals itself by its bits.
  fileprivate var bits: String {
    if case .float(let value) = self { "\(value.bitPattern)" } else { "\(self)" }
  }
}
