/// What a kernel takes for itself, beside its inputs and its outputs. An op's entry names what its kernel takes, and
/// the sum counts: see `KernelScratch`.
package enum ScratchFamily: String, CaseIterable, Hashable, Sendable {
  // Copies of operands and results.
  /// Operands of another dtype than the computed one, copied in that.
  case conversions
  /// A copy of the first output.
  case result
  /// The first input as floats are accumulated: one copy, or three.
  case wideCopy, wideCopies
  /// Rows that do not lie one after the other, moved there and back.
  case movedAxis

  // What folds and sorts keep.
  /// Where the rows of what is folded begin.
  case rows
  /// Keys and places of the longest line.
  case line

  // Lists of indices.
  /// Classes in 64 bits, as a tensor and as a list.
  case classes
  /// Labels as lists, or soft ones as a copy.
  case labels
  /// Indices, as they are and from the start on, and the places that they mean.
  case indexLists
  /// The same, and the places of slices.
  case slices
  /// What 16-bit floats are folded in.
  case scattered
  /// How often each place was met.
  case counts

  // Products, convolutions, attention.
  /// The products of an einsum before the last, and what 16-bit floats are summed in.
  case contractions
  /// The image with its padding, and what each element of the kernel meets.
  case columns
  /// The rows around each row.
  case contexts
  /// The sums, and what each element of the kernel adds.
  case transposedColumns
  /// Scores with their mask.
  case scores

  // Draws.
  /// Means, places and draws, each in 64 bits as a tensor and as a list.
  case poissonDraws
  /// Uniform numbers in 64 bits, and what is drawn.
  case bernoulliDraws
  /// Uniform numbers, what is kept, and that scaled.
  case mask

  // Experts and boxes.
  /// The gate's values as a list, and lists of the choices.
  case choices
  /// The rows that the choices mean, before they are added up.
  case chosen
  /// The boxes, and where they are sampled.
  case samples
}
