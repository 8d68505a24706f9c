extension KernelRate {
  /// The seconds of a kernel, on a device with a cache of so many bytes.
  ///
  /// A call, its operations and its bytes take their time one after the other: a product packs its operands before it
  /// multiplies. Beyond the cache bytes get slower as `Cache` says.
  package func seconds(of work: KernelWork, cache: Double) -> Double {
    var seconds = call
    if let operations {
      let least = max(1, work.leastDim)
      seconds += work.operations / operations * (1 + (halfDim ?? 0) / least)
    }
    if let bandwidth {
      let bytes = work.moved
      var slowing = 1.0
      if let beyond {
        let caches = [Cache(bytes: cache, beyond: max(1, bandwidth / beyond))]
        slowing = caches.slowing(bytes, ranks: 1)
      }
      seconds += bytes / bandwidth * slowing
    }
    return seconds
  }
}

extension MeasuredKernels {
  /// The seconds of a kernel; nil where nothing like it was measured.
  ///
  /// An op that was not measured in a dtype takes the numbers of its kind in that dtype, then its own as float32, by
  /// bytes, then those of its kind as float32.
  package func seconds(of work: KernelWork) -> Double? {
    let (own, kind) = (work.op.flatMap { ops[$0] }, work.family.flatMap { kinds[$0] })
    if work.kind == .view {
      return (own?[work.dtype] ?? own?[.float32])?.seconds(of: work, cache: cache) ?? 0
    }
    let rate = own?[work.dtype] ?? kind?[work.dtype] ?? own?[.float32] ?? kind?[.float32]
    return rate?.seconds(of: work, cache: cache)
  }
}
