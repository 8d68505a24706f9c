extension OnnxOps {
  /// Recurrent layers.
  static let recurrence: [String: Composition] = [
    "RNN": { try OnnxRecurrence($0, .plain).results() },
    "GRU": { try OnnxRecurrence($0, .gru).results() },
    "LSTM": { try OnnxRecurrence($0, .lstm).results() },
  ]
}
