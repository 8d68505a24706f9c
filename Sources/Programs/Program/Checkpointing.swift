import Elements

/// Whether what is recorded waits for the gradients that read it.
enum Checkpointing {
  @TaskLocal static var isOn = false
}

/// Runs `body`; what is made in it, but for what it returns, does not wait for gradients in a program that is being
/// recorded: they compute it again, out of what is kept, with the same random numbers. Tensors that are no symbols take no
/// notice.
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
    for case let value as Value in results { value.recorder.keep(value.id) }
  }
  return results
}
