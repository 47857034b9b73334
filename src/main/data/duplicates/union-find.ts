/** Disjoint sets of row numbers (Galler and Fischer 1964), with path halving; the smallest row names its set. */
export interface Sets {
  find(row: number): number
  join(a: number, b: number): void
  /** For each row the smallest row of its set. */
  ids(): Int32Array
}

export function disjointSets(rows: number): Sets {
  const parent = Int32Array.from({ length: rows }, (_, row) => row)
  const find = (row: number): number => {
    let at = row
    for (;;) {
      const up = parent[at] as number
      if (up === at) return at
      const above = parent[up] as number
      parent[at] = above
      at = above
    }
  }
  return {
    find,
    join(a, b) {
      const rootA = find(a)
      const rootB = find(b)
      if (rootA < rootB) parent[rootB] = rootA
      else parent[rootA] = rootB
    },
    ids: () => parent.map((_, row) => find(row)),
  }
}

/**
 * Rows that any of the given groupings puts together, directly or through other rows.
 * @param groupings each an id per row, -1 where the row belongs to none; the ids of different groupings are unrelated
 */
export function mergeClusters(rows: number, ...groupings: readonly Int32Array[]): Int32Array {
  const sets = disjointSets(rows)
  for (const ids of groupings) {
    const first = new Map<number, number>()
    for (let row = 0; row < rows; row++) {
      const id = ids[row] ?? -1
      if (id < 0) continue
      const known = first.get(id)
      if (known === undefined) first.set(id, row)
      else sets.join(known, row)
    }
  }
  return sets.ids()
}
