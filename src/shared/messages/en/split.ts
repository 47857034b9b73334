export const split = {}
