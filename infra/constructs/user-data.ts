import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Token } from 'aws-cdk-lib'
import type { Settings } from '../../src/config.ts'

const boot = readFileSync(join(import.meta.dirname, '../machine/boot.sh'), 'utf8')

/** What boot.sh, start.sh and drain.sh ask for; none of it is a secret. */
export type Machine = {
  /** Which process the machine runs. */
  readonly SERVICE: 'web' | 'worker'
  /** The name of its Auto Scaling group. */
  readonly FLEET: string
  /** Begins the namespace of the machine's metrics. */
  readonly SHOP: string
  readonly LOG_GROUP: string
  readonly AWS_REGION: string
  readonly RELEASE_URL: string
  readonly VERSION: string
  /** Stack and resource that wait for the first machines. */
  readonly STACK: string
  readonly RESOURCE: string
}

/**
 * The script that a machine runs at its first start: the settings of its program in /etc/tradewind/env, what its scripts ask for in
 * /etc/tradewind/machine, and then machine/boot.sh.
 */
export function userDataOf(machine: Machine, settings: Settings): string {
  const { AWS_REGION } = machine
  return [
    '#!/usr/bin/env bash',
    'mkdir -p /etc/tradewind',
    ...file('/etc/tradewind/env', { ...settings, AWS_REGION }),
    ...file('/etc/tradewind/machine', { ...machine, PORT: settings.PORT ?? '' }),
    'set -a',
    '. /etc/tradewind/machine',
    'set +a',
    boot,
  ].join('\n')
}

/** Lines that systemd and a shell read alike: the shell reads those of `machine`, which have no spaces. */
const file = (path: string, values: Readonly<Record<string, string>>): string[] => [
  `cat >${path} <<'END'`,
  ...Object.entries(values).map(([name, value]) => `${name}=${plain(name, value)}`),
  'END',
]

function plain(name: string, value: string): string {
  if (!Token.isUnresolved(value) && !/^[^\n"'\\]*$/.test(value))
    throw new Error(`${name} is '${value}'. A machine's settings have no line breaks, quotes or backslashes.`)
  return value
}
