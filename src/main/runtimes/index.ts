/**
 * TensorFlow's libraries as they lie in wheels of the Python package index: which ones, pinned by their hashes, what of
 * them is needed and where it is put. Used by the engine on a user's machine and by scripts/ on a developer's, so it
 * imports with file endings and nothing of the product but types. Fetches nothing.
 */
export {
  bindingFile,
  freshScratch,
  hasBinding,
  installedFolder,
  librariesFolder,
  place,
  removeRuntime,
  runtimeStates,
  specOf,
} from './layout.ts'
export { sha256Of, unpackWheel } from './unpack.ts'
export { isHeader, isLibrary, tensorflowVersion, type RuntimeSpec, type Wheel } from './wheels.ts'
