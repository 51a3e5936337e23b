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
