// The arrows of docs/ARCHITECTURE.md: who may import whom. Everything not allowed here fails, so a folder nobody
// listed fails too. A folder's index.ts is its only door for others.
const inside = (folder) => ({ from: { path: `^${folder}/` }, to: { path: `^${folder}/` } })
const door = (folder) => `^src/main/${folder}/index\\.ts$`
const shared = '^src/shared/'
const node = { dependencyTypes: ['core'] }

// Packages with one home each; every other package may be used wherever its environment runs.
const electron = '(^|/)node_modules/electron/|^electron(/|$)'
const sqlite = '(^|/)node_modules/(@types/)?better-sqlite3/'
const tensorflow = '(^|/)node_modules/@tensorflow/'
const guarded = [electron, sqlite, tensorflow]
const packages = {
  dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-no-pkg'],
  pathNot: guarded,
}

const shell = '^src/main/(index\\.ts$|shell/)'
const tests = '(^tests/|/testing/|\\.test\\.ts$)'

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means two folders are one, or a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'tests-stay-tests',
      comment: 'What ships never imports a test.',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'templates-are-strangers',
      comment: 'One template never imports another.',
      severity: 'error',
      from: { path: '^src/main/templates/([^/]+)/' },
      to: { path: '^src/main/templates/[^/]+/', pathNot: '^src/main/templates/$1/' },
    },
  ],
  allowed: [
    // shared: no Node, no Electron
    inside('src/shared'),
    { from: { path: shared }, to: packages },

    // renderer
    inside('src/renderer'),
    { from: { path: '^src/renderer/' }, to: { path: shared } },
    { from: { path: '^src/renderer/' }, to: packages },

    // preload
    inside('src/preload'),
    { from: { path: '^src/preload/' }, to: { path: [shared, electron] } },

    // shell: Electron's main process
    { from: { path: shell }, to: { path: [shell, shared, electron] } },
    { from: { path: shell }, to: node },
    { from: { path: shell }, to: packages },

    // cli and engine, down to shared
    inside('src/main/cli'),
    { from: { path: '^src/main/cli/' }, to: { path: door('engine') } },
    inside('src/main/engine'),
    {
      from: { path: '^src/main/(cli|engine)/' },
      to: { path: [door('templates'), door('ml'), door('data'), shared] },
    },
    { from: { path: '^src/main/engine/store/' }, to: { path: sqlite } },

    // templates
    {
      from: { path: '^src/main/templates/index\\.ts$' },
      to: { path: ['^src/main/templates/define\\.ts$', '^src/main/templates/[^/]+/index\\.ts$'] },
    },
    // what several templates share (refusals, settings of tables, their words) lies beside their folders
    {
      from: { path: '^src/main/templates/[^/]+\\.ts$', pathNot: '/index\\.ts$' },
      to: { path: '^src/main/templates/[^/]+\\.ts$', pathNot: '/index\\.ts$' },
    },
    {
      from: { path: '^src/main/templates/([^/]+)/' },
      to: { path: ['^src/main/templates/$1/', '^src/main/templates/(?!index)[^/]+\\.ts$'] },
    },
    { from: { path: '^src/main/templates/' }, to: { path: [door('ml'), door('data'), shared, tensorflow] } },

    // ml and data: strangers to each other
    inside('src/main/ml'),
    { from: { path: '^src/main/ml/' }, to: { path: [shared, tensorflow] } },
    inside('src/main/data'),
    { from: { path: '^src/main/data/' }, to: { path: shared } },

    { from: { path: '^src/main/(cli|engine|templates|ml|data)/' }, to: node },
    { from: { path: '^src/main/(cli|engine|templates|ml|data)/' }, to: packages },

    // what the product is called and which version it is
    { from: { path: ['^src/main/(cli|engine)/', shell] }, to: { path: '^package\\.json$' } },

    // tests may look at anything; tools build the product but are no part of it
    { from: { path: tests }, to: {} },
    inside('scripts'),
    { from: { path: ['^scripts/', '^[^/]+\\.config\\.ts$'] }, to: node },
    { from: { path: ['^scripts/', '^[^/]+\\.config\\.ts$'] }, to: packages },
  ],
  allowedSeverity: 'error',
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    // Types are imports too: a folder that knows another's types knows the other.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
}
