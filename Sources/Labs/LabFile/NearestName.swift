/// The name in `names` that `word` was probably meant to be: the nearest by edit distance, where no
/// more than a third of its letters (one at least) were mistaken; nil where none is near.
///
/// Letters' case and the choice of `-` or `_` do not count. O(letters²) a name.
package func nearestName(to word: String, among names: [String]) -> String? {
  let folded = folding(word)
  let limit = max(1, folded.count / 3)
  let nearest = names.map { ($0, editDistance(folded, folding($0))) }.min { $0.1 < $1.1 }
  guard let nearest, nearest.1 <= limit else { return nil }
  return nearest.0
}

private func folding(_ word: String) -> [Character] {
  word.lowercased().map { $0 == "_" ? "-" : $0 }
}

/// The number of letters to put in, take out, change, or swap with the next, to make one word of
/// the other (Damerau's distance, without editing a swapped pair again).
func editDistance(_ first: [Character], _ second: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...second.count)
  for (i, a) in first.enumerated() {
    var row = [i + 1]
    row.reserveCapacity(second.count + 1)
    for (j, b) in second.enumerated() {
      var distance = min(last[j + 1] + 1, row[j] + 1, last[j] + (a == b ? 0 : 1))
      if i > 0, j > 0, a == second[j - 1], first[i - 1] == b {
        distance = min(distance, beforeLast[j - 1] + 1)
      }
      row.append(distance)
    }
    (beforeLast, last) = (last, row)
  }
  return last[second.count]
}
