import { app } from './app'
import { charts } from './charts'
import { checks } from './checks'
import { cli } from './cli'
import { compare } from './compare'
import { data } from './data'
import { decide } from './decide'
import { device } from './device'
import { errors } from './errors'
import { experiments } from './experiments'
import { explain } from './explain'
import { goal } from './goal'
import { home } from './home'
import { metrics } from './metrics'
import { predict } from './predict'
import { project } from './project'
import { ranking } from './ranking'
import { report } from './report'
import { scoring } from './scoring'
import { trading } from './trading'
import { settings } from './settings'
import { shell } from './shell'
import { split } from './split'
import { train } from './train'

export const en = {
  app,
  charts,
  checks,
  cli,
  compare,
  data,
  decide,
  device,
  errors,
  experiments,
  explain,
  goal,
  home,
  metrics,
  predict,
  project,
  ranking,
  report,
  scoring,
  trading,
  settings,
  shell,
  split,
  train,
}
