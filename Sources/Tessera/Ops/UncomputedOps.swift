/// The ops that have a rule and no kernel.
extension AllOps {
  /// Why nothing computes them, by name.
  public static let uncomputed: [String: String] = [
    "default_": "it stands for any function and names none",
    "default_data_parallel": "it stands for any function and names none",
    "replicated": "it stands for any function and names none",
    "c_softmax_with_multi_label_cross_entropy":
      "it is c_softmax_with_cross_entropy of each label, weighted: that is computed",
    "elementwise_binary": "it stands for any function and names none",
    "elementwise_unary": "it stands for any function and names none",
    "nonzero": "how many there are depends on the values, and shapes are known before",
    "unique": "how many there are depends on the values, and shapes are known before",
  ]
}
