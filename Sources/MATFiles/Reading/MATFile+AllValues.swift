import Dispatch
import Foundation
import Synchronization

extension MATFile {
  /// How many threads reading may take.
  static let workers = ProcessInfo.processInfo.activeProcessorCount

  /// The values of some variables, in their order.
  ///
  /// Where there is much to do in a file of version 5, as many variables at once as there are processors.
  /// Where one variable is most of it, they go one after the other, and those that are large are split.
  /// Throws the error of the first that has one.
  func values(
    of variables: [Variable], storing: Storing = .resolved
  ) throws(MATError) -> [MATValue] {
    var (largest, total) = (0, 0)
    for index in variables.indices {
      let effort = variables[index].effort
      largest = max(largest, effort)
      total = total.addingSaturating(effort)
    }
    // Starting threads takes 0.1 ms, inflating a mebibyte some 3 ms. What HDF5 reads, it reads alone.
    let isWorthIt = total > 1 << 20 && largest <= total / 2
    guard content.isReadAtOnce, Self.workers > 1, isWorthIt else {
      return try values(of: variables[...], workers: Self.workers, storing)
    }
    return try valuesAtOnce(
      of: variables, workers: min(variables.count, Self.workers), storing)
  }

  /// The values of some variables, one after the other, and who has read each.
  func readings(
    of variables: ArraySlice<Variable>, workers: Int, _ storing: Storing
  ) throws(MATError) -> [(value: MATValue, by: MATReading)] {
    do throws(MATError) {
      let values = try content.values(of: variables, workers: workers, storing)
      guard decoding.reader != .swift else {
        return values.map { ($0, .onlySwift(because: "as asked for")) }
      }
      let second = SecondReader(content, decoding.reader)
      var readings: [(value: MATValue, by: MATReading)] = []
      readings.reserveCapacity(values.count)
      for (variable, value) in zip(variables, values) {
        do throws(MATError) {
          readings.append(try second.value(of: variable, value))
        } catch {
          throw error.with(file: nil, variable: variable.name)
        }
      }
      return readings
    } catch {
      throw error.with(file: path)
    }
  }

  /// The values of some variables, one after the other.
  private func values(
    of variables: ArraySlice<Variable>, workers: Int, _ storing: Storing
  ) throws(MATError) -> [MATValue] {
    try readings(of: variables, workers: workers, storing).map(\.value)
  }

  private func valuesAtOnce(
    of variables: [Variable], workers: Int, _ storing: Storing
  ) throws(MATError) -> [MATValue] {
    // Batches, so that thousands of small variables don't wait for each other; small enough that no
    // worker waits long for the last.
    let batch = max(1, variables.count / (8 * workers))
    let batchCount = (variables.count + batch - 1) / batch
    let next = Mutex(0)
    let results = Mutex([Result<[MATValue], MATError>?](repeating: nil, count: batchCount))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while let index = next.withLock({ Self.take(&$0, of: batchCount) }) {
        let range = index * batch..<min((index + 1) * batch, variables.count)
        let result: Result<[MATValue], MATError>
        do throws(MATError) {
          result = .success(try self.values(of: variables[range], workers: 1, storing))
        } catch {
          result = .failure(error)
          // What comes after is not wanted any more; what is under way before may fail too.
          next.withLock { $0 = batchCount }
        }
        results.withLock { $0[index] = result }
      }
    }
    var values: [MATValue] = []
    values.reserveCapacity(variables.count)
    for result in results.withLock({ $0 }) {
      // Only what comes after a failure is left out, and the failure is thrown before.
      guard let result else {
        throw MATError(.readFailed, file: path, expected: "every variable", found: "one left out")
      }
      values += try result.get()
    }
    return values
  }

  /// The next index, nil after the last.
  private static func take(_ next: inout Int, of count: Int) -> Int? {
    guard next < count else { return nil }
    defer { next += 1 }
    return next
  }
}

extension MATFile.Variable {
  /// What decoding takes, in bytes to inflate: a byte that is only copied takes a sixteenth of the time, and
  /// a variable, whatever its size, as much as 512.
  fileprivate var effort: Int {
    (isCompressed ? byteCount : byteCount / 16).addingSaturating(512)
  }
}
