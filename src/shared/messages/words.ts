/** The shape of a section with any words in it. */
export type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> }
