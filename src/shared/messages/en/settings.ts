export const settings = {
  title: 'Settings',
  look: 'Language and look',
  language: 'Language',
  theme: 'Theme',
  themes: { light: 'Light', dark: 'Dark', system: 'As the system' },
  storage: {
    title: 'Storage and privacy',
    folder: 'New projects are made in',
    change: 'Change…',
    dialog: 'Folder for new projects',
    used: 'Used by all projects',
    private:
      'Nothing leaves this machine: no account, no telemetry, no network while it runs, but for a runtime that you install. Deleting a project deletes its data, models and reports.',
  },
  logs: {
    title: 'Logs',
    note: 'the newest lines, without your data',
    folder: 'Kept in {folder}',
    show: 'Read again',
    none: 'The log is empty.',
  },
  about: 'Version {version}',
}
