extension Request {
  /// A copy of the buffer: what was received, once the request is done.
  public var contents: [UInt8] {
    withBytes { span in unsafe span.withUnsafeBytes { unsafe Array($0) } }
  }
}
