import SPMDRules
import Tensors

/// Batch normalisation: inputs are x, running mean and variance, scale and bias; outputs the result,
/// the running values moved on, the mean and inverse deviation that were used, and an empty reserve.
///
/// Where the statistics are given, the running values stay.
extension Kernel {
  static let batchNorm = Kernel { call in
    let x = call.isChannelsLast ? call.tensor(0).channelsFirst : call.tensor(0)
    let statistics = call.dtypes[1]
    let mean = call.tensor(1).converted(to: statistics)
    let variance = call.tensor(2).converted(to: statistics)
    let epsilon = call.double("epsilon")
    let isGiven =
      call.bool("use_global_stats")
      || call.bool("is_test") && !call.bool("trainable_statistics")
    var outputs: [DenseTensor]
    if isGiven {
      let result = x.batchNormInference(
        mean: mean, variance: variance, scale: call.parameter(3), bias: call.parameter(4),
        epsilon: epsilon)
      let inverse = variance.adding(epsilon).elementwise(.rsqrt)
      outputs = [result, mean, variance, mean, inverse]
    } else {
      let (result, batch) = x.batchNormTraining(
        runningMean: mean, runningVariance: variance, scale: call.parameter(3),
        bias: call.parameter(4), momentum: call.double("momentum"), epsilon: epsilon)
      outputs = [
        result, batch.runningMean, batch.runningVariance, batch.mean, batch.inverse,
      ]
    }
    if call.isChannelsLast { outputs[0] = outputs[0].channelsLast }
    return outputs + [call.zeros(5)]
  }
}
