import Elements

/// Whether what is recorded waits for the gradients that read it.
package enum Checkpointing {
  @TaskLocal package static var isOn = false
}

/// What a record of ops can keep for gradients.
package protocol CheckpointedValue {
  /// Has the record that it is of keep it, though it was made in a checkpoint.
  func keep()
}

extension Value: CheckpointedValue {
  package func keep() { recorder.keep(id) }
}

/// Runs `body`; what is made in it, but for what it returns, does not wait for gradients in a program that is being
/// recorded, or on a tape: they compute it again, out of what is kept, with the same random numbers. A tape holds none of
/// it. Where nothing is recorded, `body` only runs.
///
///     let y = try checkpointed { try (x • w1).gelu() • w2 }
///
/// Checkpoints within others are one with them.
public func checkpointed<Tensor: TensorValue>(_ body: () throws -> Tensor) throws(TesseraError)
  -> Tensor
{
  let results = try checkpointed { [try body()] }
  return results[0]
}

/// As above, of several results.
public func checkpointed<Tensor: TensorValue>(_ body: () throws -> [Tensor]) throws(TesseraError)
  -> [Tensor]
{
  let results = try translated { try Checkpointing.$isOn.withValue(true, operation: body) }
  if !Checkpointing.isOn {
    for case let value as any CheckpointedValue in results { value.keep() }
  }
  return results
}
