internal import CMPI

/// How threads may call MPI (MPI 3.1, section 12.4.3).
public enum ThreadLevel: String, CaseIterable, Comparable, Sendable {
  /// The process has one thread.
  case single
  /// Only the thread that started MPI calls it.
  case funneled
  /// Any thread calls it, one at a time.
  case serialized
  /// Any thread calls it at any time.
  case multiple

  var code: Int32 {
    switch self {
    case .single: Int32(MPI_THREAD_SINGLE)
    case .funneled: Int32(MPI_THREAD_FUNNELED)
    case .serialized: Int32(MPI_THREAD_SERIALIZED)
    case .multiple: Int32(MPI_THREAD_MULTIPLE)
    }
  }

  init(code: Int32) { self = Self.allCases.last { $0.code <= code } ?? .single }

  /// Whether the first level permits less than the second.
  public static func < (first: ThreadLevel, second: ThreadLevel) -> Bool {
    first.code < second.code
  }
}
