import { constants } from 'node:os'

/** What Node says of a library that was loaded and is no add-on of its own: exactly what is hoped for. */
const loadedAnyway = /did not self-register/i

/** Linux's RTLD_NODELETE, which Node does not name: it closes what is no add-on of its own, and this keeps it. */
const keep = 0x1000

/**
 * Loads one of the system's or a runtime's shared libraries (Linux), so that whoever later asks for it by name gets it.
 * @throws what the system's loader said
 */
export function openSharedLibrary(path: string): void {
  const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen
  try {
    process.dlopen({ exports: {} }, path, RTLD_NOW | RTLD_GLOBAL | keep)
  } catch (error) {
    if (!(error instanceof Error) || !loadedAnyway.test(error.message)) throw error
  }
}
