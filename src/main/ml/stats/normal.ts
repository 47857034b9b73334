const horner = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, c) => sum * x + c, 0)

const central = {
  top: [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
    45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  bottom: [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
    39307.89580009271061, 28729.085735721942674, 5226.495278852545925,
  ],
}
const near = {
  top: [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
  ],
  bottom: [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
}
const far = {
  top: [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  bottom: [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
}

/**
 * Quantile of the standard normal distribution: algorithm AS 241 (Wichura 1988), about 16 digits.
 * @param p a probability strictly between 0 and 1
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * horner(central.top, r)) / horner(central.bottom, r)
  }
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)))
  const { top, bottom, shift } = r <= 5 ? { ...near, shift: 1.6 } : { ...far, shift: 5 }
  return (Math.sign(q) * horner(top, r - shift)) / horner(bottom, r - shift)
}

/** Two-sided 95 %. */
export const z95 = normalQuantile(0.975)

/** Below this the expansion is off by more than a hundredth, and no sample says much. */
const fewestDegrees = 3

/**
 * How many standard errors hold 95 % of Student's t, two-sided: the Cornish-Fisher expansion (Abramowitz and Stegun
 * 26.7.5), within 1 % from 3 degrees of freedom on, to which fewer are raised.
 */
export function tReach(degrees: number): number {
  const df = Math.max(fewestDegrees, degrees)
  const z = z95
  const z2 = z * z
  return (
    z *
    (1 +
      (z2 + 1) / (4 * df) +
      (5 * z2 ** 2 + 16 * z2 + 3) / (96 * df ** 2) +
      (3 * z2 ** 3 + 19 * z2 ** 2 + 17 * z2 - 15) / (384 * df ** 3))
  )
}
