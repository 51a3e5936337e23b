import { setTimeout as sleep } from 'node:timers/promises'

/** Whom a request to the emulator is from: its account is the access key, as twelve digits. */
export type Region = { readonly url: string; readonly account: string; readonly region: string }

/** A request that the emulator refuses. */
export class Refused extends Error {}

/**
 * A call of a query API (CloudFormation, EC2, STS). It is signed with nothing: the emulator takes account, region and service from the scope
 * of a signature and does not check it. Answers XML.
 */
export async function query(
  { url, account, region }: Region,
  service: string,
  version: string,
  params: Readonly<Record<string, string>>,
): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ ...params, Version: version }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Refused(`${params.Action}: ${textOf(text, 'Message') ?? text}`)
  return text
}

const cloudFormation = (at: Region, params: Record<string, string>) => query(at, 'cloudformation', '2010-05-15', params)

export const textOf = (xml: string, name: string): string | undefined => {
  const found = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1]
  return found === undefined ? undefined : plain(found)
}

const plain = (xml: string): string =>
  xml.replace(
    /&(amp|lt|gt|quot|apos|#39|#x27|#10|#xA);/g,
    (_, name: string) =>
      ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'", '#x27': "'", '#10': '\n', '#xA': '\n' })[name] ??
      '',
  )

const members = (xml: string): string[] =>
  [...xml.matchAll(/<member>([\s\S]*?)<\/member>/g)].map(([, one]) => one ?? '')

/** Types of resources in the template that this CloudFormation does not know; it names all of them at once. */
export async function unknownTypes(at: Region, template: object): Promise<string[]> {
  try {
    await cloudFormation(at, { Action: 'ValidateTemplate', ...(await given(at, template)) })
    return []
  } catch (fault) {
    const [, types] = /Unrecognized resource types: \[([^\]]*)\]/.exec((fault as Error).message) ?? []
    if (types === undefined) throw fault
    return types.split(', ')
  }
}

/** Makes the stack and waits for its end. Answers its outputs. */
export async function createStack(at: Region, name: string, template: object): Promise<Record<string, string>> {
  await cloudFormation(at, {
    Action: 'CreateStack',
    StackName: name,
    'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
    OnFailure: 'DO_NOTHING',
    ...(await given(at, template)),
  })
  for (let tries = 0; tries < 1_200; tries++) {
    const stack = await cloudFormation(at, { Action: 'DescribeStacks', StackName: name })
    const status = textOf(stack, 'StackStatus')
    if (status === 'CREATE_COMPLETE') return outputsOf(stack)
    if (status !== 'CREATE_IN_PROGRESS')
      throw new Refused(`${name} is ${status}: ${(await failuresOf(at, name)).join('; ')}`)
    await sleep(50)
  }
  throw new Refused(`${name} is not made within a minute.`)
}

/** Physical names by logical ones. */
export async function resourcesOf(at: Region, name: string): Promise<Record<string, string>> {
  const found = await cloudFormation(at, { Action: 'DescribeStackResources', StackName: name })
  return Object.fromEntries(
    members(found).map((one) => [textOf(one, 'LogicalResourceId') ?? '', textOf(one, 'PhysicalResourceId') ?? '']),
  )
}

const outputsOf = (stack: string): Record<string, string> =>
  Object.fromEntries(
    members(stack)
      .filter((one) => one.includes('<OutputKey>'))
      .map((one) => [textOf(one, 'OutputKey') ?? '', textOf(one, 'OutputValue') ?? '']),
  )

async function failuresOf(at: Region, name: string): Promise<string[]> {
  const events = await cloudFormation(at, { Action: 'DescribeStackEvents', StackName: name })
  return members(events)
    .filter((one) => textOf(one, 'ResourceStatus') === 'CREATE_FAILED')
    .map((one) => `${textOf(one, 'LogicalResourceId')}: ${textOf(one, 'ResourceStatusReason')}`)
}

const bodyBytes = 51_200
const bucket = 'cdk-templates'

/** In the request, or from a bucket where it is longer than CloudFormation takes there. */
async function given(at: Region, template: object): Promise<Record<string, string>> {
  const text = JSON.stringify(template)
  if (Buffer.byteLength(text) <= bodyBytes) return { TemplateBody: text }
  const name = `${bucket}-${at.region}`
  await put(at, name, '')
  const key = `${name}/template-${Date.now()}-${Math.random()}.json`
  await put(at, key, text)
  return { TemplateURL: `${at.url}/${key}` }
}

/** An object, or with an empty body a bucket. */
export async function put({ url, account, region }: Region, path: string, body: string | Uint8Array): Promise<void> {
  const answer = await fetch(`${url}/${path}`, {
    method: 'PUT',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/s3/aws4_request, SignedHeaders=host, Signature=0`,
    },
    ...(body.length > 0 && { body: body as BodyInit }),
  })
  const text = await answer.text()
  if (!answer.ok && !text.includes('BucketAlreadyOwnedByYou')) throw new Refused(`PUT ${path}: ${text}`)
}
