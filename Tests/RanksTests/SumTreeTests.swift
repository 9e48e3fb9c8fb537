import Ranks
import Testing

/// The sum of terms in the tree's order, as its definition says: neighbours, and then neighbours of those.
private func plainSum(_ terms: [Double]) -> Double {
  var sums = terms
  while sums.count > 1 {
    sums = stride(from: 0, to: sums.count, by: 2).map {
      $0 + 1 < sums.count ? sums[$0] + sums[$0 + 1] : sums[$0]
    }
  }
  return sums[0]
}

/// Terms whose sum depends on the order of additions.
private func terms(_ count: Int) -> [Double] {
  (0..<count).map { index -> Double in
    let size = Double(1 + (index * 104_729) % 997) / 300
    return (index * 7919) % 101 < 50 ? -size : size
  }
}

extension SumTree {
  /// Adds terms of neighbours by the counter; what is left on the stack.
  fileprivate func stack(_ leaves: Range<Int>, _ terms: [Double]) -> [Double] {
    var stack: [Double] = []
    for leaf in leaves {
      stack.append(terms[leaf])
      for _ in 0..<merges(afterLeaf: leaf, from: leaves.lowerBound) {
        let last = stack.removeLast()
        stack[stack.count - 1] += last
      }
    }
    return stack
  }
}

@Suite("A tree of additions") struct SumTreeTests {
  static let counts = 1...70

  @Test("one worker's counter gives the tree's sum, with few sums at a time", arguments: counts)
  func counter(count: Int) {
    let tree = SumTree(leaves: count)
    #expect(tree.stack(0..<count, terms(count)) == [plainSum(terms(count))])
    let bits = Int.bitWidth - count.leadingZeroBitCount
    #expect(tree.mostSums(of: 0..<count) <= bits + 1)
  }

  @Test("what is left of any neighbours are the fewest finished sums", arguments: counts)
  func nodes(count: Int) {
    let tree = SumTree(leaves: count)
    for first in 0..<count {
      for end in first...count {
        let nodes = tree.nodes(of: first..<end)
        #expect(tree.stack(first..<end, terms(count)).count == nodes.count)
        var next = first
        for node in nodes {
          #expect(node.first == next && node.first.isMultiple(of: node.size))
          next += node.size
        }
        #expect(first == end || (end == count ? next >= end : next == end))
      }
    }
  }

  @Test("the leaves of the parts are all leaves, as even as can be", arguments: counts)
  func dealing(count: Int) {
    let tree = SumTree(leaves: count)
    for parts in 1...40 {
      let ranges = (0..<parts).map { tree.leaves(ofPart: $0, of: parts) }
      let all = ranges.flatMap { Array($0) }
      #expect(all == Array(0..<count))
      let sizes = ranges.map(\.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }
  }

  @Test("any number of parts comes to the tree's sum by its steps", arguments: counts)
  func steps(count: Int) throws {
    let (tree, terms) = (SumTree(leaves: count), terms(count))
    let expected = plainSum(terms)
    for parts in 1...33 {
      var sums = (0..<parts).map { tree.stack(tree.leaves(ofPart: $0, of: parts), terms) }
      var waiting = (0..<parts).map { tree.steps(ofPart: $0, of: parts)[...] }
      var post: [[Int]: [Double]] = [:]
      // Every part goes on until it waits for a message; one of them can always go on.
      var hasMoved = true
      while hasMoved {
        hasMoved = false
        for part in 0..<parts {
          while let step = waiting[part].first {
            if case .receive(let place, let other) = step {
              guard let message = post[[other, part], default: []].first else { break }
              post[[other, part]]?.removeFirst()
              sums[part][place] += message
            }
            if case .send(let place, let other) = step {
              post[[part, other], default: []].append(sums[part][place])
            }
            if case .add(let second, let first) = step { sums[part][first] += sums[part][second] }
            waiting[part].removeFirst()
            hasMoved = true
          }
        }
      }
      let areDone = waiting.allSatisfy { $0.isEmpty }
      #expect(areDone, "\(parts) parts")
      #expect(sums[0].first == expected, "\(parts) parts")
    }
  }

  @Test("as many parts as a power of two send one sum each")
  func messages() {
    let tree = SumTree(leaves: 4096)
    for (parts, all) in [(1, 0), (2, 1), (8, 7), (1024, 1023)] {
      let sends = (0..<parts).map { part in
        tree.steps(ofPart: part, of: parts).count { if case .send = $0 { true } else { false } }
      }
      #expect(sends.reduce(0, +) == all, "\(parts)")
    }
  }

  @Test("workers within a part are put together in the tree's order", arguments: counts)
  func workers(count: Int) {
    let (tree, terms) = (SumTree(leaves: count), terms(count))
    for workers in 1...9 {
      var stack: [Double] = []
      for worker in 0..<workers {
        let leaves = tree.leaves(ofPart: worker, of: workers)
        for (node, sum) in zip(tree.nodes(of: leaves), tree.stack(leaves, terms)) {
          stack.append(sum)
          for _ in 0..<tree.merges(after: node, from: 0) {
            let last = stack.removeLast()
            stack[stack.count - 1] += last
          }
        }
      }
      #expect(stack == [plainSum(terms)])
    }
  }
}
