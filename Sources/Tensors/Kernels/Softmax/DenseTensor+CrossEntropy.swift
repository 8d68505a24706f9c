extension DenseTensor {
  /// The cross entropy of class numbers: `loss = -log(softmax(x)[label])` along `axis`, and the
  /// softmax, as Paddle's `cross_entropy_with_softmax` has it.
  ///
  /// `labels` are int32 or int64, of this tensor's shape with extent 1 in `axis`, or without that dim;
  /// the loss has extent 1 there. Where the label is `ignoredLabel` the loss is 0; any other label
  /// outside the classes is a programmer's error (see `firstIndex(outside:except:)`). With
  /// `appliesSoftmax` false this tensor holds the probabilities already.
  public func crossEntropy(
    labels: DenseTensor, axis: Int, ignoredLabel: Int = -100, appliesSoftmax: Bool = true
  ) -> (softmax: DenseTensor, loss: DenseTensor) {
    var lossShape = shape
    lossShape[checked(axis)] = 1
    var bare = shape
    bare.remove(at: axis)
    precondition(
      labels.shape == lossShape || labels.shape == bare,
      "labels of shape \(labels.shape) for logits of shape \(shape) along dim \(axis)")
    let places = labels.indexValues()
    if let wrong = places.firstIndex(where: { $0 != ignoredLabel && !(0..<shape[axis] ~= $0) }) {
      preconditionFailure("the label \(places[wrong]) of \(shape[axis]) classes")
    }
    let loss = DenseTensor(zeros: bare, dtype: dtype)
    let softmax = mappingRows(axis) {
      let rule = CrossEntropy(
        source: $0, softmax: $1, loss: loss, ignored: ignoredLabel, appliesSoftmax: appliesSoftmax)
      withRealType(dtype, HardLabels(rule: rule, labels: places))
    }
    return (softmax, loss.reshaped(to: lossShape))
  }

  /// The cross entropy of distributions: `loss = -sum(labels * log(softmax(x)))` along `axis`.
  ///
  /// `labels` have this tensor's shape and dtype; the loss has extent 1 in `axis`.
  public func crossEntropy(
    softLabels labels: DenseTensor, axis: Int, appliesSoftmax: Bool = true
  ) -> (softmax: DenseTensor, loss: DenseTensor) {
    precondition(
      labels.shape == shape && labels.dtype == dtype,
      "soft labels \(labels.dtype)\(labels.shape) for logits \(dtype)\(shape)")
    var lossShape = shape
    lossShape[checked(axis)] = 1
    let loss = DenseTensor(zeros: lossShape, dtype: dtype)
    let weights = labels.movingToEnd(axis).contiguous()
    let softmax = mappingRows(axis) {
      let rule = CrossEntropy(
        source: $0, softmax: $1, loss: loss, ignored: nil, appliesSoftmax: appliesSoftmax)
      withRealType(dtype, SoftLabels(rule: rule, labels: weights))
    }
    return (softmax, loss)
  }
}

private struct CrossEntropy {
  let source: DenseTensor
  let softmax: DenseTensor
  let loss: DenseTensor
  let ignored: Int?
  let appliesSoftmax: Bool

  /// Calls `body` for each row with its logits and the logarithm of their exponentials' sum (or the
  /// probabilities and nil) for the loss.
  @inline(__always)
  func forEachRow<T: RealElement>(
    _ type: T.Type, _ body: (Int, UnsafePointer<T.Accumulator>, T.Accumulator?) -> T.Accumulator
  ) {
    let length = source.shape[source.ndim - 1]
    let losses = unsafe loss.mutablePointer(as: T.self)
    unsafe Rows(source, length: length, as: type).map(into: softmax) { row, values in
      unsafe withUnsafeTemporaryAllocation(of: T.Accumulator.self, capacity: length) { scratch in
        let logits = scratch.baseAddress!
        unsafe logits.update(from: values, count: length)
        let logarithm = unsafe appliesSoftmax ? RowMath.softmax(values, length) : nil
        unsafe losses[row] = T.rounded(body(row, UnsafePointer(logits), logarithm))
      }
    }
  }
}

private struct HardLabels: RealVisitor {
  let rule: CrossEntropy
  let labels: [Int]

  func visit<T: RealElement>(_ type: T.Type) {
    unsafe rule.forEachRow(type) { row, values, logarithm in
      let label = labels[row]
      if label == rule.ignored { return 0 }
      guard let logarithm else { return unsafe -T.Accumulator.log(values[label]) }
      return unsafe logarithm - values[label]
    }
  }
}

private struct SoftLabels: RealVisitor {
  let rule: CrossEntropy
  let labels: DenseTensor

  func visit<T: RealElement>(_ type: T.Type) {
    let length = labels.shape[labels.ndim - 1]
    let weights = unsafe labels.pointer(as: T.self)
    unsafe rule.forEachRow(type) { row, values, logarithm in
      unsafe withUnsafeTemporaryAllocation(of: T.Accumulator.self, capacity: length) { scratch in
        let terms = scratch.baseAddress!
        unsafe T.load(weights + row * length, step: 1, into: terms, count: length)
        for i in 0..<length {
          let surprise = logarithm.map { unsafe $0 - values[i] }
          unsafe terms[i] *= surprise ?? -T.Accumulator.log(values[i])
        }
        return unsafe T.Accumulator.sum(terms, length)
      }
    }
  }
}
