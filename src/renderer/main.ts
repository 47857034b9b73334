import '@fontsource-variable/inter/index.css'
import './ui/styles.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { toAppError } from './api'
import { useSettings } from './features/settings'
import { useTemplates } from './features/templates'
import { t } from './i18n'
import { router } from './router'
import { toast } from './ui'

/** What nobody else showed. A cancel was asked for and is no news. */
function report(thrown: unknown): void {
  const error = toAppError(thrown)
  if (error.code === 'cancelled') return
  console.error(thrown)
  toast(t(`errors.${error.code}`, error.params), { tone: 'bad' })
}

const app = createApp(App)
app.config.errorHandler = report
window.addEventListener('unhandledrejection', (event) => {
  event.preventDefault()
  report(event.reason)
})
// A file dropped beside its place must not replace the page.
for (const name of ['dragover', 'drop'] as const) {
  window.addEventListener(name, (event) => event.preventDefault())
}

app.use(createPinia())
const settings = useSettings()
const starting = Promise.all([settings.start(), useTemplates().start()])
app.use(router)
app.mount('#app')

await starting
// The Chinese font is 4.6 MB in a hundred files; its rules alone are worth waiting for the first paint.
await import('./ui/fonts-zh.css')
