import { createRouter, createWebHashHistory } from 'vue-router'
import HomePage from './features/home/HomePage.vue'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'home', component: HomePage },
    {
      path: '/project/:project',
      component: () => import('./wizard/ProjectPage.vue'),
      props: true,
      children: [
        {
          path: 'experiments',
          name: 'experiments',
          component: () => import('./features/experiments/ExperimentsPage.vue'),
        },
        { path: ':step', name: 'step', props: true, component: () => import('./wizard/StepView.vue') },
      ],
    },
    { path: '/settings', name: 'settings', component: () => import('./features/settings/SettingsPage.vue') },
    { path: '/:rest(.*)', redirect: '/' },
  ],
})

// A page begins at its top; the keyboard goes on where it is.
router.afterEach((to, from) => {
  if (to.path !== from.path) document.getElementById('content')?.scrollTo(0, 0)
})
