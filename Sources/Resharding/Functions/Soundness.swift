import Sharding

/// Whether one movement of blocks folds rightly: see `Exchange.isSound`.
func isSound(_ transition: Transition) -> Bool {
  Exchange(shape: transition.shape, from: transition.from, to: transition.to).isSound
}

/// The tensor dim in which the source's first shard is longest: where to cut it further.
func longestLocalDim(_ transition: Transition) -> Int? {
  let origin = [Int](repeating: 0, count: transition.from.mesh.ndim)
  let sizes = transition.from.box(at: origin, shape: transition.shape).sizes
  return sizes.indices.max { sizes[$0] < sizes[$1] }
}
