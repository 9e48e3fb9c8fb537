import Dispatch
import Foundation
import Synchronization

/// Decodes variables of one file, whatever its version, one after the other with the same tools.
struct VariableReader: ~Copyable {
  private let path: String
  private let limits: MATLimits
  private var version4: V4Decoder
  private var version5: V5Reader

  init(_ file: FileBytes, _ limits: MATLimits) throws(MATError) {
    path = file.path
    self.limits = limits
    version4 = V4Decoder(file, limits)
    version5 = try V5Reader(file, limits)
  }

  /// The value of a variable; an error names it and the file.
  mutating func value(of variable: MATFile.Variable) throws(MATError) -> MATValue {
    do throws(MATError) {
      switch variable.place {
      case .version4(let record): return try version4.value(of: record)
      case .version5(let element): return try version5.value(of: element)
      case .version73(let file, let place): return try file.value(at: place.get(), limits)
      case .isolated(let file, let place): return try file.value(at: place.get(), limits)
      }
    } catch {
      throw error.with(file: path, variable: variable.name)
    }
  }
}

extension MATFile {
  /// The values of all variables, in file order.
  ///
  /// Where there is much to inflate, as many variables at once as there are processors. Throws the
  /// error of the first that has one.
  func allValues() throws(MATError) -> [MATValue] {
    let workers = min(variables.count, ProcessInfo.processInfo.activeProcessorCount)
    let inflated = variables.reduce(0) { $0 + ($1.isCompressed ? $1.byteCount : 0) }
    // Starting threads takes 0.1 ms, inflating a mebibyte some 3 ms.
    guard format == .v7, workers > 1, inflated > 1 << 20 else {
      var reader = try VariableReader(bytes, limits)
      var values: [MATValue] = []
      values.reserveCapacity(variables.count)
      for variable in variables { values.append(try reader.value(of: variable)) }
      return values
    }
    return try valuesAtOnce(workers: workers)
  }

  private func valuesAtOnce(workers: Int) throws(MATError) -> [MATValue] {
    let next = Mutex(0)
    let results = Mutex<[Result<MATValue, MATError>?]>(
      Array(repeating: nil, count: variables.count))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      do throws(MATError) {
        var reader = try VariableReader(bytes, limits)
        while let index = next.withLock({ Self.take(&$0, of: variables.count) }) {
          let result: Result<MATValue, MATError>
          do throws(MATError) {
            result = .success(try reader.value(of: variables[index]))
          } catch {
            result = .failure(error)
            // What comes after is not wanted any more; what is under way before may fail too.
            next.withLock { $0 = variables.count }
          }
          results.withLock { $0[index] = result }
        }
      } catch {
        results.withLock { $0[0] = .failure(error) }
      }
    }
    var values: [MATValue] = []
    values.reserveCapacity(variables.count)
    for result in results.withLock({ $0 }) {
      // Only what comes after a failure is left out, and the failure is thrown before.
      guard let result else {
        throw MATError(.readFailed, file: path, expected: "every variable", found: "one left out")
      }
      values.append(try result.get())
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
