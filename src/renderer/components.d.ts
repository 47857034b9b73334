/** For tools that cannot read components, eslint's type checker among them; vue-tsc knows each one's real type. */
declare module '*.vue' {
  import type { Component } from 'vue'

  const component: Component
  export default component
}
