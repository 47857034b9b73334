/** Normal quantiles of 97.5 % and 80 %. */
const [reach, power] = [1.959964, 0.841621]

/**
 * Users that each half of an A/B test needs to find a gain in a share with 80 % power, 5 % two-sided (Fleiss et al.
 * 2003, without continuity correction).
 * @param rate share of users who act today, between 0 and 1
 * @param lift gain of that share, relative: 0.05 for one in twenty more
 * @returns null where there is no gain to find
 */
export function usersEach(rate: number, lift: number): number | null {
  const other = rate * (1 + lift)
  if (!(rate > 0 && rate < 1 && other > 0 && other < 1 && lift !== 0)) return null
  const variance = rate * (1 - rate) + other * (1 - other)
  return Math.ceil(((reach + power) ** 2 * variance) / (other - rate) ** 2)
}
