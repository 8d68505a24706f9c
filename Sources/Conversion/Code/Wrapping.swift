extension String {
  /// The words in lines of at most `width` letters.
  func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    for word in split(separator: " ") {
      if let last = lines.last, last.count + word.count < width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// A statement in lines: one that is too long is broken behind the last bracket that opens, and between what stands in it.
  func brokenCode(at width: Int) -> [String] {
    guard count > width, let open = outermostCall else { return [self] }
    let head = String(self[...open])
    let (rest, tail) = String(self[index(after: open)...]).splitAtClosing
    var lines = [head]
    var line = "  "
    for piece in rest.piecesBetweenCommas {
      if line.count + piece.count > width, line.count > 2 {
        lines.append(line)
        line = "  "
      }
      line += line == "  " ? piece.drop { $0 == " " } : piece[...]
    }
    // What is called of the result stands behind the bracket on a line of its own.
    return lines + (tail == ")" ? [line + tail] : [line, tail])
  }

  /// What stands before the bracket that closes, and the rest with it.
  private var splitAtClosing: (String, String) {
    var depth = 0
    for place in indices {
      if "([".contains(self[place]) { depth += 1 }
      if ")]".contains(self[place]) {
        if depth == 0 { return (String(self[..<place]), String(self[place...])) }
        depth -= 1
      }
    }
    return (self, "")
  }

  /// The bracket that opens the last call of the statement that is not within another.
  private var outermostCall: Index? {
    var (depth, found) = (0, nil as Index?)
    for place in indices {
      switch self[place] {
      case "(", "[":
        if depth == 0, place > startIndex, self[place] == "(", self[index(before: place)] != " " {
          found = place
        }
        depth += 1
      case ")", "]": depth -= 1
      default: break
      }
    }
    return found
  }

  /// The pieces that end in commas which stand in no bracket of their own.
  private var piecesBetweenCommas: [String] {
    var pieces: [String] = []
    var (piece, depth) = ("", 0)
    for letter in self {
      piece.append(letter)
      if "([".contains(letter) { depth += 1 }
      if ")]".contains(letter) { depth -= 1 }
      if letter == ",", depth == 0 {
        pieces.append(piece)
        piece = ""
      }
    }
    return pieces + [piece]
  }
}
