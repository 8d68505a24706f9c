import SPMDRules
import Tensors

/// Draws. What is drawn for an element follows from `seed`, from the element's place in the whole tensor, and in training
/// from the step: it is the same however the tensor lies, and whenever it is drawn.
extension Kernel {
  static let dropout = single { try $0.droppedOut($0.tensor(0)) }

  /// The second output is the seed of the draws and their offset, which is 0.
  static let fusedDropoutAdd = Kernel { call in
    let (x, y) = (call.tensor(0), call.tensor(1))
    let kept = try call.droppedOut(x.converted(to: call.dtypes[0]))
    return [
      kept.adding(y.converted(to: call.dtypes[0])),
      DenseTensor([Int64(call.int("seed")), 0], shape: [2]),
    ]
  }

  static let bernoulli = single { $0.tensor(0).bernoulli(at: $0.randomPlace) }
  static let poisson = single { $0.tensor(0).poisson(at: $0.randomPlace) }

  static let uniform = single { call in
    let x = call.tensor(0)
    return call.randomPlace.uniform(
      x.shape, from: call.double("low"), to: call.double("high"), dtype: x.dtype)
  }

  static let gaussian = single { call in
    let x = call.tensor(0)
    return call.randomPlace.gaussian(
      x.shape, mean: call.double("mean"), deviation: call.double("std"), dtype: x.dtype)
  }
}

extension LocalCall {
  /// Where the first input's part lies, for draws.
  fileprivate var randomPlace: RandomPlace {
    RandomPlace(
      seed: UInt64(bitPattern: Int64(int("seed"))), globalShape: part(0).shape,
      offsets: part(0).box.offsets)
  }

  fileprivate func droppedOut(_ x: DenseTensor) throws -> DenseTensor {
    let probability = double("p")
    let isUpscaled = string("mode") == "upscale_in_train"
    if bool("is_test") { return isUpscaled ? x : x.elementwise(.scale(1 - probability)) }
    return x.droppingOut(probability: probability, isUpscaled: isUpscaled, at: randomPlace).values
  }
}
