/** Fewer distinct values have no middle, more are a measurement rather than a rating. */
const MIN_STEPS = 3
const MAX_STEPS = 11

/** Number of stars that a label says: 4, "4", "4 stars", "4星"; null where it says something else. */
function starsOf(label: string): number | null {
  const found = /^(-?\d{1,2})(?:\.0)?\s*(?:stars?|星|分|点)?$/iu.exec(label.normalize('NFKC').trim())
  return found === null ? null : Number(found[1])
}

/**
 * The classes in their order where they are few ordered whole numbers, such as stars from 1 to 5; else null.
 * @param labels the distinct classes
 */
export function orderOfLabels(labels: readonly string[]): string[] | null {
  if (labels.length < MIN_STEPS || labels.length > MAX_STEPS) return null
  const steps = labels.map((label) => ({ label, stars: starsOf(label) }))
  const numbers = steps.flatMap(({ stars }) => (stars === null ? [] : [stars]))
  if (numbers.length !== labels.length || new Set(numbers).size !== numbers.length) return null
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  // A rating begins near zero and leaves few steps out; codes such as 10, 20, 31 do not.
  if (low < -5 || low > 1 || high - low + 1 > numbers.length + 2) return null
  return steps.sort((a, b) => (a.stars ?? 0) - (b.stars ?? 0)).map(({ label }) => label)
}
