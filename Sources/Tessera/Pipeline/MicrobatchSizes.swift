/// Which samples of a batch each of `microbatches` has, in order.
///
/// Where they do not divide the batch, the first ones have one sample more, so that no stage waits for a
/// micro-batch that is much larger than the others, and none is empty: as `torch.tensor_split` cuts, and
/// not as `torch.chunk` and shards do.
///
/// - Throws: `TesseraError.Kind.data` if there are fewer samples than micro-batches, or none of these.
public func microbatchRanges(of samples: Int, in microbatches: Int) throws(TesseraError)
  -> [Range<Int>]
{
  guard microbatches > 0, microbatches <= max(samples, 1) else {
    throw TesseraError(
      .data,
      "micro-batches: each must have a sample, so 1 to \(max(samples, 1)) of them for a batch of "
        + "\(samples); \(microbatches) are asked for")
  }
  let (size, rest) = samples.quotientAndRemainder(dividingBy: microbatches)
  return (0..<microbatches).map { index in
    let start = index * size + min(index, rest)
    return start..<start + size + (index < rest ? 1 : 0)
  }
}
