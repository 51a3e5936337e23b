import type { MigrateOptions } from './kit/migrate.ts'

/**
 * What an upgrade of the database needs of the program itself, by the migration that comes after it. Loaded when it is due, for most
 * migrations need none of it; the key ring is asked for only where something in clear stands.
 */
export const upgrades = (
  databaseUrl: string,
  keysUrl: () => URL,
  say: (line: string) => void = () => {},
): NonNullable<MigrateOptions['before']> => ({
  '0008_sealed_only.sql': async () => {
    const [{ openDb }, { needsSealing, sealPlain, whoStillWrites }] = await Promise.all([
      import('./kit/db.ts'),
      import('./domain/personal/seal-plain.ts'),
    ])
    const db = openDb({ url: databaseUrl, name: 'tradewind-migrate', statementMs: 600_000 })
    try {
      if (!(await needsSealing(db))) return
      const running = await whoStillWrites(db)
      if (running.length > 0) {
        const { WrongSetting } = await import('./kit/settings.ts')
        throw new WrongSetting(
          `DATABASE_URL names a database that is in use (${running.join(', ')}). Stop web and worker, then migrate: an older version would write names and addresses in clear again.`,
        )
      }
      const { openPersonalKeys } = await import('./open-keys.ts')
      const { systemClock: clock } = await import('./kit/clock.ts')
      const { secureRandom: random } = await import('./kit/ids.ts')
      const { vault } = await openPersonalKeys(keysUrl(), db)
      say(`${await sealPlain({ db, vault, clock, random })} rows with personal data sealed`)
    } finally {
      await db.close()
    }
  },
})
