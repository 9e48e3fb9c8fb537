import LinearAlgebra

/// The variables in the order in which the path of steepest descent takes them to their bounds: a heap, so
/// that only those passed cost anything.
struct Breakpoints<Scalar: LinearAlgebraScalar> {
  /// Where on the path each variable meets its bound; infinite where it meets none.
  private var times: [Scalar]
  private var heap: [Int]
  private var count = 0

  init(dimension: Int) {
    times = [Scalar](repeating: 0, count: dimension)
    heap = [Int](repeating: 0, count: dimension)
  }

  mutating func removeAll() { count = 0 }

  /// Takes in a variable that meets its bound at a finite time. O(log n).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func insert(_ variable: Int, at time: Scalar) {
    times[variable] = time
    var place = count
    count += 1
    while place > 0, isEarlier(variable, heap[(place - 1) / 2]) {
      heap[place] = heap[(place - 1) / 2]
      place = (place - 1) / 2
    }
    heap[place] = variable
  }

  /// The time of the next one; infinite where there is none.
  var nextTime: Scalar { count == 0 ? .infinity : times[heap[0]] }

  /// Removes the next variable and returns it. There has to be one. O(log n).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func removeNext() -> Int {
    let next = heap[0]
    count -= 1
    let last = heap[count]
    var place = 0
    while 2 * place + 1 < count {
      var child = 2 * place + 1
      if child + 1 < count, isEarlier(heap[child + 1], heap[child]) { child += 1 }
      guard isEarlier(heap[child], last) else { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = last
    return next
  }

  private func isEarlier(_ a: Int, _ b: Int) -> Bool {
    times[a] < times[b] || times[a] == times[b] && a < b
  }
}
