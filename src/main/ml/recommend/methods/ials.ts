import { random } from '#shared/random'
import type { ModelReader } from '../../predictor'
import { listAt, type Catalogue, type Lists, type Log } from '../log'
import type { Method } from '../method'
import { bytesOf, factorMethod, learntOf, readFloats, type Factors } from './factors'
import { transposed } from './item-knn'

/**
 * Weighted matrix factorisation by alternating least squares (Hu, Koren and Volinsky 2008) as revisited by Rendle et
 * al. (2022): what was taken counts 1, all pairs count `unobserved`, and the penalty grows with how much is known.
 */
export interface IalsSettings {
  size: number
  unobserved: number
  l2: number
  /** Exponent of the count in the penalty: 0 the same for all, 1 as much as there is data. */
  frequency: number
  epochs: number
  seed: number
}

/** Conjugate gradient steps from where the vector stood (Takács, Pilászy and Tikk 2011). */
const solverSteps = 3

/** A vector and the next are enough: standard deviation of starting values over the root of the size (Rendle et al.). */
const startDeviation = 0.1

function started(count: number, size: number, source: ReturnType<typeof random>): Factors {
  const values = new Float32Array(count * size)
  for (let i = 0; i < values.length; i++) {
    const normal = Math.sqrt(-2 * Math.log(1 - source.next())) * Math.cos(2 * Math.PI * source.next())
    values[i] = (startDeviation / Math.sqrt(size)) * normal
  }
  return { size, values }
}

/** VᵀV, size × size. */
function gramOf({ size, values }: Factors): Float64Array {
  const gram = new Float64Array(size * size)
  for (let row = 0; row < values.length; row += size) {
    for (let a = 0; a < size; a++) {
      const value = values[row + a] as number
      for (let b = 0; b <= a; b++)
        gram[a * size + b] = (gram[a * size + b] as number) + value * (values[row + b] as number)
    }
  }
  for (let a = 0; a < size; a++)
    for (let b = a + 1; b < size; b++) gram[a * size + b] = gram[b * size + a] as number
  return gram
}

const penaltyOf = (known: number, others: number, { unobserved, l2, frequency }: IalsSettings): number =>
  l2 * (known + unobserved * others) ** frequency

/** Product of `x` with the row of `table` that begins at `row`. Four sums at a time: one would wait for itself. */
function dotWith(x: Float64Array, table: Float32Array, row: number, size: number): number {
  let [a, b, c, d] = [0, 0, 0, 0]
  const whole = size & ~3
  for (let k = 0; k < whole; k += 4) {
    a += (x[k] as number) * (table[row + k] as number)
    b += (x[k + 1] as number) * (table[row + k + 1] as number)
    c += (x[k + 2] as number) * (table[row + k + 2] as number)
    d += (x[k + 3] as number) * (table[row + k + 3] as number)
  }
  for (let k = whole; k < size; k++) a += (x[k] as number) * (table[row + k] as number)
  return a + b + (c + d)
}

const dotProduct = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, d) => sum + value * (b[d] as number), 0)

/** Adds `times` a row of `table` to `out`. */
function addRow(out: Float64Array, table: Float32Array, row: number, size: number, times: number): void {
  for (let k = 0; k < size; k++) out[k] = (out[k] as number) + times * (table[row + k] as number)
}

