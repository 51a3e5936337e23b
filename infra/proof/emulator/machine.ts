import { spawn } from 'node:child_process'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../../dev/places.ts'
import { query, type Region, signed, textOf } from './cloudformation.ts'

/** What the launch template of a group gives to its machines: the settings that its user data writes to /etc/tradewind/env. */
export async function settingsOfMachine(at: Region, launchTemplate: string): Promise<Record<string, string>> {
  const found = await query(at, 'ec2', '2016-11-15', {
    Action: 'DescribeLaunchTemplateVersions',
    LaunchTemplateName: launchTemplate,
    'LaunchTemplateVersion.1': '$Latest',
  })
  const script = Buffer.from(textOf(found, 'userData') ?? '', 'base64').toString('utf8')
  const [, lines] = /cat >\/etc\/tradewind\/env <<'END'\n([\s\S]*?)\nEND\n/.exec(script) ?? []
  if (lines === undefined)
    throw new Error(`The user data of ${launchTemplate} writes no settings:\n${script.slice(0, 400)}`)
  return Object.fromEntries(
    lines.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}

/** The environment of a function. */
export async function settingsOfFunction(at: Region, name: string): Promise<Record<string, string>> {
  const answer = await fetch(`${at.url}/2015-03-31/functions/${name}/configuration`, {
    headers: signed(at, 'lambda'),
  })
  const { Environment } = (await answer.json()) as { Environment?: { Variables?: Record<string, string> } }
  if (!Environment?.Variables) throw new Error(`The function ${name} has no environment.`)
  return Environment.Variables
}

export type Session = Record<'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY' | 'AWS_SESSION_TOKEN', string>

/** Credentials of a session of the role, as a machine would get them. */
export async function takeRole(at: Region, role: string): Promise<Session> {
  const taken = await query(at, 'sts', '2011-06-15', {
    Action: 'AssumeRole',
    RoleArn: role,
    RoleSessionName: 'machine',
  })
  return {
    AWS_ACCESS_KEY_ID: textOf(taken, 'AccessKeyId') ?? '',
    AWS_SECRET_ACCESS_KEY: textOf(taken, 'SecretAccessKey') ?? '',
    AWS_SESSION_TOKEN: textOf(taken, 'SessionToken') ?? '',
  }
}

export type Program = { said(): string; ended: Promise<number | null>; says(words: string): Promise<void> }

/** The program, with nothing in its environment but what is given. Ends with the test. */
export function startProgram(t: TestContext, args: readonly string[], env: Record<string, string>): Program {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/main.ts', ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk
    })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
  })
  return {
    said: () => said,
    ended,
    async says(words) {
      for (let tries = 0; tries < 600 && !said.includes(words); tries++) {
        if (child.exitCode !== null) break
        await sleep(50)
      }
      if (!said.includes(words)) throw new Error(`It did not say '${words}':\n${said}`)
    },
  }
}
