/** Home: recent projects and the template gallery, and the dialogs that begin a project. */
export { useHome } from './store'
export { useBeginning } from './beginning'