/** Solves the row of one user (or item) by conjugate gradients, from its present value. */
function solver(fixed: Factors, gram: Float64Array, settings: IalsSettings) {
  const { size } = settings
  const { values } = fixed
  const count = values.length / size
  // In single precision like the factors, and already weighted: what is multiplied most.
  const weighted = Float32Array.from(gram, (value) => settings.unobserved * value)
  const current = new Float64Array(size)
  const residual = new Float64Array(size)
  const direction = new Float64Array(size)
  const applied = new Float64Array(size)

  function apply(x: Float64Array, known: ArrayLike<number>, penalty: number): void {
    for (let a = 0; a < size; a++)
      applied[a] = dotWith(x, weighted, a * size, size) + penalty * (x[a] as number)
    for (let i = 0; i < known.length; i++) {
      const row = (known[i] as number) * size
      addRow(applied, values, row, size, dotWith(x, values, row, size))
    }
  }

  return (own: Float32Array | Float64Array, at: number, known: ArrayLike<number>, steps: number): void => {
    const penalty = penaltyOf(known.length, count, settings)
    for (let d = 0; d < size; d++) current[d] = own[at + d] as number
    apply(current, known, penalty)
    let norm = 0
    residual.fill(0)
    for (let i = 0; i < known.length; i++) addRow(residual, values, (known[i] as number) * size, size, 1)
    for (let d = 0; d < size; d++) {
      residual[d] = (residual[d] as number) - (applied[d] as number)
      direction[d] = residual[d] as number
      norm += (residual[d] as number) ** 2
    }
    for (let step = 0; step < steps && norm > 1e-20; step++) {
      apply(direction, known, penalty)
      const length = norm / dotProduct(direction, applied)
      let next = 0
      for (let d = 0; d < size; d++) {
        current[d] = (current[d] as number) + length * (direction[d] as number)
        residual[d] = (residual[d] as number) - length * (applied[d] as number)
        next += (residual[d] as number) ** 2
      }
      for (let d = 0; d < size; d++)
        direction[d] = (residual[d] as number) + (next / norm) * (direction[d] as number)
      norm = next
    }
    for (let d = 0; d < size; d++) own[at + d] = current[d] as number
  }
}

async function solveAll(
  free: Factors,
  fixed: Factors,
  known: Lists,
  settings: IalsSettings,
  breathe: () => Promise<void>,
): Promise<void> {
  const solve = solver(fixed, gramOf(fixed), settings)
  const rows = known.offsets.length - 1
  let since = performance.now()
  for (let row = 0; row < rows; row++) {
    solve(free.values, row * free.size, listAt(known, row), solverSteps)
    if (performance.now() - since > 20) {
      await breathe()
      since = performance.now()
    }
  }
}

/** Item vectors after so many rounds; `judge` is asked after each, and says whether to go on. */
export async function ialsFactors(
  { catalogue: { learnt }, sets, users }: Log,
  settings: IalsSettings,
  breathe: () => Promise<void>,
  judge: (items: Factors, epoch: number) => Promise<boolean> = () => Promise.resolve(true),
): Promise<Factors> {
  const source = random(settings.seed).fork('ials')
  const items = started(learnt, settings.size, source)
  const own = started(users.length, settings.size, source)
  const usersOf = transposed(sets, learnt)
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    await solveAll(own, items, sets, settings, breathe)
    await solveAll(items, own, usersOf, settings, breathe)
    if (!(await judge(items, epoch))) break
  }
  return items
}

/** As many steps as there are unknowns solve exactly; a fold-in of single precision is there sooner. */
const foldInSteps = 24

/** Whoever it is, the vector is solved for from the past. */
export function ialsMethod(
  items: Factors,
  settings: IalsSettings,
  catalogue: Pick<Catalogue, 'ids'>,
  facts: Record<string, string | number>,
): Method {
  const solve = solver(items, gramOf(items), settings)
  return factorMethod({
    catalogue,
    items,
    biases: null,
    facts,
    vectorOf(past) {
      const vector = new Float64Array(settings.size)
      solve(vector, 0, learntOf(past, items), foldInSteps)
      return vector
    },
    async save(writer) {
      await writer.json('ials.json', { settings, facts })
      await writer.bytes('items.bin', bytesOf(items.values))
    },
  })
}

export async function loadIals(reader: ModelReader, catalogue: Pick<Catalogue, 'ids'>): Promise<Method> {
  const { settings, facts } = (await reader.json('ials.json')) as {
    settings: IalsSettings
    facts: Record<string, string | number>
  }
  const values = await readFloats(reader, 'items.bin')
  return ialsMethod({ size: settings.size, values }, settings, catalogue, facts)
}
