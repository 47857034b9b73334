/**
 * Whatever says that memory ran out, the processor's or a card's: TensorFlow, WebGPU (which also refuses a buffer that
 * is larger than a card allows), V8, the C++ library, the system.
 */
const ranOut =
  /OOM when allocating|out of (device |host )?memory|ResourceExhausted|RESOURCE_EXHAUSTED|OUT_OF_(DEVICE|HOST)_MEMORY|GPUOutOfMemoryError|exceeds the max buffer size|allocation failed|bad_alloc|Cannot allocate memory|failed to allocate/i

/** Whether an error's words, or a dying process's, say that its memory ran out. */
export const meansOutOfMemory = (words: string): boolean => ranOut.test(words)
