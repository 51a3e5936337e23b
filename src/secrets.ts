import { readStart, type SettingName, settings, WrongSetting } from './config.ts'
import { type LiveSecrets, openLiveSecrets } from './domain/settings/live-secrets.ts'
import type { SecretStore } from './domain/settings/secret-store.ts'
import { type Secret, type SecretScheme, withOlder } from './kit/secret.ts'

type Env = Readonly<Record<string, string | undefined>>

const names = Object.keys(settings) as SettingName[]

/** Reads what the environment says is kept elsewhere. `only`: all that a program needs. */
export async function readSecrets(env: Env, only: readonly SettingName[] = names): Promise<LiveSecrets> {
  const { SECRETS_READ_SECONDS: every } = settings
  return openLiveSecrets({
    env,
    everyMs: every.read('SECRETS_READ_SECONDS', env.SECRETS_READ_SECONDS, readStart({}, 1)) * 1000,
    settings: only.flatMap((name) => {
      const { secret } = settings[name]
      return secret ? [{ name, ...secret, refusal: (value: string) => refusalOf(name, value, env) }] : []
    }),
    openStore,
  })
}

function refusalOf(name: SettingName, value: string, env: Env): string | undefined {
  try {
    settings[name].read(name, value, readStart(env, 1))
    return undefined
  } catch (fault) {
    if (fault instanceof WrongSetting) return fault.message
    throw fault
  }
}

async function openStore(scheme: SecretScheme): Promise<SecretStore> {
  switch (scheme) {
    case 'secretsmanager':
      return (await import('./adapters/secrets/secrets-manager.ts')).openSecretsManager()
    case 'ssm':
      return (await import('./adapters/secrets/parameter-store.ts')).openParameterStore()
    case 'file':
      return (await import('./adapters/secrets/file.ts')).openSecretFiles()
    case 'rds-iam':
      return (await import('./adapters/secrets/rds-iam.ts')).openRdsTokens()
  }
}

/** The secrets by what they are for. */
export type Secrets = {
  signing: Secret
  paymentsKey: Secret
  paymentsWebhook: Secret
  operator: Secret | undefined
  database: Secret | undefined
  mail: Secret | undefined
}

/** Of settings that have been read: those that must be set are. */
export function secretsOf(live: Pick<LiveSecrets, 'of'>): Secrets {
  const set = (name: SettingName): Secret => {
    const secret = live.of(name)
    if (!secret) throw new Error(`${name} was not read.`)
    return secret
  }
  return {
    signing: withOlder(set('SECRET'), live.of('SECRET_BEFORE')),
    paymentsKey: set('PAYMENTS_KEY'),
    paymentsWebhook: set('PAYMENTS_WEBHOOK_SECRET'),
    operator: live.of('OPERATOR_TOKEN'),
    database: live.of('DATABASE_PASSWORD'),
    mail: live.of('MAIL_PASSWORD'),
  }
}
