/// Parameters of a rank's stage that other ranks have too.
struct ParameterShare {
  /// Of one layer.
  var inLayer: Double
  /// Of the whole stage.
  var inStage: Double
  /// The ranks that have the same, and sum their gradients.
  var replicas: RankGroup

  /// By how many ranks it is divided where they share it.
  var cuts: Double { Double(replicas.count) }
}

extension TrainingPlan {
  /// What a rank has: the weights that all tokens pass, with the embedding of the stages at the ends and of one stage the
  /// matrix of the logits, and its experts, which fewer ranks have.
  ///
  /// - Source: Rajbhandari et al. 2022 (DeepSpeed-MoE, section 4.1: experts have data parallel groups of their
  ///   own).
  var shares: [ParameterShare] {
    let layer = (model.sharedWeights + model.layerVectors) / Double(tp)
    let ends = model.endWeights(isWhole: pp == 1)
    let dense = ParameterShare(
      inLayer: layer, inStage: stages.layers * layer + ends.cut / Double(tp) + ends.own,
      replicas: RankGroup(count: dp * cp, stride: tp))
    guard model.hasExperts else { return [dense] }
    let group = ep * expertTP
    let experts = Double(model.experts) * model.mlpWeights / Double(group)
    return [
      dense,
      ParameterShare(
        inLayer: experts, inStage: stages.layers * experts,
        replicas: RankGroup(count: dp * cp * tp / group, stride: group)),
    ]
  }
}
