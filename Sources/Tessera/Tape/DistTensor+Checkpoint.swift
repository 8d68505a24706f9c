import Programs

extension DistTensor: CheckpointedValue {
  package func keep() {
    if case .made(let tape, let id) = track { tape.keep(id, self) }
  }
}
