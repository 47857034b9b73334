import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

const electron = {
  group: ['electron', 'electron/*'],
  message: 'Only the shell and the preload know Electron.',
}
const sqlite = { group: ['better-sqlite3'], message: 'Only src/main/engine/store opens databases.' }
const tensorflow = { group: ['@tensorflow/*'], message: 'Only ml and templates compute with TensorFlow.' }

/** Forbids these packages in these files. A later rule replaces an earlier one, so each names all it forbids. */
function forbid(files, ...patterns) {
  return { files, rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } }
}

const projects = ['shared', 'main', 'shell', 'preload', 'renderer', 'tests', 'scripts']

export default defineConfig(
  { ignores: ['node_modules', 'out', 'dist', 'artifacts', 'bench-results', 'test-results'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,mts,vue}'],
    extends: [...tseslint.configs.strictTypeChecked, ...vue.configs['flat/recommended']],
    languageOptions: {
      parser: vueParser,
      parserOptions: {
        parser: tseslint.parser,
        project: projects.map((name) => `tsconfig.${name}.json`),
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // A number or a boolean in a message reads as written; an object does not.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `() => emit()` and `void promise` in handlers are how callbacks are written here.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `== null` is the one way to say null or undefined.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Text only: what users bring in must never become markup.' },
        { property: 'outerHTML', message: 'Text only: what users bring in must never become markup.' },
        {
          property: 'insertAdjacentHTML',
          message: 'Text only: what users bring in must never become markup.',
        },
      ],
    },
  },
  {
    files: ['**/*.vue'],
    rules: {
      'vue/no-v-html': 'error',
      'vue/no-v-text-v-html-on-component': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/multi-word-component-names': 'off',
      // An optional prop without a default is undefined, and its type says so.
      'vue/require-default-prop': 'off',
      // Types of templates (refs, other components, destructured props) are known to vue-tsc alone, which checks
      // what these would.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-useless-default-assignment': 'off',
    },
  },
  forbid(['src/**/*.{ts,vue}', 'scripts/**/*.ts'], electron, sqlite, tensorflow),
  forbid(['src/main/index.ts', 'src/main/shell/**/*.ts', 'src/preload/**/*.ts'], sqlite, tensorflow),
  forbid(['src/main/engine/store/**/*.ts'], electron, tensorflow),
  forbid(['src/main/ml/**/*.ts', 'src/main/templates/**/*.ts'], electron, sqlite),
  // A test may run the SQL that a model was written as.
  forbid(['src/main/ml/**/*.test.ts'], electron),
  {
    // A test that finds nothing where it looks fails at once, which is what it is for.
    files: ['**/*.test.ts', 'tests/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  prettier,
)
